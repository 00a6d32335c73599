import { createHash } from 'node:crypto'
import { fold } from '../../../journeys/journeys.ts'
import { type Context, requireAdmin, transact, userIdOf, type Work } from '../../../platform/context.ts'
import { AppError, checked } from '../../../platform/errors.ts'
import { asCorrections } from '../reads/corrections.ts'
import { type CorrectionKind, type NewCorrections, newCorrections } from '../schema.ts'

/** Corrections that stand at most: a run goes by all of them. */
const MOST = 20_000

interface Kept {
  id: number | null
  kind: CorrectionKind
  name: string
  says: string | null
  changed?: boolean
}

const placeOf = (kind: CorrectionKind, name: string) => `${kind} ${fold(name)}`
const keyOf = (name: string) => createHash('sha256').update(fold(name)).digest('hex')
const same = (a: string, b: string) => fold(a) === fold(b)

/**
 * Says of names what they are, in place of what was said of them before; admins only. The next run goes by it. What was said
 * to be a name that is now another follows it there. Throws `invalid` for what contradicts itself.
 */
export async function sayCorrections(ctx: Context, input: NewCorrections): Promise<void> {
  requireAdmin(ctx, 'correct names')
  const { said } = checked(newCorrections, input)
  await transact(ctx, async (work) => {
    const rows: Kept[] = await work.db.selectFrom('journey_correction').select(['id', 'kind', 'name', 'says']).execute()
    const all = new Map(rows.map((row) => [placeOf(row.kind, row.name), row]))
    for (const one of said) say(all, one)
    asCorrections([...all.values()])
    if ([...all.values()].filter(({ says }) => says !== null).length > MOST)
      throw new AppError('conflict', `At most ${MOST} corrections are kept. Take back some first.`)
    const changed = [...all.values()].filter((row) => row.changed)
    for (const row of changed) await keep(ctx, work, row)
    await work.record('journey.corrected', 'journey_correction', null, { names: changed.length })
  })
}

function say(all: Map<string, Kept>, { kind, name, says }: NewCorrections['said'][number]): void {
  const set = (of: string, is: string) => {
    const before = all.get(placeOf(kind, of))
    all.set(placeOf(kind, of), { id: before?.id ?? null, kind, name: of, says: is, changed: true })
  }
  if (kind !== 'NAME' || same(name, says)) return set(name, says)
  for (const row of all.values()) {
    if (row.kind === kind && row.says !== null && same(row.says, name) && !same(row.name, name)) set(row.name, says)
  }
  set(name, all.get(placeOf(kind, says))?.says ?? says)
}

async function keep(ctx: Context, work: Work, { id, kind, name, says }: Kept): Promise<void> {
  const row = { name, says, changed_by: userIdOf(ctx), changed_at: work.now }
  if (id === null)
    await work.db
      .insertInto('journey_correction')
      .values({ ...row, kind, name_key: keyOf(name) })
      .execute()
  else await work.db.updateTable('journey_correction').set(row).where('id', '=', id).execute()
}

/** Takes back what was said of names; the next run goes by that. Admins only. Throws `not_found` when none of it stands. */
export async function takeBackCorrections(ctx: Context, ids: readonly number[]): Promise<void> {
  requireAdmin(ctx, 'correct names')
  await transact(ctx, async (work) => {
    const set = { says: null, changed_by: userIdOf(ctx), changed_at: work.now }
    const update = work.db
      .updateTable('journey_correction')
      .set(set)
      .where('id', 'in', ids)
      .where('says', 'is not', null)
    const { numUpdatedRows } = await update.executeTakeFirst()
    if (numUpdatedRows === 0n) throw new AppError('not_found', 'This has been taken back already.')
    const names = Number(numUpdatedRows)
    await work.record('journey.corrections_taken_back', 'journey_correction', null, { names })
  })
}
