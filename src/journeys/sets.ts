import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { type Duck, openDuck } from './engine/duckdb.ts'
import type { Link } from './identity.ts'
import { digestOf, findFiles, type InputFile, lookAt } from './sources/files.ts'
import type { Mapping } from './sources/mapping.ts'
import { type Dialect, dialectOf } from './sources/read.ts'
import { type Staged, stage } from './steps/stage.ts'

/** The result's file in its folder. */
export const RESULT = 'journeys.duckdb'
const GB = 1e9
const BATCH = 256e6
/** Part of what a staged set is known by: raised whenever staging changes. */
const STAGING = 4

export interface Source {
  mapping: Mapping
  /** Files, folders, globs. */
  files: readonly string[]
}

export interface Batch {
  files: InputFile[]
  mapping: Mapping
  dialect: Dialect
  bytes: number
}

/** Files that have been read, as a run keeps them in `staged/`. */
export interface StagedSet extends Staged {
  key: string
  source: string
  files: string[]
  digests: string[]
}

/** The files of staged sets that a glob below each one's folder names, in a steady order. */
export const stagedFiles = (folder: string, sets: readonly Pick<StagedSet, 'key'>[], part: string): string[] =>
  sets.flatMap(({ key }) => {
    // As `cwd` a folder stands for itself, whatever marks its name holds.
    const cwd = join(folder, 'staged', key)
    const found = globSync(part, { cwd }).sort()
    return found.map((path) => join(cwd, path))
  })

/** What a result was made of and how; nothing before the first. */
export interface Inputs {
  sets: StagedSet[]
  links: Link[]
  shards?: number
  zone?: string
  windowMs?: number
}

/** What the result in a folder was made of. Throws `invalid` when what it read is gone. */
export async function inputsOf(folder: string): Promise<Inputs> {
  const path = join(folder, RESULT)
  if (!existsSync(path)) return { sets: [], links: [] }
  const old = await openDuck({ path, readOnly: true })
  try {
    const sets = await old.rows<StagedSet>('select * from inputs')
    const [run] = await old.rows<{ shards: number; zone: string; windowMs: number }>(
      'select shards, zone, window_ms as "windowMs" from run',
    )
    const kept = await old.rows("select 1 from duckdb_tables() where table_name = 'links'")
    const links = kept.length > 0 ? await old.rows<Link>('select kind, id, customer from links') : []
    const lost = sets.find(({ key }) => !existsSync(join(folder, 'staged', key)))
    if (lost)
      throw new AppError(
        'invalid',
        `What was read of ${lost.files.join(', ')} is gone from ${folder}. Run over all sources anew, without --add.`,
      )
    return { sets, links, ...run }
  } finally {
    old.close()
  }
}

/** Files that are alike, together up to a quarter of a gigabyte. */
export async function batchesOf(duck: Duck, sources: readonly Source[]): Promise<Batch[]> {
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
  if (batches.length === 0 && sources.length > 0)
    throw new AppError('invalid', 'The sources hold no rows: every file is empty.')
  return batches
}

/** What is read takes about the input's size, the result and what spills about as much again. */
export function needDisk(folder: string, bytes: number): void {
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

/** Tells whether files have been written to. */
const stateOf = (files: readonly InputFile[]) =>
  files.map(({ path }) => statSync(path)).map(({ size, mtimeMs }) => `${size} ${mtimeMs}`)

/** Reads a batch, unless an earlier run has. Throws `conflict` for a file that changes meanwhile. */
export async function stageOnce(
  duck: Duck,
  { files, mapping, dialect }: Batch,
  { folder, shards, sample, links }: { folder: string; shards: number; sample: number; links: readonly Link[] },
): Promise<StagedSet> {
  const before = stateOf(files)
  const digests = await Promise.all(files.map(({ path }) => digestOf(path)))
  const key = createHash('sha256')
    .update(JSON.stringify([STAGING, shards, sample, links, mapping, dialect.options, [...digests].sort()]))
    .digest('hex')
    .slice(0, 32)
  const at = join(folder, 'staged', key)
  // A set is there whole or not at all, so what an interrupted run has read is not read again.
  const there = existsSync(at)
  const staged: Staged = there
    ? JSON.parse(readFileSync(join(at, 'counts.json'), 'utf8'))
    : await stage(duck, files, mapping, dialect, { folder: at, shards, sample, links })
  const changed = files[stateOf(files).findIndex((state, i) => state !== before[i])]
  if (changed) {
    // One that was there is what the last result was made of.
    if (!there) await rm(at, { recursive: true, force: true })
    throw new AppError('conflict', `${changed.path} was written to while it was read. Run again when it is whole.`)
  }
  return { key, source: mapping.source, files: files.map(({ path }) => path), digests, ...staged }
}
