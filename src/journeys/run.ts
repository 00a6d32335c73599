import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { asClearError } from './clear-error.ts'
import { type ClickHouse, openClickHouse } from './engine/clickhouse.ts'
import { openDuck } from './engine/duckdb.ts'
import { holdFolder } from './folder.ts'
import { linksFor } from './links.ts'
import { publish } from './publish.ts'
import type { RunOptions, RunReport } from './run-options.ts'
import { batchesOf, type Inputs, inputsOf, needDisk, stageOnce } from './sets.ts'

const GB = 1e9
const TELL_MS = 1000
/** Of a run with 1 GB. */
const EVENTS_A_SHARD = 400_000

/** What a run throws that its `signal` has stopped. */
export class Stopped extends AppError {}

/**
 * Makes the tables of the sources in `folder`. The last result stays whole until the new one takes its place in one rename; what has
 * been read is kept, so an interrupted run goes on where it was. Throws `invalid` for sources that cannot be read, `disk_full`,
 * `unavailable` when memory is short, `conflict` when another run has the folder or `signal` stopped this one.
 */
export async function run(options: RunOptions): Promise<RunReport> {
  const folder = resolve(options.folder)
  const work = join(folder, 'work')
  let release: (() => Promise<void>) | undefined
  try {
    await mkdir(folder, { recursive: true })
    release = await holdFolder(folder)
    await rm(work, { recursive: true, force: true })
    await mkdir(work)
    return await runHeld({ ...options, folder }, work)
  } catch (error) {
    throw asClearError(error)
  } finally {
    if (release) {
      await rm(work, { recursive: true, force: true })
      await release()
    }
  }
}

async function runHeld(options: RunOptions, work: string): Promise<RunReport> {
  const { folder, memory = GB, signal, onProgress } = options
  const duck = await openDuck({
    // Node and what DuckDB does not count need the rest.
    memory: memory * 0.36,
    temp: join(work, 'spill'),
    ...(options.threads ? { threads: options.threads } : {}),
  })
  const stop = () => duck.interrupt()
  signal?.addEventListener('abort', stop)
  let house: ClickHouse | undefined
  try {
    // First, so that nobody waits for the reading to learn that nothing answers.
    if (options.engine !== undefined)
      house = await openClickHouse(options.engine, { folder, ...(signal ? { signal } : {}) })
    await duck.run('set preserve_insertion_order = false')
    await duck.run('set partitioned_write_flush_threshold = 131072')
    const before: Inputs = options.add ? await inputsOf(folder) : { sets: [], links: [] }
    if (options.sources.length === 0 && before.sets.length === 0)
      throw new AppError('invalid', 'There is no result to make anew. Name the files to read.')
    const batches = await batchesOf(duck, options.sources)
    const links = await linksFor(duck, options.links, batches, before)
    const bytes = batches.reduce((sum, batch) => sum + batch.bytes, 0)
    const aShard = EVENTS_A_SHARD * Math.min(1, memory / GB)
    const shards = before.shards ?? options.shards ?? Math.min(64, Math.max(1, Math.ceil(bytes / 110 / aShard)))
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
      const set = await stageOnce(duck, batch, {
        folder,
        shards,
        sample: options.sample ?? 1,
        links,
      }).finally(() => clearInterval(ticking))
      if (!sets.some(({ key }) => key === set.key)) sets.push(set)
      read += batch.bytes
      rows += set.rows
      onProgress?.({ phase: 'read', done: read / Math.max(1, bytes), rows })
    }
    // As if all of it were read at once: what was there first has the say, unless somebody says otherwise now.
    const { zone, windowMs } = { ...before, ...options }
    return await publish(duck, sets, shards, {
      ...options,
      ...(zone === undefined ? {} : { zone }),
      ...(windowMs === undefined ? {} : { windowMs }),
      ...{ links, work, house },
    })
  } catch (error) {
    if (signal?.aborted)
      throw new Stopped('conflict', 'The run was stopped; the last result is as it was.', { cause: error })
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    duck.close()
    await house?.close()
  }
}
