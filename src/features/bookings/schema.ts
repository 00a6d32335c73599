import { z } from 'zod'
import { zoneSchema } from '../brand/schema.ts'
import { fromStore } from '../stores/schema.ts'

const id = z.coerce.number().int().positive()

export const tokenParams = z.object({ token: z.string().regex(/^[\w-]{22}$/) })
export const pinForm = z.object({
  pin: z
    .string()
    .transform((pin) => pin.replace(/\D/g, ''))
    .pipe(z.string().length(6, 'The PIN has six digits.')),
})

/** The calendar's address: month or day, and whose clock. */
export const scheduleQuery = fromStore.extend({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .catch(undefined),
  day: z.iso.date().optional().catch(undefined),
  zone: zoneSchema.optional().catch(undefined),
})

export const bookForm = z.object({
  slot: id,
  key: z.string().max(64).default(''),
  zone: zoneSchema.optional().catch(undefined),
  /** The visitor has seen that a booking is there, and wants this time instead. */
  move: z.literal('1').optional(),
})

export const moveForm = z.object({ slot: id, key: z.string().max(64).default('') })
/** Staff say why; the customer reads it. */
export const staffReason = z.string().trim().min(1, 'Say why. The customer reads it.').max(500)
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
  /** The room of its open meeting. */
  room: z.string().nullable(),
})
export type SlotOfDay = z.infer<typeof slotOfDay>
