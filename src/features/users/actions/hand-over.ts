import { type Context, reading, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { bookedSlots } from '../reads.ts'
import type { BookedSlot } from '../schema.ts'

/**
 * Gives a user's upcoming slots with bookings to another, with `slot.agent` for each; joins the caller's transaction.
 * Throws `conflict` when nobody was named though there are some, or naming what keeps the other from taking one.
 * @param handTo null: to nobody yet
 */
export async function handOver(
  ctx: Context,
  work: Work,
  userId: number,
  handTo: number | null | undefined,
): Promise<void> {
  const slots = await bookedSlots(ctx, userId)
  if (slots.length === 0 || handTo === null) return
  if (handTo === undefined) {
    const message = `They have ${slots.length === 1 ? 'a slot' : `${slots.length} slots`} with bookings. Say who takes them.`
    throw new AppError('conflict', message, { fields: { handTo: 'Choose who takes them.' } })
  }
  const taker = await lockTaker(ctx, work, handTo, userId, slots)
  for (const slot of slots) {
    const own = work.db.updateTable('slot_user').where('slot_id', '=', slot.id).where('user_id', '=', userId)
    const times = await work.db
      .selectFrom('slot_user')
      .select(['user_id', 'starts_at', 'busy_until'])
      .where('slot_id', '=', slot.id)
      .where('user_id', 'in', [userId, handTo])
      .execute()
    const time = times.find((row) => row.user_id === userId)!
    if (times.some((row) => row.user_id === handTo)) {
      const gone = work.db.deleteFrom('slot_user').where('slot_id', '=', slot.id).where('user_id', '=', userId)
      await gone.execute()
    } else {
      await refuseOverlap(work, slot, taker, time)
      await own.set({ user_id: handTo }).execute()
    }
    await work.record('slot.agent', 'slot', slot.id, { productId: slot.product.id, from: userId, to: handTo })
  }
}

type Taker = { id: number; name: string }

/** The one who takes them, held for the transaction: two who give to the same one wait for each other. */
async function lockTaker(
  ctx: Context,
  work: Work,
  id: number,
  from: number,
  slots: readonly BookedSlot[],
): Promise<Taker> {
  const refuse = (message: string) => new AppError('conflict', message, { fields: { handTo: message } })
  const taker = await work.db
    .selectFrom('user')
    .select(['id', 'name', 'role', 'status'])
    .where('id', '=', id)
    .$if(ctx.database.engine === 'mysql', (query) => query.forUpdate())
    .executeTakeFirst()
  if (!taker || id === from || taker.status !== 'ACTIVE') {
    throw refuse('Choose somebody else who is active.')
  }
  if (taker.role === 'ADMIN') return taker
  const rows = await reading(ctx).selectFrom('user_product').select('product_id').where('user_id', '=', id).execute()
  const other = slots.find(({ product }) => !rows.some((row) => row.product_id === product.id))
  if (other) throw refuse(`${taker.name} does not serve ${other.product.name}. Assign it first, or choose another.`)
  return taker
}

async function refuseOverlap(
  work: Work,
  slot: BookedSlot,
  taker: Taker,
  { starts_at, busy_until }: { starts_at: number; busy_until: number },
): Promise<void> {
  const busy = await work.db
    .selectFrom('slot_user')
    .innerJoin('slot', 'slot.id', 'slot_user.slot_id')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .select(['product.name', 'product.zone', 'slot.starts_at'])
    .where('slot_user.user_id', '=', taker.id)
    .where('slot_user.slot_id', '<>', slot.id)
    .where('slot.status', '=', 'OPEN')
    .where('slot_user.starts_at', '<', busy_until)
    .where('slot_user.busy_until', '>', starts_at)
    .executeTakeFirst()
  const off = await work.db
    .selectFrom('time_off')
    .select('id')
    .where('user_id', '=', taker.id)
    .where('starts_at', '<', slot.endsAt)
    .where('ends_at', '>', slot.startsAt)
    .executeTakeFirst()
  if (!busy && !off) return
  const what = busy ? `has ${busy.name} at ${at(busy.starts_at, busy.zone)}` : 'has time off then'
  const message = `${taker.name} ${what}, which overlaps ${slot.product.name} at ${at(slot.startsAt, slot.product.zone)}. Choose another.`
  throw new AppError('conflict', message, { fields: { handTo: message } })
}

const at = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(time)
