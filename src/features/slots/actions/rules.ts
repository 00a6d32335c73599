import { type Context, requireAdmin, transact, userIdOf, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { dayIn } from '../../products/rules.ts'
import { holdUsers } from '../../users/reads.ts'
import { fitAgents, ruleOf } from '../reads.ts'
import { dayAfter, occurrences, overlaps } from '../rules.ts'
import type { KeptSlot, RuleInput } from '../schema.ts'
import { busyTimes, holdRules, makeSlots, timesOff } from './make.ts'

const MINUTE = 60_000
/** A rule has to offer something within so many days of its first. */
const LOOK_AHEAD_DAYS = 366

/**
 * Adds a slot rule and makes its slots up to the horizon. Throws `invalid` for a rule that never occurs or whose agents do
 * not serve the product, `conflict` when an agent has another slot at one of its times.
 */
export async function addRule(ctx: Context, input: RuleInput): Promise<{ id: number }> {
  requireAdmin(ctx, 'change slots')
  return transact(ctx, async (work) => {
    const zone = await zoneOf(work, input.productId)
    await checkAgents(work, input.productId, input.users)
    await holdUsers(work, input.users)
    const { insertId } = await work.db
      .insertInto('slot_rule')
      .values({
        ...columns(input, zone),
        created_by: userIdOf(ctx),
        created_at: work.now,
      })
      .executeTakeFirstOrThrow()
    const id = Number(insertId)
    await writeLists(work, id, input)
    await checkRule(work, id)
    await work.record('rule.added', 'rule', id, { productId: input.productId })
    await makeSlots(ctx, work, id)
    return { id }
  })
}

/**
 * Changes a rule, and with it its coming slots that nobody has booked. Throws as `addRule`, and `not_found`.
 * @returns the slots with bookings that stay as they were, to be kept, moved or cancelled
 */
export async function changeRule(ctx: Context, id: number, input: RuleInput): Promise<{ kept: KeptSlot[] }> {
  requireAdmin(ctx, 'change slots')
  return transact(ctx, async (work) => {
    await holdRules(work, [id], input.users)
    const rule = await ruleOf(work.db, id)
    if (rule.productId !== input.productId)
      throw new AppError('invalid', 'A rule stays with its product. Copy it for another one.', {
        fields: { productId: 'Cannot be changed' },
      })
    // Who is unfit by now keeps nobody from switching the rule off.
    const named = input.status === 'ACTIVE' ? input.users : input.users.filter((user) => !rule.users.includes(user))
    await checkAgents(work, input.productId, named)
    await work.db.updateTable('slot_rule').set(columns(input, rule.zone)).where('id', '=', id).execute()
    await work.db.deleteFrom('slot_rule_day').where('rule_id', '=', id).execute()
    await work.db.deleteFrom('slot_rule_user').where('rule_id', '=', id).execute()
    await writeLists(work, id, input)
    await checkRule(work, id)
    await work.record('rule.changed', 'rule', id, { productId: input.productId })
    return { kept: await makeSlots(ctx, work, id) }
  })
}

const columns = (input: RuleInput, zone: string) => ({
  product_id: input.productId,
  clock: input.clock,
  zone,
  length_min: input.lengthMin,
  days: input.days,
  weekdays: input.days === 'CHOSEN' ? input.weekdays.join() : '',
  first_date: input.firstDate,
  last_date: input.lastDate,
  capacity: input.capacity,
  status: input.status,
})

async function writeLists(work: Work, ruleId: number, { exceptions, users }: RuleInput): Promise<void> {
  const days = Object.entries(exceptions).map(([day, capacity]) => ({ rule_id: ruleId, day, capacity }))
  if (days.length > 0) await work.db.insertInto('slot_rule_day').values(days).execute()
  const agents = users.map((user_id) => ({ rule_id: ruleId, user_id }))
  if (agents.length > 0) await work.db.insertInto('slot_rule_user').values(agents).execute()
}

export async function zoneOf(work: Work, productId: number): Promise<string> {
  const product = await work.db.selectFrom('product').select('zone').where('id', '=', productId).executeTakeFirst()
  if (!product)
    throw new AppError('invalid', 'There is no such product.', { fields: { productId: 'Choose a product.' } })
  return product.zone
}

/** Throws `invalid` naming those who are not active agents of the product. */
export async function checkAgents(work: Work, productId: number, users: number[]): Promise<void> {
  const fit = await fitAgents(work.db, productId, users)
  if (fit.length < users.length)
    throw new AppError('invalid', 'Only active agents of this product can have its slots.', {
      fields: { users: 'Choose agents of this product.' },
    })
}

/** One that is switched off offers nothing and is checked when it is switched on. */
async function checkRule(work: Work, ruleId: number): Promise<void> {
  const rule = await ruleOf(work.db, ruleId)
  if (rule.status === 'INACTIVE') return
  const today = dayIn(rule.zone, work.now)
  const from = rule.firstDate > today ? rule.firstDate : today
  const coming = occurrences(rule, from, dayAfter(from, LOOK_AHEAD_DAYS)).filter(({ startsAt }) => startsAt > work.now)
  if (coming.length === 0)
    throw new AppError('invalid', 'This rule offers no slot: none of its days is still to come, or all are closed.', {
      fields: { firstDate: 'Choose dates and weekdays that meet.' },
    })
  await checkTimes(work, rule.productId, rule.users, coming, ruleId)
}

interface Time {
  startsAt: number
  endsAt: number
}

/** Throws `conflict` when one of the agents has another slot or time off in a slot's time. Holds them as `checkTimes`. */
export async function checkTime(work: Work, productId: number, users: number[], time: Time): Promise<void> {
  await checkTimes(work, productId, users, [time])
  const slot = { from: time.startsAt, to: time.endsAt }
  const off = (await timesOff(work, users)).find((away) => overlaps(away, slot))
  if (off) throw await notFree(work, productId, off.user_id, 'time off', time.startsAt)
}

/**
 * Throws `conflict` when one of the agents has another slot at one of these times, saying who and when. Holds the agents
 * to the end of the transaction, so that of two who give away the same time one is refused.
 */
async function checkTimes(
  work: Work,
  productId: number,
  users: number[],
  times: Time[],
  exceptRule = 0,
): Promise<void> {
  await holdUsers(work, users)
  const product = work.db.selectFrom('product').select('buffer_min').where('id', '=', productId)
  const { buffer_min } = await product.executeTakeFirstOrThrow()
  const busy = (await busyTimes(work, users, exceptRule)).toSorted((a, b) => a.from - b.from)
  for (const { startsAt, endsAt } of times) {
    const other = busy.find((one) => overlaps(one, { from: startsAt, to: endsAt + buffer_min * MINUTE }))
    if (other) throw await notFree(work, productId, other.user_id, 'another slot', startsAt)
  }
}

async function notFree(work: Work, productId: number, userId: number, what: string, at: number): Promise<AppError> {
  const user = work.db.selectFrom('user').select('name').where('id', '=', userId)
  const { name } = await user.executeTakeFirstOrThrow()
  const timeZone = await zoneOf(work, productId)
  const when = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone })
  return new AppError('conflict', `${name} has ${what} at ${when.format(at)}.`, {
    fields: { users: `${name} is not free then.` },
  })
}
