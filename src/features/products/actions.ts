import { isDuplicate, wasInserted } from '../../database/database.ts'
import type { NewRow } from '../../database/tables.ts'
import { type Context, transact, type Work } from '../../platform/context.ts'
import { AppError, checked } from '../../platform/errors.ts'
import { maySetUp } from '../brand/rules.ts'
import { isZone } from '../brand/schema.ts'
import { slugOf } from './rules.ts'
import { type NewProduct, newProductSchema, slugSchema } from './schema.ts'

const TRIES = 50

function authorise(ctx: Context): void {
  if (!maySetUp(ctx.actor)) throw new AppError('forbidden', 'Only an admin may change products.')
}

const taken = (field: 'name' | 'slug') =>
  new AppError('conflict', `This ${field} is taken.`, { fields: { [field]: 'Taken. Choose another.' } })

/**
 * Adds a product; admins and the system only. A slug that was not given is made of the name and numbered when taken.
 * Throws `invalid`, or `conflict` when the name or the given slug is taken.
 */
export async function addProduct(ctx: Context, input: NewProduct): Promise<{ id: number; slug: string }> {
  authorise(ctx)
  const {
    slug: wanted,
    liveTimings,
    buyLink,
    noticeMin,
    bufferMin,
    horizonDays,
    ...rest
  } = checked(newProductSchema, input)
  if (!isZone(rest.zone))
    throw new AppError('invalid', 'This is not a known time zone.', { fields: { zone: 'Unknown' } })
  return transact(ctx, async (work) => {
    const slug = wanted ?? (await freeSlug(work, rest.name))
    const id = await insert(work, {
      ...rest,
      slug,
      buy_link: buyLink,
      live_timings: JSON.stringify(liveTimings),
      notice_min: noticeMin,
      buffer_min: bufferMin,
      horizon_days: horizonDays,
      created_by: ctx.actor.kind === 'USER' ? ctx.actor.id : null,
      created_at: work.now,
    })
    if (!(await claimSlug(work, slug, id))) throw taken('slug')
    await work.record('product.added', 'product', id)
    return { id, slug }
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
  authorise(ctx)
  if (!slugSchema.safeParse(slug).success) {
    throw new AppError('invalid', 'Use small letters, digits and single hyphens.', { fields: { slug: 'Not usable' } })
  }
  await transact(ctx, async (work) => {
    if (!(await claimSlug(work, slug, productId))) throw taken('slug')
    const update = work.db.updateTable('product').set({ slug }).where('id', '=', productId)
    const { numUpdatedRows } = await update.executeTakeFirst()
    if (numUpdatedRows === 0n) throw new AppError('not_found', 'This product does not exist.')
    await work.record('product.moved', 'product', productId, { slug })
  })
}
