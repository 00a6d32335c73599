import { spawn } from 'node:child_process'

export interface Outcome {
  /** Exit code; 1 when the program was killed or could not start. */
  code: number
  stdout: string
  stderr: string
}

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Milliseconds after which the program and its children are killed. */
  timeout?: number
  /** Pass the output on as it comes, instead of only collecting it. */
  show?: boolean
}

/**
 * Runs a program to its end and collects what it says. Never throws: a program that is missing or too slow comes back
 * with code 1 and the reason in `stderr`.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a time-out reaches the grandchildren too.
      detached: true,
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (options.show) process.stdout.write(text)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      if (options.show) process.stderr.write(text)
    })
    const killGroup = () => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It ended by itself in the meantime.
      }
    }
    const timer = options.timeout
      ? setTimeout(() => {
          stderr += `\n${command} took longer than ${options.timeout} ms and was stopped\n`
          killGroup()
        }, options.timeout)
      : undefined
    process.once('exit', killGroup)
    const finish = (code: number) => {
      clearTimeout(timer)
      process.removeListener('exit', killGroup)
      resolve({ code, stdout, stderr })
    }
    child.once('error', (error) => {
      stderr += `${error.message}\n`
      finish(1)
    })
    child.once('close', (code) => finish(code ?? 1))
  })
}
