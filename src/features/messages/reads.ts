import { type Context, reading, requireUser } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { MESSAGES_PAGE, type MessageRow } from './schema.ts'

/** One page of messages, newest first. Admins only: recipients are of all products. */
export async function listMessages(
  ctx: Context,
  query: { state: MessageRow['state'] | ''; page: number },
): Promise<{ rows: MessageRow[]; total: number }> {
  if (requireUser(ctx).role !== 'ADMIN') throw new AppError('forbidden', 'Only an admin may see messages.')
  let filtered = reading(ctx).selectFrom('message')
  if (query.state) filtered = filtered.where('state', '=', query.state)
  const { n } = await filtered.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  const rows = await filtered
    .select(['id', 'channel', 'recipient', 'template', 'state', 'tries', 'uncertain', 'fault'])
    .select(['created_at as createdAt', 'sent_at as sentAt'])
    .orderBy('id', 'desc')
    .limit(MESSAGES_PAGE)
    .offset((query.page - 1) * MESSAGES_PAGE)
    .execute()
  return { total: Number(n), rows: rows.map((row) => ({ ...row, uncertain: row.uncertain === 1 })) }
}
