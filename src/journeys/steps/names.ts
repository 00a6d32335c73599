import { type Corrections, correct } from '../cleaning/corrections.ts'
import { type Duck, fileLiteral } from '../engine/duckdb.ts'
import { cleanItems } from './items.ts'

/**
 * Cleans what products and applications are called, over everything staged, into the tables that `derive` reads: `items`
 * (w: a written product's place in the order of record 0010, k: its product), `products` and `applications`.
 * Answers how many names each step of the cleaning changed.
 */
export async function cleanNames(
  duck: Duck,
  files: readonly string[],
  { corrections, minConfidence }: { corrections: Corrections; minConfidence: number },
): Promise<Record<string, number>> {
  const staged = `read_parquet([${files.map(fileLiteral).join(', ')}], union_by_name = true)`
  const counts = await cleanItems(duck, staged, { corrections, minConfidence })
  const apps = await duck.rows<{ application: string; events: number }>(
    `select application, count(*) as events from ${staged} where application is not null group by all order by events desc, application`,
  )
  // The most frequent spelling names them all.
  const names = new Map<string, string>()
  const named = apps.map(({ application }) => {
    const right = correct(corrections, 'applications', application) ?? application
    const key = right.toLowerCase().replace(/\s+/g, ' ').trim()
    if (!names.has(key)) names.set(key, right)
    return { application, name: names.get(key)! }
  })
  await duck.run('create or replace temp table named (application varchar, name varchar)')
  await duck.append(
    'named',
    named.map(({ application, name }) => [application, name]),
  )
  await duck.run(
    `create or replace temp table applications as select *, cast(dense_rank() over (order by name) as integer) as a from named`,
  )
  await duck.run('create or replace temp table places_named as select distinct a, name from applications')
  await duck.run('create or replace temp table place_names as select list(name order by a) as names from places_named')
  return {
    ...counts,
    'applications spelled otherwise': named.filter(({ application, name }) => application !== name).length,
  }
}
