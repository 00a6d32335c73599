import type { ExpressionBuilder } from 'kysely'
import { wasInserted } from '../../database/database.ts'
import type { Tables } from '../../database/tables.ts'
import { asSystem, type Context, transact } from '../../platform/context.ts'
import { feedbackDemo } from './reads.ts'
import type { FeedbackForm } from './schema.ts'

/** Not given so long after leaving: one e-mail with the link, ms. */
export const ASK_AFTER_MS = 10 * 60_000
const ASK_UNTIL_MS = 24 * 60 * 60_000

/** Keeps the feedback of a demo; the first one stands, a repeat changes nothing. */
export async function giveFeedback(ctx: Context, token: string, form: FeedbackForm): Promise<void> {
  await transact(ctx, async (work) => {
    const demo = await feedbackDemo(ctx, token)
    const given = { ...form, demo_id: demo.id, recommend_scale: '0-10' as const, given_at: work.now }
    const first = await wasInserted(work.db.insertInto('feedback').values(given))
    if (first)
      await work.record('feedback.given', 'demo', demo.id, { overall: form.overall, recommend: form.recommend })
  })
}

const hasLeft = ({ not, exists, selectFrom }: ExpressionBuilder<Tables, 'demo'>) =>
  not(
    exists(
      selectFrom('customer_timing')
        .select('customer_timing.id')
        .whereRef('customer_timing.demo_id', '=', 'demo.id')
        .where('customer_timing.leave_at', 'is', null),
    ),
  )

/** One e-mail to those who met an expert, left ten minutes ago, are not back and have said nothing. */
export async function askForFeedback(ctx: Context): Promise<void> {
  const now = ctx.now()
  const due = await ctx.database.read
    .selectFrom('demo')
    .leftJoin('feedback', 'feedback.demo_id', 'demo.id')
    .innerJoin('customer', 'customer.id', 'demo.customer_id')
    .select(['demo.id', 'demo.email', 'customer.lang', 'customer.zone'])
    .where('demo.left_at', '<=', now - ASK_AFTER_MS)
    .where('demo.left_at', '>', now - ASK_UNTIL_MS)
    .where('demo.status', '=', 'COMPLETED')
    .where('demo.feedback_asked_at', 'is', null)
    .where('feedback.id', 'is', null)
    .where(hasLeft)
    .limit(200)
    .execute()
  for (const demo of due) {
    await transact(asSystem(ctx), async (work) => {
      const { numUpdatedRows } = await work.db
        .updateTable('demo')
        .set({ feedback_asked_at: work.now })
        .where('id', '=', demo.id)
        .where('feedback_asked_at', 'is', null)
        .where('left_at', '<=', now - ASK_AFTER_MS)
        .where(hasLeft)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return
      await work.send({
        channel: 'EMAIL',
        recipient: demo.email,
        template: 'feedback.ask',
        lang: demo.lang,
        refs: { demo: demo.id },
        urgency: 'POLITE',
        zone: demo.zone,
        dedupeKey: `feedback:${demo.id}`,
      })
      await work.record('feedback.asked', 'demo', demo.id)
    })
  }
}
