import { type Context, reading, requireAdmin } from '../../platform/context.ts'
import { ALERT_MS, UNANSWERED_MS } from './rules.ts'
import { type AlertKind, type AlertList, alertKinds } from './schema.ts'

/** Name of the e-mail's template; one that fails is no further reason to write. */
export const ALERT_TEMPLATE = 'admin.alert'

const count = async (query: { executeTakeFirstOrThrow(): Promise<{ n: number }> }): Promise<number> =>
  Number((await query.executeTakeFirstOrThrow()).n)

/** How many there are of each kind, now or since an instant, ms. What has happened is read no further back than the hour's events. */
const counts: Record<AlertKind, (ctx: Context, since: number) => Promise<number>> = {
  MESSAGES: (ctx, since) =>
    count(
      reading(ctx)
        .selectFrom('event')
        .innerJoin('message', 'message.id', 'event.subject_id')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('event.at', '>', since)
        .where('event.subject', '=', 'message')
        .where('event.action', 'in', ['message.dead', 'message.expired'])
        .where('message.template', '<>', ALERT_TEMPLATE),
    ),
  async KNOCKS(ctx, since) {
    const still = count(
      reading(ctx)
        .selectFrom('knock')
        .leftJoin('slot', 'slot.id', 'knock.slot_id')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('knock.state', '=', 'WAITING')
        .where('knock.asked_at', '<=', ctx.now() - UNANSWERED_MS)
        // Who comes early to a booked time waits from its beginning on.
        .where((eb) => eb.or([eb('slot.id', 'is', null), eb('slot.starts_at', '<=', ctx.now() - UNANSWERED_MS)])),
    )
    const over = count(
      reading(ctx)
        .selectFrom('event')
        .innerJoin('knock', 'knock.demo_id', 'event.subject_id')
        .leftJoin('slot', 'slot.id', 'knock.slot_id')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('event.at', '>', since)
        .where('event.subject', '=', 'demo')
        .where('event.action', '=', 'knock.left')
        .whereRef('knock.decided_at', '=', 'event.at')
        .where('knock.state', '=', 'LEFT')
        .where((eb) =>
          eb.or([
            eb('knock.reason', '=', 'NO_EXPERT'),
            eb.and([
              eb('knock.reason', '<>', 'CLOSED'),
              eb(eb('knock.decided_at', '-', eb.ref('knock.asked_at')), '>=', UNANSWERED_MS),
              eb.or([
                eb('slot.id', 'is', null),
                eb(eb('knock.decided_at', '-', eb.ref('slot.starts_at')), '>=', UNANSWERED_MS),
              ]),
            ]),
          ]),
        ),
    )
    return (await still) + (await over)
  },
  SLOTS: (ctx) =>
    count(
      reading(ctx)
        .selectFrom('slot')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('starts_at', '>', ctx.now())
        .where('taken', '>', 0)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('slot_user').select('slot_id').whereRef('slot_user.slot_id', '=', 'slot.id'))),
        ),
    ),
}

/** What of a kind there is, now or within the last hour. */
export const alertCount = (ctx: Context, kind: AlertKind): Promise<number> => counts[kind](ctx, ctx.now() - ALERT_MS)

/** The kinds there is something of, for admins. */
export async function currentAlerts(ctx: Context): Promise<AlertList> {
  requireAdmin(ctx, 'see this')
  const rows = await Promise.all(alertKinds.map(async (kind) => ({ kind, n: await alertCount(ctx, kind) })))
  return { rows: rows.filter(({ n }) => n > 0) }
}
