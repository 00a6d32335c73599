import { join } from 'node:path'
import { keepPhrases, type Progress, parseMapping, type RunReport, runApart } from '../../../journeys/journeys.ts'
import { type Context, transact } from '../../../platform/context.ts'
import { AppError, toAppError } from '../../../platform/errors.ts'
import { saidCorrections } from '../reads/corrections.ts'
import { fileOf, resultFolder, withoutPaths } from '../reads/files.ts'
import type { KeptSources } from '../reads.ts'
import { phrasingOf } from './phrasing.ts'

const WATCH_MS = 300
/** How much more than it is told to take a run may have for a moment. */
const SLACK = 1.3
const INTERRUPTED = 'The run was interrupted. Run again: what was read is kept.'

type End = { state: 'DONE'; report: RunReport } | { state: 'FAILED'; fault: string } | { state: 'CANCELLED' }

/**
 * Does the runs that wait, one after the other, each in a process of its own. Only the process that holds the job calls it, so a
 * run found under way was left by one that died. `signal`: the server stops.
 */
export async function performRuns(ctx: Context, signal: AbortSignal): Promise<void> {
  const left = ctx.database.write.selectFrom('journey_run').select('id').where('state', '=', 'RUNNING')
  for (const { id } of await left.execute()) await end(ctx, id, { state: 'FAILED', fault: INTERRUPTED })
  while (!signal.aborted) {
    const next = ctx.database.write.selectFrom('journey_run').select(['id', 'sources'])
    const row = await next.where('state', '=', 'QUEUED').orderBy('id').limit(1).executeTakeFirst()
    if (!row) return
    if (!(await begin(ctx, row.id))) continue
    const how = await perform(ctx, row.id, JSON.parse(row.sources), signal)
    await end(ctx, row.id, how)
    if (how.state === 'DONE') await phrase(ctx, signal)
  }
}

/** False when somebody cancelled it meanwhile. */
function begin(ctx: Context, id: number): Promise<boolean> {
  return transact(ctx, async (work) => {
    const set = { state: 'RUNNING' as const, running_key: 'RUNNING', started_at: work.now }
    const update = work.db.updateTable('journey_run').set(set).where('id', '=', id).where('state', '=', 'QUEUED')
    if ((await update.executeTakeFirst()).numUpdatedRows === 0n) return false
    await work.record('journey.run_started', 'journey_run', id)
    return true
  })
}

async function end(ctx: Context, id: number, how: End): Promise<void> {
  await transact(ctx, async (work) => {
    const set = {
      ...{ state: how.state, running_key: null, ended_at: work.now },
      report: 'report' in how ? JSON.stringify(how.report) : null,
      fault: 'fault' in how ? how.fault.slice(0, 1000) : null,
    }
    const update = work.db.updateTable('journey_run').set(set).where('id', '=', id).where('state', '=', 'RUNNING')
    if ((await update.executeTakeFirst()).numUpdatedRows === 0n) return
    await work.record(`journey.run_${how.state.toLowerCase()}`, 'journey_run', id)
  })
}

async function perform(
  ctx: Context,
  id: number,
  { add, sources, links }: KeptSources,
  signal: AbortSignal,
): Promise<End> {
  const { JOURNEYS_MEMORY, JOURNEYS_MINUTES } = ctx.config
  const folder = resultFolder(ctx.config)
  const stop = new AbortController()
  let [cancelled, latest]: [boolean, Progress | undefined] = [false, undefined]
  const files: { path: string; name: string }[] = []
  const onStop = () => stop.abort()
  signal.addEventListener('abort', onStop)
  const watching = setInterval(() => {
    const progress = latest
    latest = undefined
    watch(ctx, id, progress).then(
      (on) => {
        if (on) return
        cancelled = true
        stop.abort()
      },
      // The database may be away for a moment; the run does not need it.
      (err) => ctx.log.warn({ err }, 'run not watched'),
    )
  }, WATCH_MS)
  try {
    const given = []
    for (const { files: refs, mapping } of sources) {
      const found = await Promise.all(refs.map((ref) => fileOf(ctx, ref)))
      files.push(...found)
      given.push({ mapping: parseMapping(mapping, 'The mapping'), files: found.map(({ path }) => path) })
    }
    const linked = links && links !== 'PROPOSED' ? await fileOf(ctx, links.ref) : undefined
    if (linked) files.push(linked)
    const merging = linked ? { file: linked.path } : links === 'PROPOSED' ? ('proposed' as const) : undefined
    const corrections = await saidCorrections(ctx)
    const memory = JOURNEYS_MEMORY * 1e6
    const report = await runApart(
      {
        kind: 'run',
        options: { ...{ sources: given, folder, add, memory, corrections }, ...(merging ? { links: merging } : {}) },
      },
      {
        ...{ memory: memory * SLACK, timeMs: JOURNEYS_MINUTES * 60_000, folder: ctx.config.DATA_DIR },
        signal: stop.signal,
        onProgress: (progress) => {
          latest = progress
        },
      },
    )
    return { state: 'DONE', report }
  } catch (thrown) {
    if (cancelled) return { state: 'CANCELLED' }
    if (signal.aborted) return { state: 'FAILED', fault: INTERRUPTED }
    const error = thrown instanceof AppError ? thrown : toAppError(thrown)
    ctx.log.warn({ err: error, run: id }, 'journey run failed')
    return { state: 'FAILED', fault: told(error.message, folder, files) }
  } finally {
    clearInterval(watching)
    signal.removeEventListener('abort', onStop)
  }
}

/** Has the sentences of what was made phrased, where a model is configured; the run is done, whatever comes of it. */
async function phrase(ctx: Context, signal: AbortSignal): Promise<void> {
  const setup = phrasingOf(ctx.config, join(ctx.config.DATA_DIR, 'journeys', 'phrasing'))
  await keepPhrases(resultFolder(ctx.config), setup, signal).catch((err) => {
    ctx.log.warn({ err }, 'sentences not phrased')
  })
}

/** What the command line would be told, for who has neither its options nor its folders. */
function told(message: string, folder: string, files: readonly { path: string; name: string }[]): string {
  const said = message
    .replace(/ They are listed in .*$/, ' Mend the mapping and run again.')
    .replace('--memory', 'PHYGITAL_JOURNEYS_MEMORY')
  return withoutPaths(said, [...files, { path: folder, name: 'the data folder' }])
}

/** Keeps how far a run is; false when it shall stop. */
async function watch(ctx: Context, id: number, progress: Progress | undefined): Promise<boolean> {
  const { write } = ctx.database
  if (progress) {
    const update = write
      .updateTable('journey_run')
      .set({ progress: JSON.stringify(progress) })
      .where('id', '=', id)
    await update.where('state', '=', 'RUNNING').execute()
  }
  const row = await write
    .selectFrom('journey_run')
    .select(['state', 'cancel_asked_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.state === 'RUNNING' && row.cancel_asked_at === null
}
