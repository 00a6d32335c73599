import { held } from '../../../database/database.ts'
import { type Context, requireAdmin, transact, userIdOf, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { tellHandOver } from '../../bookings/actions/tell.ts'
import { takeBackOffers } from '../../waitlist/actions/offer.ts'
import { ruleOf } from '../reads.ts'
import { instantAt, type Occurrence, occurrences } from '../rules.ts'
import type { KeptSlot, SlotChange, SlotInput } from '../schema.ts'
import { holdRules, leaveSlot, makeSlots } from './make.ts'
import { checkAgents, checkTime, zoneOf } from './rules.ts'

const MINUTE = 60_000

/** Adds a single slot by hand. Throws `invalid` for a time that is over, `conflict` when an agent has another slot or time off then. */
export async function addSlot(ctx: Context, input: SlotInput): Promise<{ id: number }> {
  requireAdmin(ctx, 'change slots')
  return transact(ctx, async (work) => {
    const zone = await zoneOf(work, input.productId)
    const startsAt = comingAt(work, zone, input.day, input.clock)
    const endsAt = startsAt + input.lengthMin * MINUTE
    await checkAgents(work, input.productId, input.users)
    await checkTime(work, input.productId, input.users, { startsAt, endsAt })
    const { insertId } = await work.db
      .insertInto('slot')
      .values({
        product_id: input.productId,
        day: input.day,
        starts_at: startsAt,
        ends_at: endsAt,
        capacity: input.capacity,
        taken: 0,
        status: 'OPEN',
        created_by: userIdOf(ctx),
        created_at: work.now,
      })
      .executeTakeFirstOrThrow()
    const id = Number(insertId)
    await giveTo(work, id, input.productId, input.users, startsAt, endsAt)
    await work.record('slot.added', 'slot', id, { productId: input.productId })
    return { id }
  })
}

function comingAt(work: Work, zone: string, day: string, clock: string): number {
  const startsAt = instantAt(zone, day, clock)
  if (startsAt <= work.now)
    throw new AppError('invalid', 'This time is over.', { fields: { clock: 'Choose a time to come.' } })
  return startsAt
}

async function giveTo(
  work: Work,
  slotId: number,
  productId: number,
  users: number[],
  startsAt: number,
  endsAt: number,
): Promise<void> {
  const product = work.db.selectFrom('product').select('buffer_min').where('id', '=', productId)
  const { buffer_min } = await product.executeTakeFirstOrThrow()
  const time = { slot_id: slotId, starts_at: startsAt, busy_until: endsAt + buffer_min * MINUTE }
  await work.db
    .insertInto('slot_user')
    .values(users.map((user_id) => ({ ...time, user_id })))
    .execute()
}

/** Holds a slot with its rule, its agents and those it is to have, as `holdRules` asks. Throws `not_found`. */
export async function holdSlotAll(work: Work, id: number, users: number[] = []) {
  const rows = await work.db
    .selectFrom('slot')
    .leftJoin('slot_user', 'slot_user.slot_id', 'slot.id')
    .select(['slot.rule_id', 'slot_user.user_id'])
    .where('slot.id', '=', id)
    .execute()
  const now = rows.flatMap(({ user_id }) => user_id ?? [])
  await holdRules(work, rows[0]?.rule_id ? [rows[0].rule_id] : [], [...now, ...users])
  return holdSlot(work, id)
}

/** Holds a slot's row to the end of the transaction and answers it. Throws `not_found`. */
export async function holdSlot(work: Work, id: number) {
  const slot = await held(work.db, work.db.selectFrom('slot').selectAll().where('id', '=', id)).executeTakeFirst()
  if (!slot) throw new AppError('not_found', 'There is no such slot.')
  return slot
}

/**
 * Changes one dated slot. On a slot of a rule, seats and closing are kept as the rule's exception for that day.
 * Throws `conflict` for fewer seats than are taken, for closing a slot with bookings, and for agents who are not free.
 */
export async function changeSlot(ctx: Context, id: number, change: SlotChange): Promise<void> {
  requireAdmin(ctx, 'change slots')
  await transact(ctx, async (work) => {
    const slot = await holdSlotAll(work, id, change.users)
    if (slot.starts_at <= work.now) throw new AppError('gone', 'This slot has begun. Add another one.')
    // A seat that is only offered is no reason not to close.
    if (change.status === 'CLOSED') slot.taken -= await takeBackOffers(work, id)
    if (change.status === 'CLOSED' && slot.taken > 0)
      throw new AppError('conflict', 'This slot has bookings. Move or cancel them first.')
    if (change.capacity !== undefined && change.capacity < slot.taken)
      throw new AppError('conflict', `${slot.taken} seats are taken. Move or cancel bookings first.`, {
        fields: { capacity: `At least ${slot.taken}.` },
      })
    const { rule_id } = slot
    if (rule_id !== null && (change.capacity !== undefined || change.status)) {
      const capacity = change.status === 'CLOSED' ? 0 : (change.capacity ?? slot.capacity)
      await exceptDay(work, rule_id, slot.day, capacity)
    }
    const { capacity = slot.capacity, status = slot.status } = change
    await work.db.updateTable('slot').set({ capacity, status }).where('id', '=', id).execute()
    if (change.users) await changeUsers(work, slot, change.users)
    else if (status === 'CLOSED') await work.db.deleteFrom('slot_user').where('slot_id', '=', id).execute()
    await work.record('slot.changed', 'slot', id, { productId: slot.product_id })
    if (rule_id !== null && !change.users) await makeSlots(ctx, work, rule_id)
  })
}

/** A rule's exception for one day; capacity 0 is closed. */
export async function exceptDay(work: Work, ruleId: number, day: string, capacity: number): Promise<void> {
  await work.db.deleteFrom('slot_rule_day').where('rule_id', '=', ruleId).where('day', '=', day).execute()
  await work.db.insertInto('slot_rule_day').values({ rule_id: ruleId, day, capacity }).execute()
}

type Slot = Awaited<ReturnType<typeof holdSlot>>

/** Gives a slot to these agents alone, and tells who comes and who goes. Joins the caller's transaction, which holds it. Throws as `changeSlot`. */
export async function changeUsers(work: Work, slot: Slot, users: number[]): Promise<void> {
  if (slot.rule_id !== null && slot.taken === 0)
    throw new AppError('conflict', 'This slot has its agents from its rule. Change the rule, or enter time off.')
  const before = await agentsIn(work, slot.id)
  const coming = users.filter((id) => !before.includes(id))
  await checkAgents(work, slot.product_id, coming)
  await checkTime(work, slot.product_id, coming, { startsAt: slot.starts_at, endsAt: slot.ends_at })
  await work.db.deleteFrom('slot_user').where('slot_id', '=', slot.id).execute()
  await giveTo(work, slot.id, slot.product_id, users, slot.starts_at, slot.ends_at)
  await work.record('slot.agents', 'slot', slot.id, { productId: slot.product_id })
  await tellHandOver(work, slot.id, before)
}

/** Ids of a slot's agents. */
export async function agentsIn(work: Work, slotId: number): Promise<number[]> {
  const rows = await work.db.selectFrom('slot_user').select('user_id').where('slot_id', '=', slotId).execute()
  return rows.map(({ user_id }) => user_id)
}

/**
 * Moves a slot with everybody in it to another time, with the agents it has. Joins the caller's transaction, which tells
 * the customers. At the time its rule offers on its day it goes on as the rule's. Throws as `addSlot`.
 */
export async function retimeSlot(work: Work, slot: Slot, day: string, clock: string): Promise<{ startsAt: number }> {
  const zone = await zoneOf(work, slot.product_id)
  const startsAt = comingAt(work, zone, day, clock)
  const again = await ruleTime(work, slot, day, clock)
  const endsAt = again ? again.endsAt : startsAt + (slot.ends_at - slot.starts_at)
  const users = await agentsIn(work, slot.id)
  await work.db.deleteFrom('slot_user').where('slot_id', '=', slot.id).execute()
  if (users.length > 0) {
    await checkTime(work, slot.product_id, users, { startsAt, endsAt })
    await giveTo(work, slot.id, slot.product_id, users, startsAt, endsAt)
  }
  // Else it is a slot by hand from here on: its rule has the day for itself again.
  const as = again ? { capacity: Math.max(again.capacity, slot.taken) } : { rule_id: null }
  const time = { starts_at: startsAt, ends_at: endsAt, day, ...as }
  await work.db.updateTable('slot').set(time).where('id', '=', slot.id).execute()
  await work.record('slot.moved', 'slot', slot.id, { productId: slot.product_id })
  return { startsAt }
}

/** What a slot's rule offers on its day, when that is the time asked for. */
async function ruleTime(work: Work, slot: Slot, day: string, clock: string): Promise<Occurrence | undefined> {
  if (slot.rule_id === null || slot.day !== day) return undefined
  const rule = await ruleOf(work.db, slot.rule_id)
  return rule.status === 'ACTIVE' && rule.clock === clock ? occurrences(rule, day, day)[0] : undefined
}

/** A time in which an agent has no slots. @returns slots with bookings that are left without any agent */
export async function addTimeOff(
  ctx: Context,
  off: { userId: number; startsAt: number; endsAt: number; note: string },
): Promise<{ kept: KeptSlot[] }> {
  requireAdmin(ctx, 'change slots')
  if (off.endsAt <= off.startsAt)
    throw new AppError('invalid', 'The end must be after the beginning.', { fields: { endsAt: 'Too early.' } })
  return transact(ctx, async (work) => {
    if (off.endsAt <= work.now)
      throw new AppError('invalid', 'This time is over.', { fields: { endsAt: 'Choose a time to come.' } })
    await holdWork(work, [off.userId])
    const user = await work.db.selectFrom('user').select('id').where('id', '=', off.userId).executeTakeFirst()
    if (!user) throw new AppError('not_found', 'There is no such user.')
    const { insertId } = await work.db
      .insertInto('time_off')
      .values({
        user_id: off.userId,
        starts_at: off.startsAt,
        ends_at: off.endsAt,
        note: off.note,
        created_by: userIdOf(ctx),
        created_at: work.now,
      })
      .executeTakeFirstOrThrow()
    await work.record('time-off.added', 'user', off.userId, { timeOffId: Number(insertId) })
    return { kept: await leaveSlots(ctx, work, off.userId, { from: off.startsAt, to: off.endsAt }) }
  })
}

/** Takes a time off back: the rules' slots are offered again, and the booked ones that nobody else got are the agent's again. */
export async function removeTimeOff(ctx: Context, id: number): Promise<void> {
  requireAdmin(ctx, 'change slots')
  await transact(ctx, async (work) => {
    const off = await work.db.selectFrom('time_off').selectAll().where('id', '=', id).executeTakeFirst()
    if (!off) throw new AppError('not_found', 'This time off is not there any more.')
    await holdWork(work, [off.user_id])
    await work.db.deleteFrom('time_off').where('id', '=', id).execute()
    await work.record('time-off.removed', 'user', off.user_id, { timeOffId: id })
    await remakeOf(ctx, work, { userId: off.user_id })
    await giveBack(work, off)
  })
}

/** Gives an agent the booked slots of their rules in a stretch of time that have nobody, as far as they are free. */
async function giveBack(work: Work, off: { user_id: number; starts_at: number; ends_at: number }): Promise<void> {
  const deserted = await work.db
    .selectFrom('slot')
    .innerJoin('slot_rule_user', 'slot_rule_user.rule_id', 'slot.rule_id')
    .leftJoin('slot_user', 'slot_user.slot_id', 'slot.id')
    .select('slot.id')
    .where('slot_rule_user.user_id', '=', off.user_id)
    .where('slot_user.slot_id', 'is', null)
    .where('slot.taken', '>', 0)
    .where('slot.starts_at', '>', work.now)
    .where('slot.starts_at', '<', off.ends_at)
    .where('slot.ends_at', '>', off.starts_at)
    .orderBy('slot.id')
    .execute()
  for (const { id } of deserted) {
    try {
      await changeUsers(work, await holdSlot(work, id), [off.user_id])
    } catch (error) {
      // Not free by now, or not of this product: the admins have been told that nobody has it.
      if (!(error instanceof AppError)) throw error
    }
  }
}

/**
 * Takes an agent off their coming slots in a stretch of time (ms), but for those of some products: rules' slots are made anew,
 * single ones without bookings and other agents close. @returns slots with bookings that this leaves without any agent
 */
export async function leaveSlots(
  ctx: Context,
  work: Work,
  userId: number,
  {
    from = work.now,
    to = Number.MAX_SAFE_INTEGER,
    except = [],
  }: { from?: number; to?: number; except?: number[] } = {},
): Promise<KeptSlot[]> {
  let query = work.db
    .selectFrom('slot_user')
    .innerJoin('slot', 'slot.id', 'slot_user.slot_id')
    .select('slot.id')
    .where('slot_user.user_id', '=', userId)
    .where('slot.starts_at', '>', work.now)
    .where('slot.starts_at', '<', to)
    .where('slot.ends_at', '>', from)
  if (except.length > 0) query = query.where('slot.product_id', 'not in', except)
  const own = (await query.execute()).map(({ id }) => id)
  await remakeOf(ctx, work, { userId })
  for (const { id } of await query.execute()) await leaveSlot(ctx, work, id, [userId])
  const deserted = await work.db
    .selectFrom('slot')
    .select(['id', 'starts_at as startsAt', 'ends_at as endsAt', 'taken'])
    .where('id', 'in', [0, ...own])
    .where('status', '=', 'OPEN')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('slot_user').select('slot_id').whereRef('slot_user.slot_id', '=', 'slot.id'))),
    )
    .execute()
  for (const { id, taken } of deserted) {
    if (taken > 0) continue
    await work.db.updateTable('slot').set({ status: 'CLOSED' }).where('id', '=', id).where('taken', '=', 0).execute()
  }
  return deserted.filter(({ taken }) => taken > 0)
}

/**
 * Holds the rules that some users have slots of, and the users, as `holdRules` asks: first of all in a transaction that
 * changes their slots.
 */
export async function holdWork(work: Work, users: number[]): Promise<void> {
  const ids = [0, ...users]
  const own = work.db.selectFrom('slot_rule_user').select('rule_id').where('user_id', 'in', ids)
  const given = work.db
    .selectFrom('slot_user')
    .innerJoin('slot', 'slot.id', 'slot_user.slot_id')
    .select('slot.rule_id')
    .where('slot_user.user_id', 'in', ids)
    .where('slot.ends_at', '>', work.now)
  const rows = [...(await own.execute()), ...(await given.execute())]
  await holdRules(work, [...new Set(rows.flatMap(({ rule_id }) => rule_id ?? []))], users)
}

/** The same for a transaction that changes a product's slots. */
export async function holdProduct(work: Work, productId: number): Promise<void> {
  const rules = await work.db.selectFrom('slot_rule').select('id').where('product_id', '=', productId).execute()
  await holdRules(
    work,
    rules.map(({ id }) => id),
  )
}

/** Makes the slots of an agent's or a product's rules anew. Joins the caller's transaction. */
export async function remakeOf(
  ctx: Context,
  work: Work,
  of: { userId: number } | { productId: number },
): Promise<KeptSlot[]> {
  const rules = work.db.selectFrom('slot_rule').select('slot_rule.id').orderBy('slot_rule.id')
  const found =
    'productId' in of
      ? rules.where('product_id', '=', of.productId)
      : rules
          .innerJoin('slot_rule_user', 'slot_rule_user.rule_id', 'slot_rule.id')
          .where('slot_rule_user.user_id', '=', of.userId)
  const ids = (await found.execute()).map(({ id }) => id)
  await holdRules(work, ids)
  if ('productId' in of) await keepBuffer(work, of.productId)
  const kept: KeptSlot[] = []
  for (const id of ids) kept.push(...(await makeSlots(ctx, work, id)))
  return kept
}

/** The agents of a product's coming slots are busy for its buffer after them, as it is by now. */
async function keepBuffer(work: Work, productId: number): Promise<void> {
  const coming = work.db.selectFrom('slot').select('id').where('product_id', '=', productId)
  await work.db
    .updateTable('slot_user')
    .set(({ selectFrom }) => ({
      busy_until: selectFrom('slot')
        .innerJoin('product', 'product.id', 'slot.product_id')
        .select(({ eb }) => eb('slot.ends_at', '+', eb('product.buffer_min', '*', MINUTE)).as('at'))
        .whereRef('slot.id', '=', 'slot_user.slot_id')
        .$asScalar()
        .$notNull(),
    }))
    .where('slot_id', 'in', coming.where('starts_at', '>', work.now))
    .execute()
}
