import { idOf, inDays, list, oneOf } from '../../lists/rules.ts'

export const bookingStates = ['BOOKED', 'CANCELLED', 'MOVED'] as const

/** Bookings, which staff know as Schedules; to come, unless said otherwise. */
export const bookingList = list({
  sorts: ['startsAt', 'name', 'product', 'bookedAt'],
  sort: 'startsAt',
  filters: {
    when: oneOf('PAST', 'ALL'),
    day: inDays,
    product: idOf,
    agent: idOf,
    state: oneOf(...bookingStates),
    source: oneOf('WEBSITE', 'BRAND_STORE'),
  },
})
