import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { STAMP } from './build.ts'

const root = join(import.meta.dirname, '..')
const configFile = join(root, 'vite.config.ts')

let server: ChildProcess | undefined
let wanted = 0
let queue: Promise<unknown> = Promise.resolve()

async function stop(): Promise<void> {
  const running = server
  server = undefined
  if (!running || running.exitCode !== null || running.signalCode !== null) return
  const gone = once(running, 'exit')
  running.kill('SIGTERM')
  const late = setTimeout(() => running.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(late)
}

/** Restarts asked for while one is under way become one. */
function restart(): void {
  const mine = ++wanted
  queue = queue.then(async () => {
    if (mine !== wanted) return
    await stop()
    const args = ['--enable-source-maps', 'dist/server/phygital.js', 'start', ...process.argv.slice(2)]
    server = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  })
}

// What is made here is no build that `npm start` may trust.
rmSync(join(root, STAMP), { force: true })
const watched = await Promise.all(
  [false, true].map((ssr) => build({ root, configFile, logLevel: 'warn', build: { ssr, watch: {} } })),
)
const [done, broken] = [new Set<unknown>(), new Set<unknown>()]
const watchers = watched.filter((result) => 'on' in result)
for (const watcher of watchers) {
  watcher.on('event', (event) => {
    // Vite has told of an error; the server that runs is better than none.
    if (event.code === 'START') broken.delete(watcher)
    if (event.code === 'ERROR') broken.add(watcher)
    if (event.code !== 'END' || broken.has(watcher)) return
    done.add(watcher)
    if (done.size === watchers.length && broken.size === 0) restart()
  })
}

let ending = false
async function end(): Promise<void> {
  if (ending) return
  ending = true
  wanted = -1
  await Promise.all(watchers.map((watcher) => watcher.close()))
  await queue
  await stop()
  process.exit(0)
}
process.on('SIGINT', () => void end())
process.on('SIGTERM', () => void end())
