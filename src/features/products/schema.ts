import { z } from 'zod'
import { line, lines, zoneSchema } from '../brand/schema.ts'
import { type ListQuery, listPage, listQuery } from '../lists/schema.ts'
import { productList } from './rules/list.ts'
import { weekdays } from './rules/weekdays.ts'

export { type Weekday, weekdays } from './rules/weekdays.ts'

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

const fields = {
  name: line.min(1, 'Enter a name.').max(120, 'Use a name of at most 120 letters.'),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  /** A path of this server or a data: address. */
  banner: z
    .string()
    .max(200)
    .regex(/^(\/(?!\/)|data:image\/)/)
    .nullable(),
  description: lines.max(2000, 'Use at most 2,000 letters.'),
  buyLink: z
    .url({ protocol: /^https?$/, message: 'Use an address like https://shop.example.com/product.' })
    .max(500)
    .nullable(),
  zone: zoneSchema,
  liveTimings: liveTimingsSchema,
  noticeMin: minutes(7 * 24 * 60),
  bufferMin: minutes(4 * 60),
  horizonDays: z.coerce.number().int().min(1, 'At least 1 day.').max(365, 'At most 365 days ahead.'),
}

/** What an admin gives for a product. Without a slug one is made of the name. */
export const newProductSchema = z.object({
  name: fields.name,
  slug: slugSchema.optional(),
  status: fields.status.default('ACTIVE'),
  banner: fields.banner.default(null),
  description: fields.description.default(''),
  buyLink: fields.buyLink.default(null),
  zone: fields.zone,
  liveTimings: fields.liveTimings.default({ week: {}, exceptions: {} }),
  noticeMin: fields.noticeMin.default(15),
  bufferMin: fields.bufferMin.default(0),
  horizonDays: fields.horizonDays.default(60),
})
export type NewProduct = z.input<typeof newProductSchema>

/** Body of POST /api/products. */
export const newProductBody = newProductSchema.extend({ key: z.string().min(8).max(64) })

/** What may be changed of a product; what is not given stays. The banner comes as a file, and goes as null. */
export const productChange = z.strictObject({ ...fields, banner: z.null() }).partial()
export type ProductChange = z.input<typeof productChange>
/** Body of POST /api/products/:id/slug. */
export const slugChange = z.object({ slug: slugSchema })

const product = z.object({
  id: z.number(),
  name: z.string(),
  slug: z.string(),
  status: fields.status,
  banner: z.string().nullable(),
  description: z.string(),
  buyLink: z.string().nullable(),
  /** IANA. */
  zone: z.string(),
  liveTimings: liveTimingsSchema,
  /** Earliest booking before a slot begins, min. */
  noticeMin: z.number(),
  /** Free time of an agent after each slot, min. */
  bufferMin: z.number(),
  /** Slots appear up to so many days ahead. */
  horizonDays: z.number(),
})
export type Product = z.output<typeof product>

/** A link to the product's page: of the web, or of a brand store that may join from it. */
const productLink = z.object({ storeId: z.number().nullable(), name: z.string(), url: z.string() })

/** Answer of GET /api/products/:id. `oldSlugs` go on leading here. */
export const productDetails = product.extend({
  oldSlugs: z.array(z.string()),
  links: z.array(productLink),
})
export type ProductDetails = z.output<typeof productDetails>

/** Query of GET /api/products. */
export const productQuery = listQuery(productList)
export type ProductQuery = ListQuery<typeof productList>

export const productRow = product.pick({ id: true, name: true, slug: true, status: true, banner: true }).extend({
  /** Active agents who serve it. */
  agents: z.number(),
  /** Experts who are live for it now. */
  live: z.number(),
  /** Its live timings are open now. */
  open: z.boolean(),
})
export type ProductRow = z.output<typeof productRow>
export const productPage = listPage(productRow)
export type ProductPage = z.output<typeof productPage>

export const productParams = z.object({ id: z.coerce.number().int().positive() })
export const bannerSet = z.object({ banner: z.string() })
export const productAdded = z.object({ id: z.number(), slug: z.string() })

/** Query of a product's QR and poster: whose link it is. `kiosk`: a shared device. */
export const linkQuerySchema = z.object({
  store: z.coerce.number().int().positive().optional().catch(undefined),
  kiosk: z.literal('1').optional().catch(undefined),
})
export const qrQuery = linkQuerySchema.extend({ as: z.enum(['svg', 'png']).catch('svg').default('svg') })
export const posterQuery = linkQuerySchema.extend({
  size: z.enum(['A4', 'A6']).catch('A4').default('A4'),
  lang: z.enum(['en', 'hi']).catch('en').default('en'),
})

/** A slug in an address: any, for old and mistyped ones have an answer too. */
export const slugParams = z.object({ slug: z.string().max(200) })
