import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../src/database/database.ts'
import { temporaryFolder } from '../../tests/support/program.ts'
import { run } from '../program.ts'
import { broken, setStage } from './stage.ts'

const WORKER = join(import.meta.dirname, 'worker.ts')
const CLI = join(import.meta.dirname, '../../dist/server/phygital.js')
const BUILD = join(import.meta.dirname, '../build.ts')
const LONGEST_MS = 60 * 60_000

export interface Raced {
  operations: number
  /** How often each operation came to what. */
  seen: Record<string, number>
  /** What must be zero, by name. */
  broken: Record<string, number>
}

export interface RaceOptions {
  /** Address of an empty database. */
  url: string
  processes: number
  operations: number
  seed: number
  /** The command line adds stores to the same database all the while. */
  cli?: boolean
}

/** Runs the race to its end. Throws what a worker found wrong. */
export async function race({ url, processes, operations, seed, cli }: RaceOptions): Promise<Raced> {
  if (cli) await build()
  const database = openDatabase(url, 4)
  try {
    await database.migrate()
    const stage = JSON.stringify(await setStage(database, seed))
    const each = String(Math.ceil(operations / processes))
    let running = true
    const beside = cli ? addStores(url, () => running) : Promise.resolve(0)
    const workers = await Promise.all(
      [...Array(processes).keys()].map((n) =>
        run(process.execPath, [WORKER, url, 'BCDEFGH'[n]!, each, stage], { timeout: LONGEST_MS }),
      ),
    ).finally(() => {
      running = false
    })
    const added = await beside
    const seen: Record<string, number> = {}
    for (const { code, stdout, stderr } of workers) {
      if (code !== 0) throw new Error(stderr.slice(-4000))
      for (const [name, n] of Object.entries(JSON.parse(stdout) as Record<string, number>)) {
        seen[name] = (seen[name] ?? 0) + n
      }
    }
    const lost = cli ? { 'stores of the command line lost': added - (await countAdded(database)) } : {}
    const done = Object.values(seen).reduce((sum, n) => sum + n, 0)
    return { operations: done, seen, broken: { ...(await broken(database)), ...lost } }
  } finally {
    await database.close()
  }
}

async function build(): Promise<void> {
  const built = await run(process.execPath, [BUILD, '--if-stale'], { timeout: 300_000 })
  if (built.code !== 0) throw new Error(built.stderr + built.stdout)
}

const countAdded = async (database: ReturnType<typeof openDatabase>): Promise<number> =>
  (await database.read.selectFrom('store').select('id').execute()).length

async function addStores(url: string, goOn: () => boolean): Promise<number> {
  const home = temporaryFolder('race-cli')
  const env = { ...process.env, PHYGITAL_DATABASE_URL: url, PHYGITAL_DATA_DIR: home.path }
  try {
    let added = 0
    for (; goOn(); added++) {
      const file = join(home.path, 'stores.json')
      writeFileSync(file, JSON.stringify({ stores: [{ name: `Store ${added}`, zone: 'Asia/Kolkata' }] }))
      const done = await run(process.execPath, [CLI, 'setup', file], { env, timeout: 60_000 })
      if (done.code !== 0) throw new Error(`setup: ${done.stderr}${done.stdout}`)
    }
    return added
  } finally {
    home.remove()
  }
}
