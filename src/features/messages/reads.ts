import { type Context, reading, requireAdmin } from '../../platform/context.ts'
import { recipientKey } from '../../platform/messages/outbox.ts'
import { readBrand } from '../brand/reads.ts'
import { readMobile } from '../customers/rules.ts'
import { type Page, readPage } from '../lists/reads.ts'
import type { MessageQuery, MessageRow } from './schema.ts'

// The order of ids is that of writing.
const columns = { createdAt: 'id', recipient: 'recipient_key' }

/** One page of messages. Admins only: recipients are of all products. */
export async function listMessages(ctx: Context, query: MessageQuery): Promise<Page<MessageRow>> {
  requireAdmin(ctx, 'see messages')
  const { rows, ...answer } = await readPage(
    await matching(ctx, query),
    (found) =>
      found
        .select(['id', 'channel', 'recipient', 'template', 'state', 'tries', 'uncertain', 'fault'])
        .select(['created_at as createdAt', 'sent_at as sentAt']),
    query,
    columns,
  )
  return { rows: rows.map((row) => ({ ...row, uncertain: row.uncertain === 1 })), ...answer }
}

async function matching(ctx: Context, { search, state, channel }: MessageQuery) {
  let found = reading(ctx).selectFrom('message')
  if (state) found = found.where('state', '=', state)
  if (channel) found = found.where('channel', '=', channel)
  if (!search) return found
  const { country, countries } = await readBrand(ctx)
  const number = readMobile(search, country, countries)
  // A whole number as people say it, or the beginning of what stands in the list.
  if ('mobile' in number) return found.where('recipient_key', '=', number.mobile)
  const start = recipientKey(search)
  return found.where('recipient_key', '>=', start).where('recipient_key', '<', `${start}\u{10ffff}`)
}
