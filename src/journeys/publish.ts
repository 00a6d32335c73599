import { open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { NO_CORRECTIONS } from './cleaning/corrections.ts'
import { MIN_CONFIDENCE } from './cleaning/products.ts'
import type { ClickHouse } from './engine/clickhouse.ts'
import { type Duck, fileLiteral, literal, quoted } from './engine/duckdb.ts'
import { type Link, tableLinks } from './identity.ts'
import { addInsights } from './insights/add-insights.ts'
import { csvCell } from './outputs/files.ts'
import { RESULT_TABLES } from './result-tables.ts'
import type { RunOptions, RunReport } from './run-options.ts'
import { RESULT, type StagedSet, stagedFiles } from './sets.ts'
import { deriveThere, sendNames } from './steps/clickhouse/derive.ts'
import { ACTION_NAMES, derive } from './steps/derive.ts'
import { cleanNames } from './steps/names.ts'
import { FINAL_PRICE, UNIT_PRICE } from './steps/prices.ts'
import { DUCK_TYPES, TABLES } from './tables.ts'

/** Makes the tables of what has been read, and puts them in place of the last result. */
export async function publish(
  duck: Duck,
  sets: readonly StagedSet[],
  shards: number,
  {
    folder,
    work,
    zone: given,
    sources,
    asOf,
    windowMs = 3_600_000,
    mostRejected = 0.05,
    corrections = NO_CORRECTIONS,
    minConfidence = MIN_CONFIDENCE,
    links,
    signal,
    onProgress,
    house,
  }: Omit<RunOptions, 'links'> & { work: string; links: readonly Link[]; house?: ClickHouse | undefined },
): Promise<RunReport> {
  const sum = (name: 'rows' | 'ignored' | 'rejected' | 'unassigned') =>
    sets.reduce((total, set) => total + set[name], 0)
  const rows = sum('rows')
  const staged = (part: string) => stagedFiles(folder, sets, part)
  await refuse(duck, staged('rejected.parquet'), { rows, rejected: sum('rejected'), most: mostRejected, folder })
  const path = join(work, RESULT)
  await duck.run(`attach ${literal(path)} as out`)
  for (const [name, { columns }] of Object.entries(TABLES)) {
    const typed = Object.entries(columns).map(([column, { type }]) => `${quoted(column)} ${DUCK_TYPES[type]}`)
    await duck.run(`create table out.${name} (${typed.join(', ')})`)
  }
  const zone = given ?? sources[0]?.mapping.time.zone ?? 'UTC'
  const assigned = Array.from({ length: shards }, (_, shard) => staged(`shard=${shard}/*.parquet`))
  const nobody = staged('shard=unassigned/*.parquet')
  const all = [...assigned.flat(), ...nobody]
  const cleaning: Record<string, number> = {
    'rows read': rows,
    'rows left out by the mapping': sum('ignored'),
    'rows rejected': sum('rejected'),
    'rows without a customer': sum('unassigned'),
    ...(links.length > 0 ? { 'identifiers linked to customers': links.length } : {}),
  }
  let latest: number | null = null
  if (all.length > 0) {
    Object.assign(cleaning, await cleanNames(duck, all, { corrections, minConfidence }))
    onProgress?.({ phase: 'clean', done: 1, rows })
    ;[{ latest }] = (await duck.rows<{ latest: number | null }>(
      `select epoch_us(max(time)) as latest from read_parquet([${all.map(fileLiteral).join(', ')}])`,
    )) as [{ latest: number | null }]
    const until = asOf === undefined ? BigInt(latest ?? 0) : BigInt(Date.parse(asOf)) * 1000n
    if (house && assigned.flat().length > 0) await sendNames(house, duck, { files: assigned.flat(), work })
    let kept = 0
    for (const [at, files] of assigned.entries()) {
      signal?.throwIfAborted()
      if (files.length > 0) {
        const of = { files, zone, asOf: until, windowMs }
        kept += house ? await deriveThere(house, duck, { ...of, work }) : await derive(duck, of)
      }
      onProgress?.({ phase: 'derive', done: (at + 1) / shards, rows })
    }
    cleaning['exact duplicates'] = rows - sum('ignored') - sum('rejected') - sum('unassigned') - kept
    if (nobody.length > 0) await keepUnassigned(duck, nobody)
    await duck.run('create table out.products as from items')
    await duck.run('create table out.applications as from applications')
  }
  const refused = staged('rejected.parquet')
  if (refused.length > 0)
    await duck.run(`insert into out.rejected by name from read_parquet([${refused.map(fileLiteral).join(', ')}])`)
  await duck.run('use out')
  await addInsights(duck)
  await duck.run('use memory')
  const tables: Record<string, number> = {}
  for (const name of Object.keys(RESULT_TABLES))
    tables[name] = (await duck.rows<{ n: number }>(`select count(*) as n from out.${name}`))[0]!.n
  const until =
    asOf === undefined ? (latest === null ? null : new Date(latest / 1000).toISOString()) : new Date(asOf).toISOString()
  await keepRun(duck, { sets, links, shards, zone, asOf: until, windowMs, cleaning })
  await swap(duck, path, folder, sets)
  return { rows, tables, cleaning, asOf: until }
}

async function refuse(
  duck: Duck,
  files: string[],
  { rows, rejected, most, folder }: { rows: number; rejected: number; most: number; folder: string },
) {
  if (rejected <= rows * most) return
  const from = `read_parquet([${files.map(fileLiteral).join(', ')}])`
  const list = join(folder, 'rejected.csv')
  const columns = Object.entries(TABLES.rejected.columns)
  const cells = columns.map(([name, column]) => `${csvCell(name, column, 'UTC')} as ${quoted(name)}`)
  await duck.run(
    `copy (select ${cells.join(', ')} from (from ${from} order by all limit 100000)) to ${literal(list)} (header)`,
  )
  const reasons = await duck.rows<{ column: string; reason: string; n: number }>(
    `select "column", reason, count(*) as n from ${from} group by all order by n desc, 1, 2 limit 3`,
  )
  const told = reasons.map(({ column, reason, n }) => `${n} × ${column ? `${column}: ` : ''}${reason}`).join('; ')
  throw new AppError(
    'invalid',
    `${rejected} of ${rows} rows cannot be read, more than ${Number((most * 100).toPrecision(6))} %: ${told}. They are listed in ${list}. Mend the mapping, or allow more with --most-rejected.`,
  )
}

async function keepUnassigned(duck: Duck, files: readonly string[]): Promise<void> {
  await duck.run(`insert into out.unassigned by name
    select s.source, time as timestamp, ${ACTION_NAMES}[action + 1] as action, name as application, i.product, term, quantity, ${UNIT_PRICE} as unit_price, ${FINAL_PRICE} as final_price, currency, order_id, i.product_written
    from (select distinct * exclude (file) from read_parquet([${files.map(fileLiteral).join(', ')}], union_by_name = true)) s left join applications using (application) left join items i using (item)`)
}

async function keepRun(
  duck: Duck,
  {
    sets,
    links,
    shards,
    zone,
    asOf,
    windowMs,
    cleaning,
  }: {
    sets: readonly StagedSet[]
    links: readonly Link[]
    shards: number
    zone: string
    asOf: string | null
    windowMs: number
    cleaning: Record<string, number>
  },
): Promise<void> {
  await duck.run(
    'create table out.run as select $shards::integer as shards, $zone as zone, $asOf as as_of, $windowMs::bigint as window_ms',
    { shards, zone, asOf, windowMs },
  )
  await tableLinks(duck, links)
  await duck.run('create table out.links as from temp.links')
  await duck.run('create table out.report (step varchar, count bigint)')
  for (const [step, count] of Object.entries(cleaning))
    await duck.run('insert into out.report values ($step, $count)', { step, count })
  await duck.run(
    `create table out.inputs as select * from (select unnest(from_json(${literal(JSON.stringify(sets))}, '[{"key":"VARCHAR","source":"VARCHAR","files":["VARCHAR"],"digests":["VARCHAR"],"rows":"BIGINT","ignored":"BIGINT","rejected":"BIGINT","unassigned":"BIGINT"}]'), recursive := true))`,
  )
}

/** Puts the new result in place of the last, then lets go of what only the last needed. */
async function swap(duck: Duck, path: string, folder: string, sets: readonly StagedSet[]): Promise<void> {
  await duck.run('checkpoint out')
  await duck.run('detach out')
  const file = await open(path, 'r+')
  await file.sync()
  await file.close()
  await rename(path, join(folder, RESULT))
  const needed = new Set(sets.map(({ key }) => key))
  for (const key of await readdir(join(folder, 'staged')).catch(() => [])) {
    if (!needed.has(key)) await rm(join(folder, 'staged', key), { recursive: true, force: true })
  }
}
