import { type Context, reading, requireAdmin } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { readHolidays } from '../../brand/reads.ts'
import { productById } from '../../products/reads.ts'
import { dayIn } from '../../products/rules.ts'
import { fitAgents } from '../reads.ts'
import { dayAfter, occurrences, overlaps } from '../rules.ts'
import type { Preview, PreviewDay } from '../schema/crm.ts'
import type { PreviewInput } from '../schema.ts'

const MINUTE = 60_000
const DAYS = 14

/**
 * What a rule would offer in the two weeks from today, or from its first date: by day, with holidays, times off, and what
 * else its agents have then. Writes nothing. Admins only. Throws `not_found` for a product that is not there.
 */
export async function previewRule(ctx: Context, rule: PreviewInput): Promise<Preview> {
  requireAdmin(ctx, 'see this')
  const product = await productById(ctx, rule.productId)
  if (!product) throw new AppError('not_found', 'There is no such product.')
  const { zone, bufferMin } = product
  const today = dayIn(zone, ctx.now())
  const from = rule.firstDate > today ? rule.firstDate : today
  const to = dayAfter(from, DAYS - 1)
  const own = new Map(occurrences({ ...rule, zone, exceptions: {} }, from, to).map((one) => [one.day, one]))
  const holidays = new Map((await readHolidays(ctx)).map(({ day, name }) => [day, name]))
  const times = [...own.values()]
  const window = { from: times[0]?.startsAt ?? 0, to: (times.at(-1)?.endsAt ?? 0) + bufferMin * MINUTE }
  const [agents, busy, kept] = await Promise.all([
    fitAgents(reading(ctx), rule.productId, rule.users),
    clashesOf(ctx, rule, window),
    keptOf(ctx, rule, from),
  ])
  const days = Array.from({ length: DAYS }, (_, n): PreviewDay => {
    const day = dayAfter(from, n)
    const one = own.get(day)
    const stays = kept.find((slot) => slot.day === day) ?? null
    const capacity = rule.exceptions[day] ?? rule.capacity
    const stretch = one && { from: one.startsAt, to: one.endsAt + bufferMin * MINUTE }
    const clashes = stretch ? busy.filter((other) => overlaps(other, stretch)) : []
    const free = agents.filter(({ id }) => !clashes.some(({ userId }) => userId === id))
    const moved = stays && stays.startsAt !== one?.startsAt
    return {
      day,
      state: moved
        ? 'KEPT'
        : !one
          ? 'NONE'
          : one.startsAt <= ctx.now()
            ? 'PAST'
            : holidays.has(day)
              ? 'HOLIDAY'
              : capacity === 0
                ? 'CLOSED'
                : free.length === 0
                  ? 'NOBODY'
                  : 'OPEN',
      startsAt: one?.startsAt ?? null,
      endsAt: one?.endsAt ?? null,
      capacity,
      agents: free.map(({ name }) => name),
      clashes: clashes.map(({ name, what, from, to }) => ({ name, what, from, to })),
      holiday: holidays.get(day) ?? null,
      kept: stays && { startsAt: stays.startsAt, taken: stays.taken },
    }
  })
  return { zone, days }
}

/** What else the agents have in a stretch of time: slots of other rules, and times off (`what` is null). */
async function clashesOf(ctx: Context, { users, id = 0 }: PreviewInput, { from, to }: { from: number; to: number }) {
  const db = reading(ctx)
  const [slots, off] = await Promise.all([
    db
      .selectFrom('slot_user')
      .innerJoin('slot', 'slot.id', 'slot_user.slot_id')
      .innerJoin('product', 'product.id', 'slot.product_id')
      .innerJoin('user', 'user.id', 'slot_user.user_id')
      .select(['slot_user.user_id as userId', 'user.name', 'product.name as what'])
      .select(['slot_user.starts_at as from', 'slot_user.busy_until as to'])
      .where('slot_user.user_id', 'in', [0, ...users])
      .where('slot_user.starts_at', '<', to)
      .where('slot_user.busy_until', '>', from)
      .where(({ or, eb }) => or([eb('slot.rule_id', 'is', null), eb('slot.rule_id', '!=', id)]))
      .execute(),
    db
      .selectFrom('time_off')
      .innerJoin('user', 'user.id', 'time_off.user_id')
      .select(['time_off.user_id as userId', 'user.name', 'time_off.starts_at as from', 'time_off.ends_at as to'])
      .where('time_off.user_id', 'in', [0, ...users])
      .where('time_off.starts_at', '<', to)
      .where('time_off.ends_at', '>', from)
      .execute(),
  ])
  return [...slots, ...off.map((row) => ({ ...row, what: null }))]
}

/** The rule's slots to come that somebody has booked. */
async function keptOf(ctx: Context, { id }: PreviewInput, from: string) {
  if (id === undefined) return []
  return reading(ctx)
    .selectFrom('slot')
    .select(['day', 'starts_at as startsAt', 'taken'])
    .where('rule_id', '=', id)
    .where('day', '>=', from)
    .where('day', '<=', dayAfter(from, DAYS - 1))
    .where('taken', '>', 0)
    .where('starts_at', '>', ctx.now())
    .execute()
}
