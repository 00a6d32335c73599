import { idOf, inDays, list, oneOf } from '../../lists/rules.ts'

/** Slot rules, for admins. */
export const ruleList = list({
  sorts: ['product', 'clock', 'firstDate', 'capacity', 'status'],
  sort: 'product',
  filters: { product: idOf, agent: idOf, status: oneOf('ACTIVE', 'INACTIVE') },
})

/** Dated slots, for admins; to come, unless said otherwise. */
export const slotList = list({
  sorts: ['startsAt', 'product', 'capacity', 'taken'],
  sort: 'startsAt',
  filters: {
    when: oneOf('PAST', 'ALL'),
    day: inDays,
    product: idOf,
    agent: idOf,
    from: oneOf('RULE', 'HAND'),
    rule: idOf,
    status: oneOf('OPEN', 'CLOSED'),
    booked: oneOf('YES', 'NO'),
  },
})
