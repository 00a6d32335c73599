import { prepared } from '../../../database/prepared.ts'
import type { NewRow } from '../../../database/tables.ts'
import { type Context, userIdOf, type Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { hashToken } from '../../../platform/keys.ts'
import { endWaiting } from '../../waitlist/actions/offer.ts'
import { waitKey } from '../../waitlist/rules.ts'
import { linkToken } from '../reads.ts'
import { bookingKey } from '../rules.ts'

const slotWithProduct = prepared((db, { slotId }: { slotId: number }) =>
  db
    .selectFrom('slot')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .selectAll('slot')
    .select(['product.notice_min', 'product.status as product_status', 'product.zone as product_zone'])
    .where('slot.id', '=', slotId),
)

type Given =
  | 'demo_id'
  | 'slot_id'
  | 'created_at'
  | 'open_key'
  | 'token_hash'
  | 'browser_hash'
  | 'zone'
  | 'sequence'
  | 'pin_version'
  | 'created_by'
const addBooking = prepared((db, row: Pick<NewRow<'booking'>, Given>) =>
  db.insertInto('booking').values({ ...row, pin_tries: 0, state: 'BOOKED' }),
)

/** A slot that may be booked by its state, with its product's notice. Throws `not_found`, `gone`. */
export async function slotOf(work: Work, slotId: number) {
  const [slot] = (await slotWithProduct(work.db, { slotId })).rows
  if (!slot) throw new AppError('not_found', 'This time is not there any more. Choose another one.')
  if (slot.product_status !== 'ACTIVE') throw new AppError('gone', 'This product has no demos now.')
  return slot
}

const openWait = prepared((db, { key }: { key: string }) =>
  db.selectFrom('waitlist').select('id').where('open_key', '=', key),
)

/** One booking's row, with the hash that its link is found by. Who has a time of a day waits for no other one of it. */
export async function insertBooking(
  ctx: Context,
  work: Work,
  it: {
    customerId: number
    demoId: number
    slot: Pick<Awaited<ReturnType<typeof slotOf>>, 'id' | 'product_id' | 'day'>
    zone: string
    browserHash: string | null
    sequence: number
    pinVersion?: number
  },
): Promise<number> {
  const { customerId, slot } = it
  const { product_id: productId, day } = slot
  const waits = await openWait(work.db, { key: waitKey(customerId, productId, day) })
  if (waits.rows.length > 0) await endWaiting(work, { customerId, productId, days: [day] })
  const facts = { demo_id: it.demoId, slot_id: slot.id, created_at: work.now }
  const { insertId } = await addBooking(work.db, {
    ...facts,
    open_key: bookingKey(it.demoId),
    token_hash: hashToken(linkToken(ctx.keys, facts)),
    browser_hash: it.browserHash,
    zone: it.zone,
    sequence: it.sequence,
    pin_version: it.pinVersion ?? 1,
    created_by: userIdOf(ctx),
  })
  return Number(insertId)
}
