import { z } from 'zod'

const country = z.string().regex(/^[A-Z]{2}$/, 'Use a two-letter country code.')

/** True for an IANA zone this runtime knows. "+05:30" is none: it has no clocks that change. */
export function isZone(zone: string): boolean {
  if (/^[+-]/.test(zone)) return false
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
}

export const zoneSchema = z.string().max(64).refine(isZone, 'This is not a known time zone.')

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be taken out
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same but for the end of a line
const CONTROLS_IN_LINES = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]+/g

/** What staff type in one line: control characters, which nobody sees, are spaces. */
export const line = z.string().overwrite((text) => text.replace(CONTROLS, ' ').trim())

/** What staff type in several lines: of the control characters only the ends of lines stay. */
export const lines = z.string().overwrite((text) => text.replace(/\r\n?/g, '\n').replace(CONTROLS_IN_LINES, ' ').trim())

/** Answer of a write that has nothing to tell. */
export const done = z.object({})

const brandFields = {
  name: line.min(1, 'Enter a name.').max(80, 'Use a name of at most 80 letters.'),
  colour: z.string().regex(/^#[0-9a-f]{6}$/i, 'Write the colour as #3553c9.'),
  supportPhone: line.min(3, 'Enter a phone number.').max(40, 'Use at most 40 letters.').nullable(),
  supportEmail: z.email('Enter an email like help@example.com.').max(254).nullable(),
  zone: zoneSchema,
  /** What a number without + is taken for. */
  country,
  /** Countries codes are sent to. */
  countries: z.array(country).min(1, 'Choose at least one country.').max(250),
}

/** Setting `brand`: who the visitor deals with. */
export const brandSchema = z
  .object({
    name: brandFields.name.default('Phygital'),
    /** A path of this server or a data: address; the page's policy loads nothing else. */
    logoUrl: z
      .string()
      .regex(/^(\/(?!\/)|data:image\/)/, 'Use a path of this server or a data: address.')
      .nullable()
      .default(null),
    colour: brandFields.colour.default('#3553c9'),
    supportPhone: brandFields.supportPhone.default(null),
    supportEmail: brandFields.supportEmail.default(null),
    zone: zoneSchema.default('Asia/Kolkata'),
    country: country.default('IN'),
    countries: brandFields.countries.default(['IN']),
  })
  .refine((brand) => brand.countries.includes(brand.country), {
    message: 'The default country must be an allowed one.',
    path: ['country'],
  })

const documentFields = {
  /** Kept with each consent. */
  version: line.min(1, 'Enter a version.').max(32, 'Use at most 32 letters.'),
  body: lines.max(200_000, 'Use at most 200,000 letters.'),
}
const documentSchema = z.object({
  version: documentFields.version.default('1'),
  /** When it came into force, ms. */
  since: z.number().int().nullable().default(null),
  body: documentFields.body.default(''),
})
const unwritten = { version: '1', since: null, body: '' }

/** Setting `documents`: what a visitor agrees to. */
export const documentsSchema = z.object({
  terms: documentSchema.default(unwritten),
  privacy: documentSchema.default(unwritten),
})

/** Setting `holidays`: days of the brand without slots, in each product's own zone. One name a day, in order. */
export const holidaysSchema = z
  .array(z.object({ day: z.iso.date('Write dates as 2026-12-25.'), name: line.min(1).max(80) }))
  .max(400)
  .refine((days) => new Set(days.map(({ day }) => day)).size === days.length, 'Each day can be named once.')
  .transform((days) => days.toSorted((a, b) => (a.day < b.day ? -1 : 1)))

export type Holidays = z.output<typeof holidaysSchema>
export type BrandBasics = z.output<typeof brandSchema>
export type Documents = z.output<typeof documentsSchema>

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write times as 21:00.')
const quiet = z.object({ from: clock, to: clock })
const smsId = line.max(64, 'Use at most 64 letters.')
const sms = z.object({ entity: smsId, sender: smsId, templates: z.record(z.string().max(64), smsId) })

/** All that an admin may set. */
export const settings = z.object({
  brand: z.object({ ...brandFields, logoUrl: z.string().nullable() }),
  documents: documentsSchema,
  quiet,
  sms,
  holidays: holidaysSchema,
})
export type Settings = z.output<typeof settings>

/** Answer of GET /api/settings, with the countries one may choose from. */
export const settingsPage = z.object({
  settings,
  countries: z.array(z.object({ code: z.string(), name: z.string() })),
})
export type SettingsPage = z.output<typeof settingsPage>

/** Body of POST /api/settings: what is not given stays. The logo comes as a file, and goes as null. */
export const settingsChange = z
  .strictObject({
    brand: z.strictObject({ ...brandFields, logoUrl: z.null() }).partial(),
    documents: z
      .strictObject({
        terms: z.strictObject(documentFields).partial(),
        privacy: z.strictObject(documentFields).partial(),
      })
      .partial(),
    quiet: z.strictObject(quiet.shape).partial(),
    sms: z.strictObject(sms.shape).partial(),
    holidays: holidaysSchema,
  })
  .partial()
export type SettingsChange = z.input<typeof settingsChange>

/** `changed` names what became another, as `brand.name`. */
export const settingsSaved = z.object({ settings, changed: z.array(z.string()) })
export type SettingsSaved = z.output<typeof settingsSaved>
