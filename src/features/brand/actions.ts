import { wasInserted } from '../../database/database.ts'
import { type Context, transact } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { quietSchema, smsIdsSchema } from '../../platform/messages/settings.ts'
import { forgetBrand } from './reads.ts'
import { maySetUp } from './rules.ts'
import { brandSchema, documentsSchema, holidaysSchema } from './schema.ts'

const schemas = {
  brand: brandSchema,
  documents: documentsSchema,
  holidays: holidaysSchema,
  quiet: quietSchema,
  sms: smsIdsSchema,
}
export type SettingKey = keyof typeof schemas

/** Writes one setting whole; admins and the system only. Throws `invalid` with what is wrong, by field. */
export async function setSetting(ctx: Context, key: SettingKey, value: unknown): Promise<void> {
  if (!maySetUp(ctx.actor)) throw new AppError('forbidden', 'Only an admin may change settings.')
  const checked = schemas[key].safeParse(value)
  if (!checked.success) {
    const fields = Object.fromEntries(checked.error.issues.map((issue) => [issue.path.join('.') || key, issue.message]))
    throw new AppError('invalid', 'These settings need another look.', { fields })
  }
  const text = JSON.stringify(checked.data)
  await transact(ctx, async (work) => {
    const update = work.db.updateTable('setting').set({ value: text }).where('key', '=', key)
    const insert = work.db.insertInto('setting').values({ key, value: text })
    const there = (await update.executeTakeFirst()).numUpdatedRows > 0n
    if (!there && !(await wasInserted(insert))) await update.execute()
    await work.record('setting.changed', 'setting', null, { key })
  })
  forgetBrand(ctx)
}
