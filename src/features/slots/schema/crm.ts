import { z } from 'zod'
import { line, lines } from '../../brand/schema.ts'
import { type ListQuery, listPage, listQuery } from '../../lists/schema.ts'
import { weekdays } from '../../products/schema.ts'
import type { ruleList, slotList } from '../rules/lists.ts'
import * as lists from '../rules/lists.ts'
import { clockSchema, daySchema, keptSlot, slotInput } from '../schema.ts'

const id = z.coerce.number().int().positive()
/** The press of a button: a repeat changes nothing more. */
export const key = z.string().max(64).default('')
export const idParams = z.object({ id })

/** Staff say why; the customers read it. */
const reason = lines.min(1, 'Say why. The customers read it.').max(500)

const named = z.object({ id: z.number(), name: z.string() })
const productOf = named.extend({ zone: z.string() })

export const ruleQuery = listQuery(lists.ruleList)
export type RuleQuery = ListQuery<typeof ruleList>

/** A rule as it stands in the list and in its form. */
export const ruleRow = z.object({
  id: z.number(),
  product: productOf,
  clock: z.string(),
  lengthMin: z.number(),
  days: z.enum(['DAILY', 'WEEKDAYS', 'CHOSEN']),
  weekdays: z.array(z.enum(weekdays)),
  firstDate: z.string(),
  lastDate: z.string().nullable(),
  capacity: z.number(),
  exceptions: z.record(z.string(), z.number()),
  agents: z.array(named),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  /** The next open slot, ms. */
  next: z.number().nullable(),
  /** Seats taken in slots to come. */
  booked: z.number(),
})
export type RuleRow = z.infer<typeof ruleRow>
export const rulePage = listPage(ruleRow)

export const slotQuery = listQuery(lists.slotList)
export type SlotQuery = ListQuery<typeof slotList>

export const slotRow = z.object({
  id: z.number(),
  product: productOf,
  startsAt: z.number(),
  endsAt: z.number(),
  capacity: z.number(),
  taken: z.number(),
  status: z.enum(['OPEN', 'CLOSED']),
  ruleId: z.number().nullable(),
  agents: z.array(named),
})
export type SlotRow = z.infer<typeof slotRow>
export const slotPage = listPage(slotRow)

/** The week calendar: from a day of the brand's calendar on. */
export const weekQuery = z.object({
  from: daySchema,
  product: z.union([z.literal(''), id]).default(''),
  agent: z.union([z.literal(''), id]).default(''),
})
export const weekAnswer = z.object({
  slots: z.array(slotRow),
  /** There are more than are shown. */
  more: z.boolean(),
})
export type Week = z.infer<typeof weekAnswer>

/** Who sits in a slot. */
const seat = z.object({
  bookingId: z.number(),
  demoId: z.number(),
  name: z.string(),
  mobile: z.string(),
  email: z.string(),
  status: z.enum(['PENDING', 'NOT_JOINED', 'COMPLETED', 'CANCELLED']),
  /** May be moved or cancelled. */
  open: z.boolean(),
  /** Knocks now. */
  waiting: z.boolean(),
})
export type Seat = z.infer<typeof seat>

export const slotDetails = slotRow.extend({
  seats: z.array(seat),
  /** Of its open meeting. */
  room: z.string().nullable(),
  /** The asker is one of its agents, or an admin. */
  mayJoin: z.boolean(),
  /** Its meeting can be joined now. */
  joinable: z.boolean(),
})
export type SlotDetails = z.infer<typeof slotDetails>

/** What forms and filters of slots offer. `products` of an agent: those they serve; null: all. */
export const slotChoices = z.object({
  products: z.array(productOf.extend({ active: z.boolean() })),
  agents: z.array(named.extend({ products: z.array(z.number()).nullable() })),
  /** Most customers that one meeting carries without a video server; null with one. */
  carries: z.number().nullable(),
})
export type SlotChoices = z.infer<typeof slotChoices>

export const timesQuery = z.object({ product: id, from: daySchema.optional() })
export const timesAnswer = z.object({
  zone: z.string(),
  times: z.array(z.object({ id: z.number(), startsAt: z.number(), endsAt: z.number(), left: z.number() })),
})
export type Times = z.infer<typeof timesAnswer>

/** One day of the two weeks that a rule is shown for. */
export const previewDay = z.object({
  day: z.string(),
  /** NONE: not one of its days. NOBODY: none of the agents has the time. KEPT: booked at another time, which stays. */
  state: z.enum(['OPEN', 'NONE', 'PAST', 'HOLIDAY', 'CLOSED', 'NOBODY', 'KEPT']),
  startsAt: z.number().nullable(),
  endsAt: z.number().nullable(),
  capacity: z.number(),
  agents: z.array(z.string()),
  /** Who has something else then. */
  clashes: z.array(z.object({ name: z.string(), what: z.string().nullable(), from: z.number(), to: z.number() })),
  holiday: z.string().nullable(),
  /** A booked slot of the rule on this day that it would not change. */
  kept: z.object({ startsAt: z.number(), taken: z.number() }).nullable(),
})
export type PreviewDay = z.infer<typeof previewDay>
export const previewAnswer = z.object({
  zone: z.string(),
  days: z.array(previewDay),
})
export type Preview = z.infer<typeof previewAnswer>

export const keptAnswer = z.object({ kept: z.array(keptSlot.extend({ product: productOf })) })
export type Kept = z.infer<typeof keptAnswer>

export const added = z.object({ id: z.number() })
export const newSlot = slotInput.extend({ key })
export const moveAll = z.object({ day: daySchema, clock: clockSchema, reason })
export const cancelAllBody = z.object({ reason, keepDay: z.boolean().default(false) })
export const agentsBody = z.object({ users: z.array(id).min(1, 'Choose at least one agent.').max(50) })

/** Days and clocks of the brand's zone. */
export const timeOffInput = z.object({
  userId: id,
  firstDay: daySchema,
  firstClock: clockSchema.default('00:00'),
  lastDay: daySchema,
  /** Without one: to the end of the last day. */
  lastClock: clockSchema.nullable().default(null),
  note: line.max(200).default(''),
})
export type TimeOffInput = z.output<typeof timeOffInput>
export const timeOffRows = z.object({
  rows: z.array(z.object({ id: z.number(), user: named, startsAt: z.number(), endsAt: z.number(), note: z.string() })),
})
export type TimeOffRows = z.infer<typeof timeOffRows>
