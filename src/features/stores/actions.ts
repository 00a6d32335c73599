import { isDuplicate } from '../../database/database.ts'
import { type Context, once, requireAdmin, transact } from '../../platform/context.ts'
import { AppError, checked } from '../../platform/errors.ts'
import { type NewStore, newStoreSchema, type StoreChange, storeChange } from './schema.ts'

function named(error: unknown): unknown {
  if (!isDuplicate(error)) return error
  return new AppError('conflict', 'A store of this name exists.', { fields: { name: 'Taken. Choose another.' } })
}

/** Adds a store; admins and the system only. Throws `invalid`, or `conflict` when the name is taken. */
export async function addStore(ctx: Context, input: NewStore, key?: string): Promise<{ id: number }> {
  requireAdmin(ctx, 'change stores')
  const store = checked(newStoreSchema, input)
  return transact(ctx, (work) =>
    once(work, 'store.add', key, async () => {
      const insert = work.db.insertInto('store').values({ ...store, status: 'ACTIVE' })
      const made = await insert.executeTakeFirstOrThrow().catch((error: unknown) => {
        throw named(error)
      })
      const id = Number(made.insertId)
      await work.record('store.added', 'store', id)
      return { id }
    }),
  )
}

/**
 * Changes what is given of a store; admins and the system only. Stores are never deleted: demos name them. Throws
 * `invalid`, `not_found`, or `conflict` when the name is taken.
 */
export async function changeStore(ctx: Context, storeId: number, change: StoreChange): Promise<void> {
  requireAdmin(ctx, 'change stores')
  const given = checked(storeChange, change)
  await transact(ctx, async (work) => {
    const before = await work.db.selectFrom('store').selectAll().where('id', '=', storeId).executeTakeFirst()
    if (!before) throw new AppError('not_found', 'There is no such store.')
    const changed = (Object.keys(given) as (keyof typeof given)[]).filter((field) => before[field] !== given[field])
    if (changed.length === 0) return
    const set = Object.fromEntries(changed.map((field) => [field, given[field]]))
    const update = work.db.updateTable('store').set(set).where('id', '=', storeId)
    await update.execute().catch((error: unknown) => {
      throw named(error)
    })
    await work.record('store.changed', 'store', storeId, { fields: changed })
  })
}
