import type { z } from 'zod'
import type { Database, Db } from '../../database/database.ts'
import { type Context, reading, requireAdmin } from '../../platform/context.ts'
import { type QuietHours, usualQuiet } from '../../platform/messages/quiet-hours.ts'
import { quietSchema, readSmsIds } from '../../platform/messages/settings.ts'
import { localeIn } from '../../web/texts/format.ts'
import type { PageFrame } from '../../web/visitor/shell.tsx'
import {
  type BrandBasics,
  brandSchema,
  type Documents,
  documentsSchema,
  type Holidays,
  holidaysSchema,
  type Settings,
} from './schema.ts'

export interface BrandSettings extends BrandBasics {
  quiet: QuietHours
  documents: Documents
}

const KEPT_MS = 1000
const kept = new WeakMap<Database, { until: number; brand: Promise<BrandSettings> }>()

/** The brand's settings; what is missing has its usual value. Kept in memory for a second at most. */
export function readBrand(ctx: Context): Promise<BrandSettings> {
  const db = reading(ctx)
  // An open transaction may see what is never committed.
  if (db !== ctx.database.read) return load(db)
  // Time that only goes forward: a clock set back must not keep old settings.
  const now = performance.now()
  const known = kept.get(ctx.database)
  if (known && now < known.until) return known.brand
  const brand = load(db)
  kept.set(ctx.database, { until: now + KEPT_MS, brand })
  brand.catch(() => kept.delete(ctx.database))
  return brand
}

/** Lets the next read see a change made in this process. */
export const forgetBrand = (ctx: Context): void => void kept.delete(ctx.database)

async function load(db: Db): Promise<BrandSettings> {
  const rows = await db
    .selectFrom('setting')
    .select(['key', 'value'])
    .where('key', 'in', ['brand', 'documents', 'quiet'])
    .execute()
  const texts = new Map(rows.map((row) => [row.key, row.value]))
  return {
    ...(parse(brandSchema, texts.get('brand')) ?? brandSchema.parse({})),
    documents: parse(documentsSchema, texts.get('documents')) ?? documentsSchema.parse({}),
    quiet: parse(quietSchema, texts.get('quiet')) ?? usualQuiet,
  }
}

/** The days on which the brand is closed, in order; empty until an admin names some. */
export async function readHolidays(ctx: Context): Promise<Holidays> {
  const query = reading(ctx).selectFrom('setting').select('value').where('key', '=', 'holidays')
  return parse(holidaysSchema, (await query.executeTakeFirst())?.value) ?? []
}

/** Everything that an admin may set. */
export async function readSettings(ctx: Context): Promise<Settings> {
  requireAdmin(ctx, 'see the settings')
  const [all, sms, holidays] = await Promise.all([load(reading(ctx)), readSmsIds(reading(ctx)), readHolidays(ctx)])
  const { documents, quiet, ...brand } = all
  return {
    brand,
    documents,
    quiet,
    sms: { entity: sms.entity ?? '', sender: sms.sender ?? '', templates: sms.templates },
    holidays,
  }
}

// A setting that cannot be read must not take the pages down: the usual value serves.
function parse<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

type AboutProduct = { name: string; zone?: string } & ({ bannerUrl: string | null } | { banner: string | null })

/**
 * What every visitor page is told.
 * @param about.zone the visitor's IANA zone where it is known; else the product's, else the brand's
 */
export async function frameOf(
  ctx: Context,
  about: { product?: AboutProduct | null | undefined; zone?: string | null | undefined } = {},
): Promise<PageFrame> {
  const { name, logoUrl, supportPhone, supportEmail, zone, country } = await readBrand(ctx)
  const { product } = about
  return {
    brand: { name, logoUrl, supportPhone, supportEmail },
    product: product
      ? { name: product.name, bannerUrl: 'banner' in product ? product.banner : product.bannerUrl }
      : null,
    lang: localeIn(ctx.lang, country),
    zone: about.zone || product?.zone || zone,
    now: ctx.now(),
    trial: !ctx.config.production,
  }
}
