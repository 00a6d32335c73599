import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statfsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { type Corrections, NO_CORRECTIONS } from './cleaning/corrections.ts'
import { MIN_CONFIDENCE } from './cleaning/products.ts'
import { type Duck, literal, openDuck, quoted } from './engine/duckdb.ts'
import { holdFolder } from './folder.ts'
import { digestOf, findFiles, type InputFile, lookAt } from './sources/files.ts'
import type { Mapping } from './sources/mapping.ts'
import { type Dialect, dialectOf } from './sources/read.ts'
import { derive } from './steps/derive.ts'
import { cleanNames } from './steps/names.ts'
import { FINAL_PRICE, UNIT_PRICE } from './steps/prices.ts'
import { type Staged, stage } from './steps/stage.ts'
import { type ColumnType, TABLES, type TableName } from './tables.ts'

export interface Source {
  mapping: Mapping
  /** Files, folders, globs. */
  files: readonly string[]
}

export interface RunOptions {
  sources: readonly Source[]
  /** Where the result is: `journeys.duckdb`, and what a later run needs in `staged/`. */
  folder: string
  /** Add to what the folder has; otherwise the result is of these sources alone. */
  add?: boolean
  /** IANA zone of calendar days and texts; by default that of the first mapping. */
  zone?: string
  /** ISO time the searches are listed as of; by default the latest event. */
  asOf?: string
  /** How long ago a search must have been touched to be listed; an hour. */
  windowMs?: number
  /** Bytes of the whole process; 1 GB. */
  memory?: number
  threads?: number
  /** Parts the customers are worked in; by default as the input's size needs. The result does not depend on it. */
  shards?: number
  /** Share of the customers, whole, 0 to 1. */
  sample?: number
  /** Share of rows that may be unreadable; 0.05. */
  mostRejected?: number
  corrections?: Corrections
  /** Below it no names are merged and no category is guessed; 0.8. Above 1: never. */
  minConfidence?: number
  onProgress?: (progress: Progress) => void
  signal?: AbortSignal
}

export interface Progress {
  phase: 'read' | 'clean' | 'derive'
  /** 0 to 1 of the phase. */
  done: number
  rows: number
}

export interface RunReport {
  rows: number
  tables: Record<TableName, number>
  /** Steps of the reading and cleaning, and how many rows or names each took. */
  cleaning: Record<string, number>
  /** ISO time the searches are as of; null when there are no events. */
  asOf: string | null
}

export const RESULT = 'journeys.duckdb'
const GB = 1e9
const TELL_MS = 1000
const BATCH = 256e6
const EVENTS_A_SHARD = 400_000
/** Part of what a staged set is known by: raised whenever staging changes. */
const STAGING = 2

export const DUCK_TYPES: Record<ColumnType, string> = {
  text: 'varchar',
  list: 'varchar[]',
  integer: 'bigint',
  decimal: 'decimal(18,4)',
  share: 'double',
  time: 'timestamp',
  flag: 'boolean',
}

interface Batch {
  files: InputFile[]
  mapping: Mapping
  dialect: Dialect
  bytes: number
}

/**
 * Makes the tables of the sources in `folder`. The last result stays whole until the new one takes its place in one rename; what has
 * been read is kept, so an interrupted run goes on where it was. Throws `invalid` for sources that cannot be read, `disk_full`,
 * `unavailable` when memory is short, `conflict` when another run has the folder or `signal` stopped this one.
 */
export async function run(options: RunOptions): Promise<RunReport> {
  const folder = resolve(options.folder)
  await mkdir(folder, { recursive: true })
  const release = await holdFolder(folder)
  const work = join(folder, 'work')
  try {
    await rm(work, { recursive: true, force: true })
    await mkdir(work)
    return await runHeld({ ...options, folder }, work)
  } finally {
    await rm(work, { recursive: true, force: true })
    await release()
  }
}

async function runHeld(options: RunOptions, work: string): Promise<RunReport> {
  const { folder, memory = GB, signal, onProgress } = options
  const duck = await openDuck({
    memory: memory / 2,
    temp: join(work, 'spill'),
    ...(options.threads ? { threads: options.threads } : {}),
  })
  const stop = () => duck.interrupt()
  signal?.addEventListener('abort', stop)
  try {
    await duck.run('set preserve_insertion_order = false')
    await duck.run('set partitioned_write_flush_threshold = 131072')
    const before = options.add ? await inputsOf(folder) : { sets: [], digests: [], shards: undefined }
    const batches = await batchesOf(duck, options.sources)
    const bytes = batches.reduce((sum, batch) => sum + batch.bytes, 0)
    const shards = before.shards ?? options.shards ?? Math.min(64, Math.max(1, Math.ceil(bytes / 110 / EVENTS_A_SHARD)))
    needDisk(folder, bytes)
    const sets = [...before.sets]
    let read = 0
    let rows = 0
    for (const batch of batches) {
      signal?.throwIfAborted()
      const tell = () =>
        onProgress?.({
          phase: 'read',
          done: (read + batch.bytes * Math.min(0.99, duck.progress())) / Math.max(1, bytes),
          rows,
        })
      const ticking = setInterval(tell, TELL_MS)
      const set = await stageOnce(duck, batch, { folder, shards, sample: options.sample ?? 1 }).finally(() =>
        clearInterval(ticking),
      )
      if (!sets.some(({ key }) => key === set.key)) sets.push(set)
      read += batch.bytes
      rows += set.rows
      onProgress?.({ phase: 'read', done: read / Math.max(1, bytes), rows })
    }
    return await publish(duck, sets, shards, { ...options, work })
  } catch (error) {
    if (signal?.aborted)
      throw new AppError('conflict', 'The run was stopped; the last result is as it was.', { cause: error })
    throw asClearError(error)
  } finally {
    signal?.removeEventListener('abort', stop)
    duck.close()
  }
}

/** What DuckDB says when there is no room, in words for people. */
function asClearError(error: unknown): unknown {
  const message = error instanceof Error ? error.message : ''
  if (/No space left|Could not write|disk is full|max_temp_directory_size/i.test(message)) {
    return new AppError('disk_full', 'The disk is full: make room and run again; the last result is as it was.', {
      cause: error,
    })
  }
  if (/Out of Memory Error/i.test(message)) {
    return new AppError(
      'unavailable',
      'The run needs more memory: give it more with --memory; the last result is as it was.',
      { cause: error },
    )
  }
  return error
}

interface StagedSet extends Staged {
  key: string
  source: string
  files: string[]
  digests: string[]
}

async function inputsOf(folder: string): Promise<{ sets: StagedSet[]; digests: string[]; shards: number | undefined }> {
  const path = join(folder, RESULT)
  if (!existsSync(path)) return { sets: [], digests: [], shards: undefined }
  const old = await openDuck({ path, readOnly: true })
  try {
    const sets = await old.rows<StagedSet>('select * from inputs')
    const [run] = await old.rows<{ shards: number }>('select shards from run')
    const lost = sets.find(({ key }) => !existsSync(join(folder, 'staged', key)))
    if (lost)
      throw new AppError(
        'invalid',
        `What was read of ${lost.files.join(', ')} is gone from ${folder}. Run over all sources anew, without --add.`,
      )
    return { sets, digests: sets.flatMap(({ digests }) => digests), shards: run?.shards }
  } finally {
    old.close()
  }
}

/** Files that are alike, together up to a quarter of a gigabyte. */
async function batchesOf(duck: Duck, sources: readonly Source[]): Promise<Batch[]> {
  const batches: Batch[] = []
  for (const { mapping, files } of sources) {
    const open = new Map<string, Batch>()
    for (const path of findFiles(files)) {
      const file = await lookAt(path, mapping.format)
      if (!file) continue
      const dialect = await dialectOf(duck, file, mapping)
      const kind = [file.type, file.compression, file.encoding, dialect.options].join()
      let batch = open.get(kind)
      if (!batch || batch.bytes + file.bytes > BATCH) {
        batch = { files: [], mapping, dialect, bytes: 0 }
        open.set(kind, batch)
        batches.push(batch)
      }
      batch.files.push(file)
      batch.bytes += file.bytes * (file.compression === 'none' ? 1 : 5)
    }
  }
  if (batches.length === 0) throw new AppError('invalid', 'The sources hold no rows: every file is empty.')
  return batches
}

/** What is read takes about the input's size, the result and what spills about as much again. */
function needDisk(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder)
  const needed = bytes * 2 + 64e6
  if (needed > bavail * bsize) {
    const gb = (size: number) => `${(size / GB).toFixed(1)} GB`
    throw new AppError(
      'disk_full',
      `The run needs about ${gb(needed)} in ${folder}, and ${gb(bavail * bsize)} are free. Make room, or name another folder.`,
    )
  }
}

async function stageOnce(
  duck: Duck,
  { files, mapping, dialect }: Batch,
  { folder, shards, sample }: { folder: string; shards: number; sample: number },
): Promise<StagedSet> {
  const digests = await Promise.all(files.map(({ path }) => digestOf(path)))
  const key = createHash('sha256')
    .update(JSON.stringify([STAGING, shards, sample, mapping, dialect.options, [...digests].sort()]))
    .digest('hex')
    .slice(0, 32)
  const at = join(folder, 'staged', key)
  // A set is there whole or not at all, so what an interrupted run has read is not read again.
  const staged: Staged = existsSync(at)
    ? JSON.parse(readFileSync(join(at, 'counts.json'), 'utf8'))
    : await stage(duck, files, mapping, dialect, { folder: at, shards, sample })
  return { key, source: mapping.source, files: files.map(({ path }) => path), digests, ...staged }
}

async function publish(
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
    signal,
    onProgress,
  }: RunOptions & { work: string },
): Promise<RunReport> {
  const sum = (name: 'rows' | 'ignored' | 'rejected' | 'unassigned') =>
    sets.reduce((total, set) => total + set[name], 0)
  const rows = sum('rows')
  const staged = (part: string) =>
    sets.flatMap(({ key }) => globSync(join(folder, 'staged', key, part).replaceAll('\\', '/')).sort())
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
  }
  let latest: number | null = null
  if (all.length > 0) {
    Object.assign(cleaning, await cleanNames(duck, all, { corrections, minConfidence, folder: work }))
    onProgress?.({ phase: 'clean', done: 1, rows })
    ;[{ latest }] = (await duck.rows<{ latest: number | null }>(
      `select epoch_us(max(time)) as latest from read_parquet([${all.map(literal).join(', ')}])`,
    )) as [{ latest: number | null }]
    const until = asOf === undefined ? BigInt(latest ?? 0) : BigInt(Date.parse(asOf)) * 1000n
    let kept = 0
    for (const [at, files] of assigned.entries()) {
      signal?.throwIfAborted()
      if (files.length > 0) {
        await derive(duck, { files, zone, asOf: until, windowMs })
        kept += (await duck.rows<{ n: number }>('select count(*) as n from seen'))[0]!.n
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
    await duck.run(`insert into out.rejected by name from read_parquet([${refused.map(literal).join(', ')}])`)
  const tables = {} as Record<TableName, number>
  for (const name of Object.keys(TABLES) as TableName[])
    tables[name] = (await duck.rows<{ n: number }>(`select count(*) as n from out.${name}`))[0]!.n
  const until =
    asOf === undefined ? (latest === null ? null : new Date(latest / 1000).toISOString()) : new Date(asOf).toISOString()
  await keepRun(duck, { sets, shards, zone, asOf: until, windowMs, cleaning })
  await swap(duck, path, folder, sets)
  return { rows, tables, cleaning, asOf: until }
}

async function refuse(
  duck: Duck,
  files: string[],
  { rows, rejected, most, folder }: { rows: number; rejected: number; most: number; folder: string },
) {
  if (rejected <= rows * most) return
  const from = `read_parquet([${files.map(literal).join(', ')}])`
  const list = join(folder, 'rejected.csv')
  await duck.run(`copy (from ${from} order by all limit 100000) to ${literal(list)} (header)`)
  const reasons = await duck.rows<{ column: string; reason: string; n: number }>(
    `select "column", reason, count(*) as n from ${from} group by all order by n desc, 1, 2 limit 3`,
  )
  const told = reasons.map(({ column, reason, n }) => `${n} × ${column ? `${column}: ` : ''}${reason}`).join('; ')
  throw new AppError(
    'invalid',
    `${rejected} of ${rows} rows cannot be read, more than ${most * 100} %: ${told}. They are listed in ${list}. Mend the mapping, or allow more with --most-rejected.`,
  )
}

async function keepUnassigned(duck: Duck, files: readonly string[]): Promise<void> {
  const names = `[${['SEARCH', 'VIEW', 'BAG', 'REMOVE', 'CHECKOUT', 'PURCHASE', 'RETURN'].map(literal).join(', ')}]`
  await duck.run(`insert into out.unassigned by name
    select s.source, time as timestamp, ${names}[action + 1] as action, name as application, i.product, term, quantity, ${UNIT_PRICE} as unit_price, ${FINAL_PRICE} as final_price, currency, order_id, i.product_written
    from (select distinct * exclude (file) from read_parquet([${files.map(literal).join(', ')}], union_by_name = true)) s left join applications using (application) left join items i using (item)`)
}

async function keepRun(
  duck: Duck,
  {
    sets,
    shards,
    zone,
    asOf,
    windowMs,
    cleaning,
  }: {
    sets: readonly StagedSet[]
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
