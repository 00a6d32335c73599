import { wasInserted } from '../../database/database.ts'
import { endVisitorSessions } from '../../platform/auth/visitor.ts'
import { type Context, requireVisitor, transact, type Work } from '../../platform/context.ts'
import { emailKey } from './rules.ts'

export interface VerifiedVisit {
  /** E.164, proved. */
  mobile: string
  name: string
  email: string
  /** IANA. */
  zone: string
  /** BCP 47. */
  lang: string
}

/**
 * The customer of a number that has just been proved: made, or given the visit's name and e-mail. The row stays locked
 * until the transaction ends.
 */
export async function keepCustomer(work: Work, { mobile, ...visit }: VerifiedVisit): Promise<number> {
  const latest = { ...visit, email_key: emailKey(visit.email) }
  const update = work.db.updateTable('customer').set(latest).where('mobile', '=', mobile)
  if ((await update.executeTakeFirst()).numUpdatedRows === 0n) {
    const fresh = { ...latest, mobile, created_at: work.now }
    // Refused when another browser has proved the same number meanwhile.
    if (!(await wasInserted(work.db.insertInto('customer').values(fresh)))) await update.execute()
  }
  const own = work.db.selectFrom('customer').select('id').where('mobile', '=', mobile)
  return (await own.executeTakeFirstOrThrow()).id
}

/** A verified visitor's messages go out in the language of the latest visit. */
export async function keepLanguage(ctx: Context): Promise<void> {
  const { customerId } = requireVisitor(ctx)
  await transact(ctx, async ({ db }) => {
    await db.updateTable('customer').set({ lang: ctx.lang }).where('id', '=', customerId).execute()
  })
}

/** Ends one browser's session; its open sockets end with it (see events.ts). */
export async function endSession(work: Work, sessionId: number): Promise<void> {
  await endVisitorSessions(work, { sessionId })
  await work.record('visitor.session_ended', 'session', sessionId)
}

/** A kiosk forgets after each visit: true when the asker's session was one and has ended. */
export async function endKioskSession(ctx: Context): Promise<boolean> {
  const { actor } = ctx
  if (actor.kind !== 'VISITOR') return false
  return transact(ctx, async (work) => {
    const session = work.db.selectFrom('visitor_session').select('kiosk').where('id', '=', actor.sessionId)
    if ((await session.executeTakeFirst())?.kiosk !== 1) return false
    await endSession(work, actor.sessionId)
    return true
  })
}
