import { isDuplicate, wasInserted } from '../../database/database.ts'
import type { NewRow } from '../../database/tables.ts'
import { type Context, once, reading, requireAdmin, transact, userIdOf, type Work } from '../../platform/context.ts'
import { AppError, checked } from '../../platform/errors.ts'
import { preparePicture } from '../../platform/storage/picture.ts'
import { storageOf } from '../../platform/storage/storage.ts'
import { endLiveFor } from '../live-demos/actions.ts'
import { holdProduct, remakeOf } from '../slots/actions/slots.ts'
import { bookedToCome } from '../slots/reads.ts'
import type { KeptSlot } from '../slots/schema.ts'
import { slugOf } from './rules.ts'
import { type NewProduct, newProductSchema, type ProductChange, productChange, slugSchema } from './schema.ts'

const TRIES = 50

const taken = (field: 'name' | 'slug') =>
  new AppError('conflict', `This ${field} is taken.`, { fields: { [field]: 'Taken. Choose another.' } })

/**
 * Adds a product; admins and the system only. A slug that was not given is made of the name and numbered when taken.
 * Throws `invalid`, or `conflict` when the name or the given slug is taken.
 */
export async function addProduct(ctx: Context, input: NewProduct, key?: string): Promise<{ id: number; slug: string }> {
  requireAdmin(ctx, 'change products')
  const {
    slug: wanted,
    liveTimings,
    buyLink,
    noticeMin,
    bufferMin,
    horizonDays,
    ...rest
  } = checked(newProductSchema, input)
  const add = async (work: Work) => {
    const slug = wanted ?? (await freeSlug(work, rest.name))
    const id = await insert(work, {
      ...rest,
      slug,
      buy_link: buyLink,
      live_timings: JSON.stringify(liveTimings),
      notice_min: noticeMin,
      buffer_min: bufferMin,
      horizon_days: horizonDays,
      created_by: userIdOf(ctx),
      created_at: work.now,
    })
    if (!(await claimSlug(work, slug, id))) throw taken('slug')
    await work.record('product.added', 'product', id)
    return { id, slug }
  }
  return transact(ctx, (work) => once(work, 'product.add', key, () => add(work)))
}

const columnOf = {
  name: 'name',
  status: 'status',
  banner: 'banner',
  description: 'description',
  buyLink: 'buy_link',
  zone: 'zone',
  liveTimings: 'live_timings',
  noticeMin: 'notice_min',
  bufferMin: 'buffer_min',
  horizonDays: 'horizon_days',
} as const
type Field = keyof typeof columnOf

/**
 * Changes what is given of a product and records which fields became another (`product.changed`, `fields`); admins and
 * the system only. Made inactive, its live demos end and who waits is told. Throws `invalid` or `conflict`, by field.
 * @returns slots with bookings that stay as they were though the product is inactive now, or in another zone
 */
export async function changeProduct(
  ctx: Context,
  productId: number,
  change: ProductChange,
): Promise<{ kept: KeptSlot[] }> {
  requireAdmin(ctx, 'change products')
  return writeProduct(ctx, productId, checked(productChange, change))
}

async function requireProduct(ctx: Context, productId: number): Promise<void> {
  const found = reading(ctx).selectFrom('product').select('id').where('id', '=', productId)
  if (!(await found.executeTakeFirst())) throw new AppError('not_found', 'There is no such product.')
}

const BANNER = { width: 1760, height: 1760 }

/** Makes a file the product's banner. Throws `invalid` naming `picture` for what is none; nothing has changed then. */
export async function setBanner(ctx: Context, productId: number, file: Buffer): Promise<{ banner: string }> {
  requireAdmin(ctx, 'change products')
  await requireProduct(ctx, productId)
  const name = await storageOf(ctx.config).put(await preparePicture(file, BANNER), 'webp')
  const banner = `/media/${name}`
  await writeProduct(ctx, productId, { banner })
  return { banner }
}

/** What the slots of a product's rules depend on. */
const SLOT_FIELDS = new Set<Field>(['status', 'zone', 'bufferMin', 'horizonDays'])

type Written = Omit<ProductChange, 'banner'> & { banner?: string | null | undefined }

async function writeProduct(ctx: Context, productId: number, change: Written): Promise<{ kept: KeptSlot[] }> {
  const given = (Object.keys(columnOf) as Field[])
    .filter((field) => change[field] !== undefined)
    .map((field) => ({
      field,
      column: columnOf[field],
      value: field === 'liveTimings' ? JSON.stringify(change.liveTimings) : change[field],
    }))
  return transact(ctx, async (work) => {
    const before = await work.db.selectFrom('product').selectAll().where('id', '=', productId).executeTakeFirst()
    if (!before) throw new AppError('not_found', 'There is no such product.')
    const changed = given.filter(({ column, value }) => before[column] !== value)
    if (changed.length === 0) return { kept: [] }
    if (changed.some(({ field }) => SLOT_FIELDS.has(field))) await holdProduct(work, productId)
    const set = Object.fromEntries(changed.map(({ column, value }) => [column, value]))
    try {
      await work.db.updateTable('product').set(set).where('id', '=', productId).execute()
    } catch (error) {
      if (isDuplicate(error)) throw taken('name')
      throw error
    }
    await work.record('product.changed', 'product', productId, { fields: changed.map(({ field }) => field) })
    if (set.status === 'INACTIVE') await endLiveFor(work, productId)
    // Its rules go by the product's clock, and its slots by its horizon and buffer.
    if (set.zone)
      await work.db.updateTable('slot_rule').set({ zone: change.zone! }).where('product_id', '=', productId).execute()
    if (changed.some(({ field }) => SLOT_FIELDS.has(field))) await remakeOf(ctx, work, { productId })
    const asks = set.status === 'INACTIVE' || set.zone !== undefined
    return { kept: asks ? await bookedToCome(work.db, work.now, { productId }) : [] }
  })
}

async function insert(work: Work, row: NewRow<'product'>): Promise<number> {
  try {
    const { insertId } = await work.db.insertInto('product').values(row).executeTakeFirstOrThrow()
    return Number(insertId)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const same = await work.db.selectFrom('product').select('id').where('name', '=', row.name).executeTakeFirst()
    throw taken(same ? 'name' : 'slug')
  }
}

async function freeSlug(work: Work, name: string): Promise<string> {
  const base = slugOf(name)
  for (let n = 1; n <= TRIES; n++) {
    const slug = n === 1 ? base : `${base}-${n}`
    const row = await work.db.selectFrom('product_slug').select('slug').where('slug', '=', slug).executeTakeFirst()
    if (!row) return slug
  }
  throw taken('slug')
}

/** Every slug a product ever had stays its own: the table's key refuses it to any other. */
async function claimSlug(work: Work, slug: string, productId: number): Promise<boolean> {
  if (await wasInserted(work.db.insertInto('product_slug').values({ slug, product_id: productId }))) return true
  const row = await work.db.selectFrom('product_slug').select('product_id').where('slug', '=', slug).executeTakeFirst()
  return row?.product_id === productId
}

/** Gives a product another public address; the old ones go on leading to it. Admins and the system only. */
export async function changeSlug(ctx: Context, productId: number, slug: string): Promise<void> {
  requireAdmin(ctx, 'change products')
  if (!slugSchema.safeParse(slug).success) {
    throw new AppError('invalid', 'Use small letters, digits and single hyphens.', { fields: { slug: 'Not usable' } })
  }
  await transact(ctx, async (work) => {
    await requireProduct(ctx, productId)
    if (!(await claimSlug(work, slug, productId))) throw taken('slug')
    await work.db.updateTable('product').set({ slug }).where('id', '=', productId).execute()
    await work.record('product.moved', 'product', productId, { slug })
  })
}
