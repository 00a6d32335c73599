import type { Context, Work } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { agentsIn, changeUsers, holdSlot } from '../../slots/actions/slots.ts'
import { bookedSlots } from '../reads.ts'

/**
 * Gives a user's upcoming slots with bookings to another, who is told; joins the caller's transaction.
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
  if (handTo === userId) throw refusal('They cannot take their own slots.')
  for (const { id } of slots.toSorted((a, b) => a.id - b.id)) {
    const slot = await holdSlot(work, id)
    if (slot.taken === 0) continue
    const others = (await agentsIn(work, id)).filter((agent) => agent !== userId)
    try {
      await changeUsers(work, slot, [...new Set([...others, handTo])])
    } catch (error) {
      throw error instanceof AppError ? refusal(error.message) : error
    }
  }
}

function refusal(why: string): AppError {
  const message = `${why} Choose somebody else.`
  return new AppError('conflict', message, { fields: { handTo: message } })
}
