import type { Row } from '../../database/tables.ts'
import { runApart, type Task } from '../../journeys/journeys.ts'
import { type Context, reading, requireAdmin } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { fileOf, withoutPaths } from './reads/files.ts'
import type { FileRef, LookAnswer, LookAsked, RunAsked, RunPage, RunRow } from './schema.ts'

const PAGE = 25
const LOOK_MS = 30_000
const LOOK_BYTES = 400e6

/** A source as a run keeps it: what was chosen, and what it is called. */
export interface KeptSources {
  add: boolean
  /** Runs of before may not say. */
  links?: RunAsked['links']
  sources: { files: FileRef[]; names: string[]; mapping: string }[]
}

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T))

function shown({ by, ...row }: Row<'journey_run'> & { by: string | null }): RunRow {
  const { add, sources, links = null } = JSON.parse(row.sources) as KeptSources
  return {
    ...{ id: row.id, state: row.state, add, by, fault: row.fault },
    files: sources.flatMap(({ names }) => names),
    links: links === 'PROPOSED' ? 'links proposed of the files' : (links?.name ?? null),
    progress: parsed(row.progress),
    report: parsed(row.report),
    cancelling: row.state === 'RUNNING' && row.cancel_asked_at !== null,
    ...{ createdAt: row.created_at, startedAt: row.started_at, endedAt: row.ended_at },
  }
}

const withNames = (ctx: Context) =>
  reading(ctx)
    .selectFrom('journey_run')
    .leftJoin('user', 'user.id', 'journey_run.created_by')
    .selectAll('journey_run')
    .select('user.name as by')

/** Runs, the newest first, for admins. */
export async function runs(ctx: Context, { page }: { page: number }): Promise<RunPage> {
  requireAdmin(ctx, 'see this')
  const counted = reading(ctx)
    .selectFrom('journey_run')
    .select((eb) => eb.fn.countAll<number>().as('n'))
  const [{ n }, rows] = await Promise.all([
    counted.executeTakeFirstOrThrow(),
    withNames(ctx)
      .orderBy('journey_run.id', 'desc')
      .limit(PAGE)
      .offset((page - 1) * PAGE)
      .execute(),
  ])
  return { rows: rows.map(shown), total: Number(n), page, pageSize: PAGE, now: ctx.now() }
}

/** One run, for admins. Throws `not_found`. */
export async function runById(ctx: Context, id: number): Promise<RunRow> {
  requireAdmin(ctx, 'see this')
  const row = await withNames(ctx).where('journey_run.id', '=', id).executeTakeFirst()
  if (!row) throw new AppError('not_found', 'There is no such run.')
  return shown(row)
}

/** What a run was asked to do, for admins. Throws `not_found`. */
export async function askedOfRun(ctx: Context, id: number): Promise<RunAsked> {
  requireAdmin(ctx, 'see this')
  const of = reading(ctx).selectFrom('journey_run').select('sources').where('id', '=', id)
  const row = await of.executeTakeFirst()
  if (!row) throw new AppError('not_found', 'There is no such run.')
  const { add, sources, links = null } = JSON.parse(row.sources) as KeptSources
  const named = sources.map(({ files, names, mapping }) => ({
    files: files.map((ref, at) => ({ ref, name: names[at] ?? 'a file' })),
    mapping,
  }))
  return { add, links, sources: named }
}

let looking = 0

/** The first rows of a file and a mapping to begin with, read in a process of its own; admins only. Throws what `look` throws, without paths. */
export async function firstRows(ctx: Context, { file: ref, mapping, answer }: LookAsked): Promise<LookAnswer> {
  requireAdmin(ctx, 'see this')
  const file = await fileOf(ctx, ref)
  if (looking >= 2) throw new AppError('too_many', 'Other files are being looked at. Try again in a moment.')
  looking++
  try {
    const { path, name } = file
    const task = { kind: 'look', path, name, mapping, answer, memory: LOOK_BYTES } as Extract<Task, { kind: 'look' }>
    return (await runApart(task, { memory: LOOK_BYTES, timeMs: LOOK_MS })) as LookAnswer
  } catch (error) {
    throw error instanceof AppError ? named(error, [file]) : error
  } finally {
    looking--
  }
}

/** The same error, telling of files as people call them. */
export const named = (error: AppError, files: readonly { path: string; name: string }[]): AppError =>
  new AppError(error.code, withoutPaths(error.message, files), { cause: error })
