import type { weekdays } from '../../products/schema.ts'
import type { RuleRow } from '../schema/crm.ts'

/** What the form of a rule holds; numbers as they are typed. */
export interface RuleValues {
  productId: number
  clock: string
  lengthMin: string
  days: RuleRow['days']
  weekdays: (typeof weekdays)[number][]
  firstDate: string
  lastDate: string
  capacity: string
  exceptions: Record<string, number>
  users: number[]
  status: RuleRow['status']
}

/** A new rule's form; `today` is a day of the calendar. */
export const newRule = (productId: number, today: string): RuleValues => ({
  ...{ productId, clock: '10:00', lengthMin: '30', days: 'WEEKDAYS', weekdays: [], firstDate: today, lastDate: '' },
  ...{ capacity: '1', exceptions: {}, users: [], status: 'ACTIVE' },
})

export const valuesOf = ({ product, agents, lengthMin, capacity, lastDate, ...rule }: RuleRow): RuleValues => ({
  ...{ productId: product.id, clock: rule.clock, days: rule.days, weekdays: rule.weekdays, firstDate: rule.firstDate },
  ...{ lengthMin: String(lengthMin), capacity: String(capacity), lastDate: lastDate ?? '' },
  ...{ exceptions: rule.exceptions, users: agents.map(({ id }) => id), status: rule.status },
})

/** As the server takes it. */
export const bodyOf = (values: RuleValues) => ({
  ...values,
  lengthMin: Number(values.lengthMin),
  capacity: Number(values.capacity),
  lastDate: values.lastDate || null,
})

export const ruleInputOf = (rule: RuleRow) => bodyOf(valuesOf(rule))
