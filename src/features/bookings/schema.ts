import { z } from 'zod'
import { lines, zoneSchema } from '../brand/schema.ts'
import type { CalendarDay } from '../slots/rules/calendar.ts'
import type { FreeTime } from '../slots/schema.ts'
import { fromStore } from '../stores/schema.ts'
import type { HeldSeat } from '../waitlist/schema.ts'

const id = z.coerce.number().int().positive()

export const tokenParams = z.object({ token: z.string().regex(/^[\w-]{22}$/) })
/** What became of New PIN (0: too many), and that a wrong PIN was just entered. */
export const gateQuery = z.object({
  sent: z.enum(['0', '1']).optional().catch(undefined),
  tried: z.literal('1').optional().catch(undefined),
})
export type GateQuery = z.output<typeof gateQuery>
/** `opensAt`: when its lobby opens, ms; another one when its slot has moved. */
export const linkAnswer = z.object({ state: z.string(), opensAt: z.number() })
/** `next`: where the PIN was asked. */
export const newPinForm = z.object({ next: z.literal('manage').optional().catch(undefined) })
export const pinForm = newPinForm.extend({
  pin: z
    .string()
    .transform((pin) => pin.replace(/\D/g, ''))
    .pipe(z.string().length(6, 'The PIN has six digits.')),
})

/** The calendar's address: month or day, whose clock, and the time that is chosen. */
export const calendarQuery = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .catch(undefined),
  day: z.iso.date().optional().catch(undefined),
  zone: zoneSchema.optional().catch(undefined),
  slot: id.optional().catch(undefined),
  /** What Confirm has found: the time is gone, or a booking of the product is there. */
  found: z.enum(['gone', 'has']).optional().catch(undefined),
})
export type CalendarQuery = z.output<typeof calendarQuery>
export const scheduleQuery = calendarQuery.extend(fromStore.shape)
export type ScheduleQuery = z.output<typeof scheduleQuery>
export const manageQuery = calendarQuery.extend({
  ...gateQuery.shape,
  move: z.literal('1').optional().catch(undefined),
  cancel: z.literal('1').optional().catch(undefined),
})
export type ManageQuery = z.output<typeof manageQuery>

/** One month of a product's times as a visitor sees it. */
export interface Calendar {
  /** `YYYY-MM`; the months beside it, null where the calendar ends. */
  month: string
  earlier: string | null
  later: string | null
  /** 1: Monday … 7: Sunday. */
  weekStart: number
  days: CalendarDay[]
  /** The day whose times are shown, `YYYY-MM-DD`. */
  day: string | null
  times: FreeTime[]
  /** The first time that can be had at all. */
  next: FreeTime | null
  /** IANA zone of days and times, and the other one they may be shown in. */
  zone: string
  otherZone: string | null
  /** Shown days for whose seats the visitor waits. */
  waited: string[]
  /** Seats that are held for the visitor, with their days. */
  held: (HeldSeat & { day: string })[]
}

export const bookForm = z.object({
  slot: id,
  key: z.string().max(64).default(''),
  zone: zoneSchema.optional().catch(undefined),
  /** The visitor has seen that a booking is there, and wants this time instead. */
  move: z.literal('1').optional(),
})

/** The day (of the shown zone) whose seats a visitor waits for. */
export const waitForm = z.object({
  day: z.iso.date(),
  zone: zoneSchema.optional().catch(undefined),
  /** Waits no longer. */
  leave: z.literal('1').optional().catch(undefined),
})
export const moveForm = z.object({ slot: id, key: z.string().max(64).default('') })
/** Staff say why; the customer reads it. */
export const staffReason = lines.min(1, 'Say why. The customer reads it.').max(500)
export const staffMove = z.object({ slotId: id, reason: staffReason })
export const staffCancel = z.object({ reason: staffReason })

/** A booked slot as its agents see it. */
export const slotOfDay = z.object({
  slotId: z.number(),
  product: z.object({ id: z.number(), name: z.string() }),
  startsAt: z.number(),
  endsAt: z.number(),
  names: z.array(z.string()),
  /** Of those booked, who knocks now. */
  waiting: z.number(),
  /** Somebody booked has not met yet. */
  unmet: z.boolean(),
  /** The room of its open meeting. */
  room: z.string().nullable(),
})
export type SlotOfDay = z.infer<typeof slotOfDay>
