import type { Context } from '../../../platform/context.ts'
import { readBrand } from '../../brand/reads.ts'
import { dayAfter, instantAt } from '../rules.ts'
import type { TimeOffInput } from '../schema/crm.ts'
import { addTimeOff } from './slots.ts'

/** A time off in days and clocks of the brand's zone; without a last clock to the end of the last day. Throws as `addTimeOff`. */
export async function addDaysOff(ctx: Context, off: TimeOffInput) {
  const { zone } = await readBrand(ctx)
  const startsAt = instantAt(zone, off.firstDay, off.firstClock)
  const endsAt =
    off.lastClock === null
      ? instantAt(zone, dayAfter(off.lastDay, 1), '00:00')
      : instantAt(zone, off.lastDay, off.lastClock)
  return addTimeOff(ctx, { userId: off.userId, startsAt, endsAt, note: off.note })
}
