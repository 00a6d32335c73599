import { z } from 'zod'
import { weekdays } from '../products/schema.ts'

/** A calendar day of this century, `YYYY-MM-DD`: those after 9999 would not be in the order of their texts. */
export const daySchema = z.iso
  .date('Write a date that exists, as 2026-12-25.')
  .refine((day) => day.startsWith('20'), 'Choose a day of this century.')

/** A clock time, `HH:MM`. */
export const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write times as 09:30.')

const id = z.coerce.number().int().positive()
const lengthMin = z.coerce
  .number()
  .int()
  .min(5, 'At least 5 minutes.')
  .max(8 * 60, 'At most 8 hours.')
const capacity = z.coerce.number().int().min(1, 'At least one customer.').max(100, 'At most 100 customers.')
const noUsers = 'Choose at least one agent.'
const anyUsers = z
  .array(id)
  .max(50)
  .transform((ids) => [...new Set(ids)])
const users = anyUsers.refine((ids) => ids.length > 0, noUsers)

const ruleFields = z.object({
  productId: id,
  clock: clockSchema,
  lengthMin,
  days: z.enum(['DAILY', 'WEEKDAYS', 'CHOSEN']),
  /** For CHOSEN. */
  weekdays: z.array(z.enum(weekdays)).max(7).default([]),
  firstDate: daySchema,
  lastDate: daySchema.nullable().default(null),
  capacity,
  /** Dated exceptions: 0 is closed, another number the customers of that day. */
  exceptions: z
    .record(daySchema, z.coerce.number().int().min(0).max(100))
    .default({})
    .refine((days) => Object.keys(days).length <= 366, 'At most 366 exceptions.'),
  users: anyUsers,
  status: z.enum(['ACTIVE', 'INACTIVE']).default('ACTIVE'),
})

type Fields = Pick<z.output<typeof ruleFields>, 'days' | 'weekdays' | 'firstDate' | 'lastDate'>
const hasDays = (rule: Fields) => rule.days !== 'CHOSEN' || rule.weekdays.length > 0
const noDays = { path: ['weekdays'], error: 'Choose at least one day of the week.' }
const isInOrder = (rule: Fields) => rule.lastDate === null || rule.lastDate >= rule.firstDate
const notInOrder = { path: ['lastDate'], error: 'The last date is before the first.' }

/** What an admin gives for a slot rule. Clock and days are those of the product's zone. */
export const ruleInput = ruleFields
  .refine(hasDays, noDays)
  .refine(isInOrder, notInOrder)
  // Whose agents have all left can still be switched off.
  .refine(({ status, users }) => status === 'INACTIVE' || users.length > 0, { path: ['users'], error: noUsers })
export type RuleInput = z.output<typeof ruleInput>

/** A rule that is being written: it may have no agents yet. `id`: of the rule that it will be. */
export const previewInput = ruleFields
  .extend({ users: z.array(id).max(50).default([]), id: id.optional() })
  .refine(hasDays, noDays)
  .refine(isInOrder, notInOrder)
export type PreviewInput = z.output<typeof previewInput>

/** A single slot, added by hand. */
export const slotInput = z.object({ productId: id, day: daySchema, clock: clockSchema, lengthMin, capacity, users })
export type SlotInput = z.output<typeof slotInput>

/** What may be changed on one dated slot. */
const slotFields = z.object({ capacity: capacity.optional(), status: z.enum(['OPEN', 'CLOSED']).optional() })
const says = (change: object) => Object.keys(change).length > 0
export const slotChange = slotFields.extend({ users: users.optional() }).refine(says, 'Say what to change.')
/** The same without its agents, who are told when they change. */
export const slotSeats = slotFields.refine(says, 'Say what to change.')
export type SlotChange = z.output<typeof slotChange>

export interface SlotRule {
  id: number
  productId: number
  clock: string
  /** IANA. */
  zone: string
  lengthMin: number
  days: 'DAILY' | 'WEEKDAYS' | 'CHOSEN'
  weekdays: RuleInput['weekdays']
  firstDate: string
  lastDate: string | null
  capacity: number
  exceptions: Record<string, number>
  users: number[]
  status: 'ACTIVE' | 'INACTIVE'
}

/** A dated slot without bookings that changed, or one with bookings that a change of its rule left as it was. */
export const keptSlot = z.object({
  id: z.number(),
  startsAt: z.number(),
  endsAt: z.number(),
  taken: z.number(),
})
export type KeptSlot = z.infer<typeof keptSlot>

/** Why a slot cannot be chosen; null: it can. */
export const slotBars = ['PAST', 'SOON', 'FULL', 'CLOSED'] as const

/** One time as a visitor sees it. */
export interface FreeTime {
  id: number
  startsAt: number
  endsAt: number
  /** Seats left. */
  left: number
  capacity: number
  bar: (typeof slotBars)[number] | null
}
