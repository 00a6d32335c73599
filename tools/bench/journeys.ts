import { createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { literal, openDuck } from '../../src/journeys/engine/duckdb.ts'
import { RESULT } from '../../src/journeys/journeys.ts'
import { temporaryFolder } from '../../tests/support/program.ts'
import { generate } from '../journeys/generate.ts'
import { run } from '../program.ts'
import { median, openBars } from './bars.ts'
import { differences } from './journeys/differences.ts'
import { inPandas, pythonWithPandas, toldBy } from './journeys/pandas.ts'
import type { Spent, Task } from './journeys/side.ts'

// The pipeline beside SQL by hand for this very file, given the names it has to clean: each run in a process of its own, in
// turns. First both make the tables of a smaller file, and these have to be the same row by row.

const HOURS = 3_600_000
const { events, compared, rounds, seed, threads, memory, linear, keep } = new Command('bench:journeys')
  .option('--events <n>', 'rows of the file', Number, 10_000_000)
  .option('--compared <n>', 'rows of the file whose tables are compared row by row', Number, 200_000)
  .option('--rounds <n>', 'how often each side runs', Number, 3)
  .option('--seed <n>', 'another file', Number, 1)
  .option('--threads <n>', 'threads of both sides', Number, availableParallelism())
  .option('--memory <mb>', 'MB of the whole process', Number, 1000)
  .option('--linear', 'grow to 1, 10 and 50 million rows instead of from a tenth to all')
  .option('--keep <folder>', 'keep the files here (120 bytes a row), and use those that are here')
  .parse()
  .opts<{
    events: number
    compared: number
    rounds: number
    seed: number
    threads: number
    memory: number
    linear?: boolean
    keep?: string
  }>()
const temporary = keep === undefined ? temporaryFolder('bench-journeys') : undefined
const home = temporary?.path ?? resolve(keep!)
mkdirSync(home, { recursive: true })
const LOOKUP = join(home, 'names.parquet')
const bars = openBars()

async function fileOf(rows: number): Promise<string> {
  const path = join(home, `${rows}-${seed}.csv`)
  if (!existsSync(path)) await generate({ events: rows, seed, out: createWriteStream(path) })
  return path
}

/** Empty, under the home. */
function folderOf(name: string): string {
  const path = join(home, name)
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path)
  return path
}

async function spend(side: Task['side'], rows: number): Promise<Spent> {
  const folder = folderOf(side)
  const task: Task = { side, file: await fileOf(rows), folder, lookup: LOOKUP, memory: memory * 1e6, threads }
  const program = join(import.meta.dirname, 'journeys/side.ts')
  const { code, stdout, stderr } = await run(process.execPath, [program, JSON.stringify(task)], { timeout: 2 * HOURS })
  if (code !== 0) throw new Error(`${side} failed at ${rows} rows: ${stderr}`)
  const spent = JSON.parse(stdout.trim().split('\n').at(-1)!) as Spent
  const stages = Object.entries(spent.stages).map(([stage, cpu]) => `${stage} ${cpu.toFixed(1)}`)
  console.log(
    `${side} ${rows}: ${spent.cpu.toFixed(1)} s CPU (${stages.join(', ')}), ${spent.wall.toFixed(1)} s, ${Math.round(spent.memory / 1e6)} MB`,
  )
  return spent
}

/** What ours has just found the names to be is given to the other. */
async function exportNames(): Promise<void> {
  const duck = await openDuck({ path: join(home, 'ours', RESULT), readOnly: true })
  const written = ['product', 'category', 'sub_category', 'colour', 'size'].map((name) => `${name}_written`)
  await duck.run(`copy (select product, category, sub_category, colour, size, product_confidence, category_confidence,
    ${written.map((name) => `coalesce(${name}, '') as ${name}`).join(', ')} from products) to ${literal(LOOKUP)} (format parquet)`)
  await duck.run(`copy (from ${literal(LOOKUP)}) to ${literal(LOOKUP.replace('.parquet', '.csv'))} (header)`)
  duck.close()
}

async function compareResults(): Promise<void> {
  await spend('ours', compared)
  await exportNames()
  await spend('hand', compared)
  const { rows, count, examples } = await differences(join(home, 'ours', RESULT), join(home, 'hand/hand.duckdb'))
  for (const example of examples) console.log(JSON.stringify(example))
  console.log(`${rows} rows of four tables compared, ${count} differ`)
  bars.most('journeys-rows-that-differ', rows === 0 ? Number.NaN : count, 0)
}

async function measure(): Promise<number> {
  const ours = [await spend('ours', events)]
  await exportNames()
  const hand = [await spend('hand', events)]
  for (let round = 1; round < rounds; round++) {
    if (round % 2) hand.push(await spend('hand', events))
    ours.push(await spend('ours', events))
    if (round % 2 === 0) hand.push(await spend('hand', events))
  }
  const ratio = median(ours.map(({ cpu }, round) => cpu / hand[round]!.cpu))
  bars.most('journeys-cpu', ratio, 1.15, 'x')
  bars.most('journeys-memory', Math.max(...ours.map((spent) => spent.memory)) / 1e6, 1000, 'MB')
  console.log(`by hand at most ${Math.round(Math.max(...hand.map((spent) => spent.memory)) / 1e6)} MB`)
  return median(ours.map(({ cpu }) => cpu)) / events
}

/** CPU a row of each larger file beside the smallest. `atAll`: that of all the events. */
async function grow(atAll: number): Promise<void> {
  const sizes = linear ? [1e6, 1e7, 5e7] : [Math.round(events / 10), events]
  const cpu: number[] = []
  for (const rows of sizes) cpu.push(rows === events ? atAll : (await spend('ours', rows)).cpu / rows)
  bars.most('journeys-growth', Math.max(...cpu.slice(1)) / cpu[0]!, 1.25, 'x')
}

async function besidePandas(): Promise<void> {
  const rows = Math.min(1_000_000, events)
  const python = await pythonWithPandas()
  if (python === undefined) return console.log('no Python with pandas here: not compared with it')
  const file = await fileOf(rows)
  const lookup = LOOKUP.replace('.parquet', '.csv')
  const pandas: number[] = []
  const ours: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push((await spend('ours', rows)).wall)
    await exportNames()
    const { seconds, told } = await inPandas(python, { file, lookup, folder: folderOf('pandas') })
    pandas.push(seconds)
    const own = await toldBy(join(home, 'ours', RESULT))
    const unlike = Object.keys(own).filter((name) => own[name] !== told[name])
    for (const name of unlike) console.log(`${name}: pandas ${told[name]}, ours ${own[name]}`)
    bars.most('journeys-unlike-pandas', unlike.length, 0)
  }
  console.log(`pandas ${rows}: ${median(pandas).toFixed(1)} s`)
  bars.least('journeys-pandas', median(pandas.map((seconds, round) => seconds / ours[round]!)), 5, 'x')
}

try {
  await compareResults()
  await grow(await measure())
  await besidePandas()
} finally {
  temporary?.remove()
}
bars.print()
