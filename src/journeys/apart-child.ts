import { toAppError } from '../platform/errors.ts'
import type { Said, Task } from './apart.ts'
import { openDuck } from './engine/duckdb.ts'
import { look } from './look.ts'
import { openResult } from './result.ts'
import { run } from './run.ts'
import { trace } from './trace.ts'

// A program of its own: gets one task from its parent, answers how it went, and ends with its parent.

const stop = new AbortController()
const say = (said: Said) => new Promise<void>((resolve) => process.send!(said, () => resolve()))
/** Between two reports of how far it is, ms. */
const PACE = 300

async function work(task: Task) {
  if (task.kind === 'look') {
    const duck = await openDuck({ memory: task.memory / 2, threads: 1 })
    return look(duck, task.path, task).finally(() => duck.close())
  }
  if (task.kind === 'trace') return trace(task.folder, task.subject, { memory: task.memory / 2, threads: 1 })
  if (task.kind === 'csv') return writeCsv(task)
  let last = 0
  return run({
    ...task.options,
    signal: stop.signal,
    onProgress(progress) {
      if (progress.done < 1 && Date.now() - last < PACE) return
      last = Date.now()
      void say({ progress })
    },
  })
}

async function writeCsv({ folder, table, asked, columns, zone }: Extract<Task, { kind: 'csv' }>) {
  const result = await openResult(folder, true)
  for await (const piece of result.csv(table, asked, columns, zone))
    await new Promise((resolve) => process.stdout.write(piece, resolve))
  return null
}

process.on('disconnect', () => process.exit(1))
process.on('message', async (task: Task | 'stop') => {
  if (task === 'stop') return stop.abort()
  try {
    await say({ done: await work(task) })
  } catch (thrown) {
    const { code, message, cause } = toAppError(thrown)
    if (code === 'internal') process.stderr.write(String((cause as Error | undefined)?.stack ?? cause))
    await say({ code, message })
  }
  process.exit(0)
})
