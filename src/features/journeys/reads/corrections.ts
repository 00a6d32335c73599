import { type Corrections, correctionsOf, mergedProducts } from '../../../journeys/journeys.ts'
import { type Context, reading, requireAdmin } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { CorrectionKind, CorrectionList, MergedPage } from '../schema.ts'
import { resultFolder } from './files.ts'

const PAGE = 25
/** One at a time: each opens the result with memory of its own. */
let last: Promise<unknown> = Promise.resolve()

/** What has been said, the latest first, and how much of it the last result does not go by yet. For admins. */
export async function corrections(ctx: Context): Promise<CorrectionList> {
  requireAdmin(ctx, 'see this')
  const of = reading(ctx).selectFrom('journey_run').select('started_at').where('state', '=', 'DONE')
  const last = (await of.orderBy('id', 'desc').limit(1).executeTakeFirst())?.started_at ?? 0
  const said = await reading(ctx)
    .selectFrom('journey_correction as it')
    .leftJoin('user', 'user.id', 'it.changed_by')
    .select(['it.id', 'it.kind', 'it.name', 'it.says', 'it.changed_at as at', 'user.name as by'])
    .orderBy('it.changed_at', 'desc')
    .orderBy('it.id', 'desc')
    .execute()
  return {
    rows: said.flatMap(({ says, ...row }) => (says === null ? [] : [{ ...row, says, used: row.at < last }])),
    waiting: said.filter(({ at }) => at >= last).length,
  }
}

const KINDS = { NAME: 'products', CATEGORY: 'categories', COLOUR: 'colours' } as const

/** What a run goes by. Throws `invalid` where what was said contradicts itself. */
export function asCorrections(
  said: readonly { kind: CorrectionKind; name: string; says: string | null }[],
): Corrections {
  const pairs = Object.entries(KINDS).map(([kind, key]) => {
    const of = said.filter((one) => one.kind === kind && one.says !== null)
    return [key, Object.fromEntries(of.map(({ name, says }) => [name, says]))]
  })
  return correctionsOf(Object.fromEntries(pairs), (_, problem) => {
    throw new AppError('invalid', `The corrections: ${problem}`)
  })
}

/** What has been said, for a run. */
export async function saidCorrections(ctx: Context): Promise<Corrections> {
  const rows = reading(ctx).selectFrom('journey_correction').select(['kind', 'name', 'says']).orderBy('id')
  return asCorrections(await rows.execute())
}

/** Products of the last result with the names they were made of, the least sure first. For admins. Throws `not_found` before it. */
export async function merged(ctx: Context, { search, page }: { search: string; page: number }): Promise<MergedPage> {
  requireAdmin(ctx, 'see this')
  const asked = { search, limit: PAGE, offset: (page - 1) * PAGE }
  const mine = last.then(() => mergedProducts(resultFolder(ctx.config), asked))
  last = mine.catch(() => {})
  return { ...(await mine), page, pageSize: PAGE }
}
