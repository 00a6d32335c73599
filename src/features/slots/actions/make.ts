import { held } from '../../../database/database.ts'
import { type Context, transact, type Work } from '../../../platform/context.ts'
import { readHolidays } from '../../brand/reads.ts'
import { mailAdmins } from '../../messages/actions.ts'
import { dayIn } from '../../products/rules.ts'
import { holdUsers } from '../../users/reads.ts'
import { fitAgents, ruleOf } from '../reads.ts'
import { dayAfter, type Occurrence, occurrences, overlaps } from '../rules.ts'
import type { KeptSlot, SlotRule } from '../schema.ts'

const MINUTE = 60_000
/** Rows of one insert. */
const BATCH = 100

interface Stretch {
  user_id: number
  from: number
  to: number
}

type Offered = Occurrence & { users: number[] }

interface Made extends KeptSlot {
  day: string
  capacity: number
  status: 'OPEN' | 'CLOSED'
  users: number[]
}

/**
 * Brings a rule's coming slots in line with it: what it offers up to the product's horizon is there, with the agents who
 * have the time; what it offers no longer is closed. A slot with bookings keeps its time, seats and agents, also those
 * it was handed to, but for who is away, inactive or serves the product no longer. Joins the caller's transaction; doing it twice changes nothing.
 * @returns the slots with bookings that the rule would not offer so
 */
export async function makeSlots(ctx: Context, work: Work, ruleId: number): Promise<KeptSlot[]> {
  await holdRules(work, [ruleId])
  const rule = await ruleOf(work.db, ruleId)
  const product = await work.db
    .selectFrom('product')
    .select(['status', 'buffer_min', 'horizon_days'])
    .where('id', '=', rule.productId)
    .executeTakeFirstOrThrow()
  const isOffered = rule.status === 'ACTIVE' && product.status === 'ACTIVE'
  const today = dayIn(rule.zone, work.now)
  const holidays = new Set((await readHolidays(ctx)).map(({ day }) => day))
  const all = isOffered ? occurrences(rule, today, dayAfter(today, product.horizon_days), holidays) : []
  const begun = await begunDays(work, ruleId, today)
  const offered = all.filter(({ day, startsAt }) => startsAt > work.now && !begun.has(day))
  const made = await comingSlots(work, ruleId)
  const fit = await fitIds(work, rule.productId, [...rule.users, ...made.flatMap(({ users }) => users)])
  const agents = fit.filter((id) => rule.users.includes(id))
  const away = await timesOff(work, fit)
  const others = await busyTimes(work, agents, ruleId)
  const buffer = product.buffer_min * MINUTE
  // A slot that somebody has booked keeps its time, also when the rule's has moved into it.
  const own = made.filter(({ taken }) => taken > 0)
  const wanted = new Map<string, Offered>()
  for (const one of offered) {
    const stretch = { from: one.startsAt, to: one.endsAt + buffer }
    const inTheWay = [...away, ...others].filter((other) => overlaps(other, stretch)).map(({ user_id }) => user_id)
    for (const { day, startsAt, endsAt, users } of own)
      if (day !== one.day && overlaps({ from: startsAt, to: endsAt + buffer }, stretch)) inTheWay.push(...users)
    const users = agents.filter((id) => !inTheWay.includes(id))
    if (users.length > 0) wanted.set(one.day, { ...one, users })
  }
  const kept: KeptSlot[] = []
  let changed = 0
  for (const slot of made) {
    const want = wanted.get(slot.day)
    wanted.delete(slot.day)
    if (want ? isSame(slot, want) : slot.status === 'CLOSED' && slot.taken === 0) continue
    if (want ? await refit(work, slot, want, buffer) : await close(work, slot)) {
      changed++
      continue
    }
    kept.push(slot)
    const gone = slot.users.filter((id) => !fit.includes(id) || isAway(away, id, slot))
    if (gone.length > 0) await leaveSlot(ctx, work, slot.id, gone)
  }
  await insertSlots(work, rule, [...wanted.values()], buffer)
  if (changed + wanted.size > 0) await work.record('slots.made', 'product', rule.productId, { ruleId })
  return kept.map(({ id, startsAt, endsAt, taken }) => ({ id, startsAt, endsAt, taken }))
}

const isAway = (away: Stretch[], userId: number, slot: { startsAt: number; endsAt: number }) =>
  away.some((off) => off.user_id === userId && overlaps(off, { from: slot.startsAt, to: slot.endsAt }))

const isSame = (slot: Made, want: Offered): boolean =>
  slot.status === 'OPEN' &&
  slot.startsAt === want.startsAt &&
  slot.endsAt === want.endsAt &&
  slot.capacity === want.capacity &&
  slot.users.join() === want.users.join()

/** Changes a slot that nobody has booked; false when somebody has. */
async function refit(work: Work, slot: Made, want: Offered, buffer: number): Promise<boolean> {
  const { numUpdatedRows } = await work.db
    .updateTable('slot')
    .set({ starts_at: want.startsAt, ends_at: want.endsAt, capacity: want.capacity, status: 'OPEN' })
    .where('id', '=', slot.id)
    .where('taken', '=', 0)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await work.db.deleteFrom('slot_user').where('slot_id', '=', slot.id).execute()
  await work.db
    .insertInto('slot_user')
    .values(placesOf(slot.id, want, buffer))
    .execute()
  return true
}

/** Takes away a slot that nobody has booked; false when somebody has. */
async function close(work: Work, slot: Made): Promise<boolean> {
  const { numUpdatedRows } = await work.db
    .updateTable('slot')
    .set({ status: 'CLOSED' })
    .where('id', '=', slot.id)
    .where('taken', '=', 0)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await work.db.deleteFrom('slot_user').where('slot_id', '=', slot.id).execute()
  return true
}

const placesOf = (slotId: number, { startsAt, endsAt, users }: Offered, buffer: number) =>
  users.map((user_id) => ({ slot_id: slotId, user_id, starts_at: startsAt, busy_until: endsAt + buffer }))

async function insertSlots(work: Work, rule: SlotRule, wanted: Offered[], buffer: number): Promise<void> {
  for (let at = 0; at < wanted.length; at += BATCH) {
    const some = wanted.slice(at, at + BATCH)
    await work.db
      .insertInto('slot')
      .values(
        some.map(({ day, startsAt, endsAt, capacity }) => ({
          product_id: rule.productId,
          rule_id: rule.id,
          day,
          starts_at: startsAt,
          ends_at: endsAt,
          capacity,
          taken: 0,
          status: 'OPEN' as const,
          created_at: work.now,
        })),
      )
      .execute()
    const rows = await work.db
      .selectFrom('slot')
      .select(['id', 'day'])
      .where('rule_id', '=', rule.id)
      .where(
        'day',
        'in',
        some.map(({ day }) => day),
      )
      .execute()
    const ids = new Map(rows.map(({ id, day }) => [day, id]))
    const places = some.flatMap((one) => placesOf(ids.get(one.day)!, one, buffer))
    for (let from = 0; from < places.length; from += BATCH) {
      await work.db
        .insertInto('slot_user')
        .values(places.slice(from, from + BATCH))
        .execute()
    }
  }
}

async function comingSlots(work: Work, ruleId: number): Promise<Made[]> {
  const slots = await work.db
    .selectFrom('slot')
    .select(['id', 'day', 'starts_at as startsAt', 'ends_at as endsAt', 'capacity', 'taken', 'status'])
    .where('rule_id', '=', ruleId)
    .where('starts_at', '>', work.now)
    .orderBy('id')
    .execute()
  const users = await work.db
    .selectFrom('slot_user')
    .innerJoin('slot', 'slot.id', 'slot_user.slot_id')
    .select(['slot_user.slot_id', 'slot_user.user_id'])
    .where('slot.rule_id', '=', ruleId)
    .where('slot.starts_at', '>', work.now)
    .orderBy('slot_user.user_id')
    .execute()
  const bySlot = Map.groupBy(users, ({ slot_id }) => slot_id)
  return slots.map((slot) => ({ ...slot, users: (bySlot.get(slot.id) ?? []).map(({ user_id }) => user_id) }))
}

/** Days from `today` on whose slot has begun: the rule has no other one on them. */
async function begunDays(work: Work, ruleId: number, today: string): Promise<Set<string>> {
  const slots = work.db.selectFrom('slot').select('day').where('rule_id', '=', ruleId).where('day', '>=', today)
  const rows = await slots.where('starts_at', '<=', work.now).execute()
  return new Set(rows.map(({ day }) => day))
}

/** Those who may have slots of a product, in order of id. */
const fitIds = async (work: Work, productId: number, users: number[]): Promise<number[]> =>
  (await fitAgents(work.db, productId, users)).map(({ id }) => id).toSorted((a, b) => a - b)

/** What else takes the agents' time: other slots, with the buffer after them. */
export async function busyTimes(work: Work, users: number[], exceptRule = 0): Promise<Stretch[]> {
  if (users.length === 0) return []
  return work.db
    .selectFrom('slot_user')
    .innerJoin('slot', 'slot.id', 'slot_user.slot_id')
    .select(['slot_user.user_id', 'slot_user.starts_at as from', 'slot_user.busy_until as to'])
    .where('slot_user.user_id', 'in', users)
    .where('slot_user.busy_until', '>', work.now)
    .where(({ or, eb }) => or([eb('slot.rule_id', 'is', null), eb('slot.rule_id', '!=', exceptRule)]))
    .execute()
}

export async function timesOff(work: Work, users: number[]): Promise<Stretch[]> {
  if (users.length === 0) return []
  return work.db
    .selectFrom('time_off')
    .select(['user_id', 'starts_at as from', 'ends_at as to'])
    .where('user_id', 'in', users)
    .where('ends_at', '>', work.now)
    .execute()
}

/**
 * Holds rules, then their agents and these users, to the end of the transaction. Before slots, and all at once: who takes
 * them otherwise waits in a circle.
 */
export async function holdRules(work: Work, rules: number[], users: number[] = []): Promise<void> {
  const ids = [0, ...rules]
  await held(work.db, work.db.selectFrom('slot_rule').select('id').where('id', 'in', ids).orderBy('id')).execute()
  const rows = work.db.selectFrom('slot_rule_user').select('user_id').where('rule_id', 'in', ids)
  await holdUsers(work, [...new Set([...users, ...(await rows.execute()).map(({ user_id }) => user_id)])])
}

/** Takes agents off a slot. One with bookings that is left without any is told to the admins. */
export async function leaveSlot(ctx: Context, work: Work, slotId: number, users: number[]): Promise<void> {
  await work.db.deleteFrom('slot_user').where('slot_id', '=', slotId).where('user_id', 'in', users).execute()
  const left = work.db.selectFrom('slot_user').select('user_id').where('slot_id', '=', slotId)
  const slot = work.db.selectFrom('slot').select(['product_id', 'taken']).where('id', '=', slotId)
  const { product_id: productId, taken } = await slot.executeTakeFirstOrThrow()
  await work.record('slot.agents', 'slot', slotId, { productId })
  if (taken === 0 || (await left.executeTakeFirst())) return
  await work.record('slot.deserted', 'slot', slotId, { productId })
  await mailAdmins(ctx, work, 'slot.deserted', { slot: String(slotId) })
}

/** Makes what came into the horizon, and mends what no longer fits its rule. One rule that fails keeps no other from it. */
export async function makeAllSlots(ctx: Context): Promise<void> {
  const rules = await ctx.database.read.selectFrom('slot_rule').select('id').orderBy('id').execute()
  const errors: unknown[] = []
  for (const { id } of rules) {
    try {
      await transact(ctx, (work) => makeSlots(ctx, work, id))
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `The slots of ${errors.length} rules could not be made.`)
}
