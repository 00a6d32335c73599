import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../tools/program.ts'
import { findProgram } from './program.ts'

/**
 * The path of a Python that has a package (`name==version`), installed by pip into a folder of its own the first time. Throws
 * with what is missing and the command that brings it.
 */
export async function pythonWith(requirement: string): Promise<string> {
  const cache = join(import.meta.dirname, '../../node_modules/.cache/phygital')
  const folder = join(cache, `${requirement}-venv`)
  if (!existsSync(folder)) {
    const fresh = `${folder}.${process.pid}`
    mkdirSync(cache, { recursive: true })
    const steps: [string, string[]][] = [
      [findProgram(['python3'], 'python3-venv'), ['-m', 'venv', fresh]],
      [join(fresh, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement]],
    ]
    for (const [command, args] of steps) {
      const { code, stdout, stderr } = await run(command, args, { timeout: 300_000 })
      if (code === 0) continue
      rmSync(fresh, { recursive: true, force: true })
      const byHand = 'apt-get install --no-install-recommends python3-venv, and let pip reach its registry'
      throw new Error(`${requirement} is missing: ${byHand}\n${stdout}${stderr}`)
    }
    renameSync(fresh, folder)
  }
  return join(folder, 'bin/python')
}
