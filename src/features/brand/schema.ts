import { z } from 'zod'

const country = z.string().regex(/^[A-Z]{2}$/, 'Use a two-letter country code.')

/** True for an IANA zone this runtime knows. */
export function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
}

export const zoneSchema = z.string().max(64).refine(isZone, 'This is not a known time zone.')

/** Setting `brand`: who the visitor deals with. */
export const brandSchema = z
  .object({
    name: z.string().trim().min(1).max(80).default('Phygital'),
    /** A path of this server or a data: address; the page's policy loads nothing else. */
    logoUrl: z
      .string()
      .regex(/^(\/(?!\/)|data:image\/)/, 'Use a path of this server or a data: address.')
      .nullable()
      .default(null),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i)
      .default('#3553c9'),
    supportPhone: z.string().trim().min(3).max(40).nullable().default(null),
    supportEmail: z.email().max(254).nullable().default(null),
    zone: zoneSchema.default('Asia/Kolkata'),
    /** What a number without + is taken for. */
    country: country.default('IN'),
    /** Countries codes are sent to. */
    countries: z.array(country).min(1).max(250).default(['IN']),
  })
  .refine((brand) => brand.countries.includes(brand.country), 'The default country must be an allowed one.')

const documentSchema = z.object({
  /** Kept with each consent. */
  version: z.string().trim().min(1).max(32).default('1'),
  /** When it came into force, ms. */
  since: z.number().int().nullable().default(null),
  body: z.string().max(200_000).default(''),
})
const unwritten = { version: '1', since: null, body: '' }

/** Setting `documents`: what a visitor agrees to. */
export const documentsSchema = z.object({
  terms: documentSchema.default(unwritten),
  privacy: documentSchema.default(unwritten),
})

/** Setting `holidays`: days of the brand without slots, in each product's own zone. One name a day, in order. */
export const holidaysSchema = z
  .array(z.object({ day: z.iso.date('Write dates as 2026-12-25.'), name: z.string().trim().min(1).max(80) }))
  .max(400)
  .refine((days) => new Set(days.map(({ day }) => day)).size === days.length, 'Each day can be named once.')
  .transform((days) => days.toSorted((a, b) => (a.day < b.day ? -1 : 1)))

export type Holidays = z.output<typeof holidaysSchema>
export type BrandBasics = z.output<typeof brandSchema>
export type Documents = z.output<typeof documentsSchema>
