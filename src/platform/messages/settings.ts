import { z } from 'zod'
import type { Db } from '../../database/database.ts'
import { type QuietHours, usualQuiet } from './quiet-hours.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const id = z.string().max(64)

/** Setting `quiet`: when polite SMS wait. */
export const quietSchema = z.object({ from: clock, to: clock })

/** Setting `sms`: what India's operators ask for with each message (entity, sender header, id per template). */
export const smsIdsSchema = z.object({
  entity: id.optional(),
  sender: id.optional(),
  templates: z.record(z.string(), id).default({}),
})
export type SmsIds = z.output<typeof smsIdsSchema>

// A setting that cannot be read must not hold up messages: the usual value serves.
async function read<T>(db: Db, key: string, schema: z.ZodType<T>, usual: T): Promise<T> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst()
  if (!row) return usual
  try {
    return schema.parse(JSON.parse(row.value))
  } catch {
    return usual
  }
}

export const readQuiet = (db: Db): Promise<QuietHours> => read(db, 'quiet', quietSchema, usualQuiet)
export const readSmsIds = (db: Db): Promise<SmsIds> => read(db, 'sms', smsIdsSchema, { templates: {} })
