import { type Context, transact } from '../../platform/context.ts'
import { budgetOf, take } from '../../platform/rates.ts'
import { mailAdmins } from '../messages/actions.ts'
import { ALERT_TEMPLATE, alertCount } from './reads.ts'
import { ALERT_MS, alertWords } from './rules.ts'
import { alertKinds } from './schema.ts'

/** E-mails the admins of each kind there is something of, at most once an hour per kind; not of what has its own e-mail. */
export async function tellAdmins(ctx: Context): Promise<void> {
  for (const kind of alertKinds) {
    if (!alertWords[kind].mail) continue
    const limit = { key: `alert:${kind}`, most: 1, span: ALERT_MS }
    // A read: while it lasts, the hour's other looks write nothing.
    if ((await budgetOf(ctx.database.read, limit, ctx.now())).left === 0) continue
    const n = await alertCount(ctx, kind)
    if (n === 0) continue
    await transact(ctx, async (work) => {
      if (!(await take(work, limit))) return
      await mailAdmins(ctx, work, ALERT_TEMPLATE, { kind, n: String(n) })
      await work.record('alert.raised', 'alert', null, { kind, n })
    })
  }
}
