import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../../src/journeys/journeys.ts'
import { byHand } from './by-hand.ts'
import { mapping } from './mapping.ts'

/** One side of the bench in a process of its own. Its argument is a `Task` as JSON, its last line a `Spent`. */
export interface Task {
  side: 'ours' | 'hand'
  file: string
  /** Empty folder: ours makes its result there, the other `hand.duckdb`. */
  folder: string
  /** What products are, for the one by hand. */
  lookup: string
  /** Bytes of the whole process. */
  memory: number
  threads: number
}

export interface Spent {
  /** User and system, of the process from its start, seconds. */
  cpu: number
  wall: number
  /** Most resident memory, bytes. */
  memory: number
  /** CPU seconds of each stage, in order. */
  stages: Record<string, number>
}

const cpuNow = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Without what the parent held before this process was itself, which `maxRSS` has in it. */
const mostResident = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024

const { side, file, folder, lookup, memory, threads } = JSON.parse(process.argv[2]!) as Task
const stages: Record<string, number> = { start: cpuNow() }
const mark = (stage: string) => {
  const before = Object.values(stages).reduce((sum, cpu) => sum + cpu, 0)
  stages[stage] = cpuNow() - before
}
const started = performance.now()
if (side === 'ours') {
  const onProgress = ({ phase, done }: { phase: string; done: number }) => {
    if (done === 1) mark(phase)
  }
  await run({ sources: [{ mapping, files: [file] }], folder, memory, threads, onProgress })
  mark('publish')
} else {
  const work = join(folder, 'work')
  mkdirSync(work)
  // More than ours gives DuckDB (0.36): by hand there is no cleaning beside it that needs memory.
  await byHand({ file, lookup, out: join(folder, 'hand.duckdb'), work, memory: memory / 2, threads, mark })
}
const wall = (performance.now() - started) / 1000
console.log(JSON.stringify({ cpu: cpuNow(), wall, memory: mostResident(), stages } satisfies Spent))
