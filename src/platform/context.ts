import { AsyncLocalStorage } from 'node:async_hooks'
import { type Database, type Db, type Tx, wasInserted } from '../database/database.ts'
import { prepared } from '../database/prepared.ts'
import type { NewRow } from '../database/tables.ts'
import type { Config } from './config.ts'
import { AppError } from './errors.ts'
import type { Keys } from './keys.ts'
import type { Log } from './log.ts'
import type { Outgoing } from './messages/outbox.ts'
import { enqueue } from './messages/outbox.ts'

/** Who asks. Visitors are known by a verified number, users by a login. */
export type Actor =
  | { kind: 'ANONYMOUS' }
  | { kind: 'VISITOR'; customerId: number; sessionId: number }
  | { kind: 'USER'; id: number; role: 'AGENT' | 'ADMIN'; name: string }
  | { kind: 'SYSTEM' }

/** What the process has open; made once at start. */
export interface App {
  config: Config
  database: Database
  keys: Keys
  log: Log
  /** The time in ms; injected, so that tests decide it. */
  now(): number
  /** Told after each commit which events it wrote, and whether a message waits to leave. */
  committed(events: DomainEvent[], sent: boolean): void
}

/** The app as one asker sees it. Every read and action takes one first. */
export interface Context extends App {
  actor: Actor
  /** BCP 47 language of the answer. */
  lang: string
}

export interface DomainEvent {
  id: number
  at: number
  action: string
  subject: string
  subjectId: number | null
  data: Record<string, unknown>
}

/** Inside a transaction: the tables, and the two things that must be written with them. */
export interface Work {
  db: Tx
  now: number
  /** Writes the event that says what happened; topics and the audit log read it. No personal data in `data`. */
  record(action: string, subject: string, subjectId: number | null, data?: Record<string, unknown>): Promise<void>
  /** Writes messages that leave after commit. A taken dedupe key writes nothing. */
  send(...messages: Outgoing[]): Promise<void>
  /** A message that is there already is due again: it leaves after commit. */
  wake(): void
}

interface Open {
  work: Work
  events: DomainEvent[]
  sent: boolean
}

const current = new AsyncLocalStorage<Open>()

/**
 * Runs one write transaction with its events and messages. Called inside another it joins that one.
 * Events are handed to `app.committed` only after the commit.
 */
export async function transact<T>(ctx: Context, run: (work: Work) => Promise<T>): Promise<T> {
  const joined = current.getStore()
  if (joined) return run(joined.work)
  let open: Open | undefined
  const result = await ctx.database.transact((db) => {
    open = openWork(ctx, db)
    return current.run(open, () => run(open!.work))
  })
  if (open?.events.length || open?.sent) ctx.committed(open.events, open.sent)
  return result
}

const addEvent = prepared((db, event: Required<Omit<NewRow<'event'>, 'id'>>) => db.insertInto('event').values(event))

function openWork(ctx: Context, db: Tx): Open {
  const now = ctx.now()
  const work: Work = {
    db,
    now,
    async record(action, subject, subjectId, data = {}) {
      const row = {
        at: now,
        actor: ctx.actor.kind,
        actor_id: actorId(ctx.actor),
        action,
        subject,
        subject_id: subjectId,
        data: JSON.stringify(data),
      }
      const { insertId } = await addEvent(db, row)
      open.events.push({ id: Number(insertId), at: now, action, subject, subjectId, data })
    },
    send(...messages) {
      open.sent ||= messages.length > 0
      return enqueue(db, messages, now)
    },
    wake() {
      open.sent = true
    },
  }
  const open: Open = { work, events: [], sent: false }
  return open
}

/** The tables for a read: the open transaction's when there is one, so that a read sees its own writes. */
export const reading = (ctx: Context): Db => current.getStore()?.work.db ?? ctx.database.read

const actorId = (actor: Actor): number | null =>
  actor.kind === 'USER' ? actor.id : actor.kind === 'VISITOR' ? actor.customerId : null

/** The context of work nobody asked for: jobs, the command line, seeds. */
export const asSystem = (app: App): Context => ({ ...app, actor: { kind: 'SYSTEM' }, lang: 'en' })

/** Id of the staff user who asks, for `created_by` and its like; null for visitors and the system. */
export const userIdOf = ({ actor }: Context): number | null => (actor.kind === 'USER' ? actor.id : null)

/** The staff user who asks, or `forbidden`. */
export function requireUser(ctx: Context): Extract<Actor, { kind: 'USER' }> {
  if (ctx.actor.kind !== 'USER') throw new AppError('forbidden', 'Log in as staff to do this.')
  return ctx.actor
}

/** Admins and the system may go on; anybody else is `forbidden` to do what `doing` names. */
export function requireAdmin(ctx: Context, doing: string): void {
  if (!isAdmin(ctx.actor)) throw new AppError('forbidden', `Only an admin may ${doing}.`)
}

const isAdmin = (actor: Actor): boolean => actor.kind === 'SYSTEM' || (actor.kind === 'USER' && actor.role === 'ADMIN')

/** The verified visitor who asks, or `unauthenticated`. */
export function requireVisitor(ctx: Context): Extract<Actor, { kind: 'VISITOR' }> {
  if (ctx.actor.kind !== 'VISITOR') throw new AppError('unauthenticated', 'Prove your mobile number first.')
  return ctx.actor
}

/**
 * Runs `make` once per key: a repeat of the same press gets the first answer, which must be JSON and hold no secret.
 * Call inside `transact`. The row is taken first, so that a racing repeat waits for the first to commit.
 */
export async function once<T>(work: Work, scope: string, key: string | undefined, make: () => Promise<T>): Promise<T> {
  if (!key) return make()
  if (!(await wasInserted(addPress(work.db, { scope, key, result: '', created_at: work.now })))) {
    const own = work.db.selectFrom('idempotency').select('result').where('scope', '=', scope).where('key', '=', key)
    return JSON.parse((await own.executeTakeFirstOrThrow()).result) as T
  }
  const result = await make()
  await keepResult(work.db, { scope, key, result: JSON.stringify(result ?? null) })
  return result
}

const addPress = prepared((db, row: NewRow<'idempotency'>) => db.insertInto('idempotency').values(row))
const keepResult = prepared((db, { scope, key, result }: Omit<NewRow<'idempotency'>, 'created_at'>) =>
  db.updateTable('idempotency').set({ result }).where('scope', '=', scope).where('key', '=', key),
)
