import { join } from 'node:path'
import { openDuck } from '../../../src/journeys/engine/duckdb.ts'
import { findProgram } from '../../../tests/support/program.ts'
import { pythonWith } from '../../../tests/support/python.ts'
import { run } from '../../program.ts'

const HOUR = 3_600_000

/** Path of a Python with pandas, or undefined where there is no Python at all. Throws when pandas cannot be installed. */
export async function pythonWithPandas(): Promise<string | undefined> {
  try {
    findProgram(['python3'], 'python3-venv')
  } catch {
    return undefined
  }
  return await pythonWith('pandas==3.1.1')
}

/** What tells whether two results are the same: rows and sums of the four tables. */
export type Told = Record<string, number>

const TOLD = `select (select count(*) from purchases) as purchases, (select sum(final_price)::double from purchases) as paid,
  (select sum(events) from purchases) as events, (select count(*) from purchases where returned) as returned,
  (select sum(len(others_looked_at)) from purchases) as others, (select count(*) from searches) as searches,
  (select count(*) from searches where left_in_bag) as left_in_bag, (select count(*) from searches_by_customer) as customers,
  (select count(*) from touches) as touches`

/** The same of ours. */
export async function toldBy(result: string): Promise<Told> {
  const duck = await openDuck({ path: result, readOnly: true })
  try {
    return (await duck.rows<Told>(TOLD))[0]!
  } finally {
    duck.close()
  }
}

/** Makes the four tables of a file of the generator in pandas, names given as `lookup` (CSV). Seconds by the clock. */
export async function inPandas(
  python: string,
  { file, lookup, folder }: { file: string; lookup: string; folder: string },
): Promise<{ seconds: number; told: Told }> {
  const started = performance.now()
  const program = join(import.meta.dirname, 'in-pandas.py')
  const { code, stdout, stderr } = await run(python, [program, file, lookup, folder], { timeout: HOUR })
  if (code !== 0) throw new Error(`pandas failed: ${stderr}`)
  return { seconds: (performance.now() - started) / 1000, told: JSON.parse(stdout) as Told }
}
