import { prepared } from '../../database/prepared.ts'
import { type Context, reading } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashToken } from '../../platform/keys.ts'

const demoBehind = prepared((db, { hash }: { hash: string }) =>
  db
    .selectFrom('demo')
    .innerJoin('product', 'product.id', 'demo.product_id')
    .leftJoin('feedback', 'feedback.demo_id', 'demo.id')
    .select(['demo.id', 'demo.name', 'demo.email', 'demo.token', 'demo.status', 'feedback.id as feedback_id'])
    .select(['product.name as product', 'product.slug', 'product.buy_link', 'product.banner', 'product.zone'])
    .where('demo.feedback_hash', '=', hash),
)

const lastMeeting = prepared((db, { demoId }: { demoId: number }) =>
  db
    .selectFrom('meeting')
    .innerJoin('knock', 'knock.meeting_id', 'meeting.id')
    .leftJoin('user', 'user.id', 'knock.decided_by')
    .select(['meeting.room', 'meeting.closed_at', 'knock.removed_at', 'user.name as expert'])
    .where('knock.demo_id', '=', demoId)
    .orderBy('knock.id', 'desc')
    .limit(1),
)

/** The demo behind a feedback link, and whether it has its feedback. The token is the permission. */
export async function feedbackDemo(ctx: Context, token: string) {
  const [row] = (await demoBehind(reading(ctx), { hash: hashToken(token) })).rows
  if (row?.status !== 'COMPLETED') throw new AppError('not_found', 'There is no demo behind this link.')
  const [meeting] = (await lastMeeting(reading(ctx), { demoId: row.id })).rows
  const open = meeting && meeting.closed_at === null && meeting.removed_at === null
  return { ...row, expert: meeting?.expert ?? null, room: open ? meeting.room : null }
}

/** What the e-mail needs; undefined once the feedback is there. */
export async function unansweredDemo(ctx: Context, demoId: number) {
  return reading(ctx)
    .selectFrom('demo')
    .innerJoin('product', 'product.id', 'demo.product_id')
    .leftJoin('feedback', 'feedback.demo_id', 'demo.id')
    .select(['demo.name', 'demo.token', 'product.name as product'])
    .where('demo.id', '=', demoId)
    .where('feedback.id', 'is', null)
    .executeTakeFirst()
}
