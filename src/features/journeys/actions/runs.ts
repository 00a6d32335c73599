import { assertAnswered, parseMapping } from '../../../journeys/journeys.ts'
import { type Context, once, requireAdmin, transact, userIdOf } from '../../../platform/context.ts'
import { AppError, checked } from '../../../platform/errors.ts'
import { fileOf } from '../reads/files.ts'
import type { KeptSources } from '../reads.ts'
import { MOST_WAITING } from '../rules.ts'
import { type NewRun, newRun } from '../schema.ts'

/** Throws `invalid` for a mapping that cannot be used yet, with what is wrong under its source's field. */
function assertUsable(text: string, at: number): void {
  try {
    assertAnswered(parseMapping(text, 'The mapping'))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.code, error.message, {
      fields: { [`sources.${at}.mapping`]: error.message },
      cause: error,
    })
  }
}

/** Puts a run in the queue; admins only. Throws `invalid` for a mapping or a file that cannot be used, `conflict` when too many wait. */
export async function askRun(ctx: Context, input: NewRun): Promise<{ id: number }> {
  requireAdmin(ctx, 'start runs')
  const { key, add, sources, links } = checked(newRun, input)
  if (sources.length === 0 && !add) throw new AppError('invalid', 'Add a source.')
  for (const [at, { mapping }] of sources.entries()) assertUsable(mapping, at)
  const kept: KeptSources = {
    add,
    links: links === null || links === 'PROPOSED' ? links : { ref: links, name: (await fileOf(ctx, links)).name },
    sources: await Promise.all(
      sources.map(async ({ files, mapping }) => {
        const found = await Promise.all(files.map((ref) => fileOf(ctx, ref)))
        return { files, mapping, names: found.map(({ name }) => name) }
      }),
    ),
  }
  return transact(ctx, (work) =>
    once(work, 'journey.run', key, async () => {
      const waiting = work.db.selectFrom('journey_run').select('id').where('state', '=', 'QUEUED')
      if ((await waiting.execute()).length >= MOST_WAITING)
        throw new AppError('conflict', `${MOST_WAITING} runs wait already. Cancel one, or wait.`)
      const row = { state: 'QUEUED' as const, created_by: userIdOf(ctx), created_at: work.now }
      const insert = work.db.insertInto('journey_run').values({ ...row, sources: JSON.stringify(kept) })
      const id = Number((await insert.executeTakeFirstOrThrow()).insertId)
      await work.record('journey.run_asked', 'journey_run', id, { sources: sources.length, add })
      return { id }
    }),
  )
}

/** Takes a run out of the queue, or asks the one under way to stop: it has ended within about 2 s. Admins only. Throws `not_found`, or `conflict` when it is over. */
export async function cancelRun(ctx: Context, id: number): Promise<void> {
  requireAdmin(ctx, 'cancel runs')
  await transact(ctx, async (work) => {
    const mine = () => work.db.updateTable('journey_run').where('id', '=', id)
    const waiting = mine().set({ state: 'CANCELLED', ended_at: work.now }).where('state', '=', 'QUEUED')
    if ((await waiting.executeTakeFirst()).numUpdatedRows > 0n)
      return work.record('journey.run_cancelled', 'journey_run', id)
    const asked = mine().set({ cancel_asked_at: work.now }).where('state', '=', 'RUNNING')
    if ((await asked.executeTakeFirst()).numUpdatedRows > 0n)
      return work.record('journey.run_cancel_asked', 'journey_run', id)
    const row = await work.db.selectFrom('journey_run').select('id').where('id', '=', id).executeTakeFirst()
    if (!row) throw new AppError('not_found', 'There is no such run.')
    throw new AppError('conflict', 'This run is over already.')
  })
}
