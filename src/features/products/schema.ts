import { z } from 'zod'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

const clock = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'Write times as 09:30; 24:00 is the end of the day.')
const interval = z
  .tuple([clock, clock])
  .refine(([from, to]) => from < to, 'The end must be after the beginning. Over midnight, use two days.')
const hours = z.array(interval).max(12)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Write dates as 2026-12-25.')

/**
 * When a product is live, by the clocks of its zone. A week without any hours means always; an exception replaces the
 * hours of its date, and none means closed.
 */
export const liveTimingsSchema = z.object({
  week: z.partialRecord(z.enum(weekdays), hours).default({}),
  exceptions: z.record(day, hours).default({}),
})
export type LiveTimings = z.output<typeof liveTimingsSchema>

export const slugSchema = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use small letters, digits and single hyphens.')

const minutes = (most: number) => z.coerce.number().int().min(0).max(most, `At most ${most} minutes.`)

/** What an admin gives for a product. Without a slug one is made of the name. */
export const newProductSchema = z.object({
  name: z.string().trim().min(1).max(120),
  slug: slugSchema.optional(),
  status: z.enum(['ACTIVE', 'INACTIVE']).default('ACTIVE'),
  /** A path of this server or a data: address. */
  banner: z
    .string()
    .max(200)
    .regex(/^(\/(?!\/)|data:image\/)/)
    .nullable()
    .default(null),
  description: z.string().trim().max(2000).default(''),
  buyLink: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .default(null),
  zone: z.string().min(1).max(64),
  liveTimings: liveTimingsSchema.default({ week: {}, exceptions: {} }),
  noticeMin: minutes(7 * 24 * 60).default(15),
  bufferMin: minutes(4 * 60).default(0),
  horizonDays: z.coerce.number().int().min(1).max(365, 'At most 365 days ahead.').default(60),
})
export type NewProduct = z.input<typeof newProductSchema>

export interface Product {
  id: number
  name: string
  slug: string
  status: 'ACTIVE' | 'INACTIVE'
  banner: string | null
  description: string
  buyLink: string | null
  /** IANA. */
  zone: string
  liveTimings: LiveTimings
  /** Earliest booking before a slot begins, min. */
  noticeMin: number
  /** Free time of an agent after each slot, min. */
  bufferMin: number
  /** Slots appear up to so many days ahead. */
  horizonDays: number
}

/** A slug in an address: any, for old and mistyped ones have an answer too. */
export const slugParams = z.object({ slug: z.string().max(200) })
