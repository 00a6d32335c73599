import type { Context, Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { hashToken } from '../../../platform/keys.ts'
import { productById } from '../../products/reads.ts'
import { linkToken } from '../reads.ts'
import { bookingKey } from '../rules.ts'

/** A slot that may be booked by its state, with its product's notice. Throws `not_found`, `gone`. */
export async function slotOf(ctx: Context, work: Work, slotId: number) {
  const slot = await work.db
    .selectFrom('slot')
    .innerJoin('product', 'product.id', 'slot.product_id')
    .selectAll('slot')
    .select('product.notice_min')
    .where('slot.id', '=', slotId)
    .executeTakeFirst()
  if (!slot) throw new AppError('not_found', 'This time is not there any more. Choose another one.')
  const product = await productById(ctx, slot.product_id)
  if (product?.status !== 'ACTIVE') throw new AppError('gone', 'This product has no demos now.')
  return slot
}

/** One booking's row, with the hash that its link is found by. */
export async function insertBooking(
  ctx: Context,
  work: Work,
  it: { demoId: number; slotId: number; zone: string; browserHash: string | null; sequence: number },
): Promise<number> {
  const facts = { demo_id: it.demoId, slot_id: it.slotId, created_at: work.now }
  const { insertId } = await work.db
    .insertInto('booking')
    .values({
      ...facts,
      open_key: bookingKey(it.demoId),
      token_hash: hashToken(linkToken(ctx.keys, facts)),
      browser_hash: it.browserHash,
      zone: it.zone,
      pin_version: 1,
      pin_tries: 0,
      sequence: it.sequence,
      state: 'BOOKED',
      created_by: ctx.actor.kind === 'USER' ? ctx.actor.id : null,
    })
    .executeTakeFirstOrThrow()
  return Number(insertId)
}
