import type { Database } from '../../../src/database/database.ts'
import { hashToken, type Keys } from '../../../src/platform/keys.ts'
import type { SmsProviders } from '../../../tests/support/sms-providers.ts'
import type { SmtpService } from '../../../tests/support/smtp.ts'
import type { Acknowledged } from './traffic.ts'

const CHUNK = 500

/** What the database does not hold of what was acknowledged, one line each. */
export async function findLost({ read }: Database, said: Acknowledged): Promise<string[]> {
  const lost: string[] = []
  const missing = async (what: string, wanted: string[], find: (some: string[]) => Promise<(string | null)[]>) => {
    for (let from = 0; from < wanted.length; from += CHUNK) {
      const some = wanted.slice(from, from + CHUNK)
      const found = new Set(await find(some))
      lost.push(...some.filter((it) => !found.has(it)).map((it) => `${what} ${it}`))
    }
  }
  const { registrations, verified, knocks, invited } = said
  await missing('registration', registrations, async (some) => {
    const rows = await read.selectFrom('otp').select('mobile').where('mobile', 'in', some).execute()
    return rows.map(({ mobile }) => mobile)
  })
  await missing('message of registration', registrations, async (some) => {
    const rows = await read.selectFrom('message').select('recipient').where('recipient', 'in', some).execute()
    return rows.map(({ recipient }) => recipient)
  })
  await missing(
    'customer with used code and demo',
    verified.map(({ mobile }) => mobile),
    async (some) => {
      const rows = await read
        .selectFrom('customer')
        .innerJoin('otp', 'otp.used_by', 'customer.id')
        .innerJoin('demo', 'demo.customer_id', 'customer.id')
        .select('customer.mobile')
        .where('customer.mobile', 'in', some)
        .where('otp.used_at', 'is not', null)
        .execute()
      return rows.map(({ mobile }) => mobile)
    },
  )
  await missing(
    'session',
    verified.map(({ session }) => hashToken(session)),
    async (some) => {
      const rows = await read
        .selectFrom('visitor_session')
        .select('token_hash')
        .where('token_hash', 'in', some)
        .where('ended_at', 'is', null)
        .execute()
      return rows.map(({ token_hash }) => token_hash)
    },
  )
  await missing('knock', knocks, async (some) => {
    const rows = await read
      .selectFrom('knock')
      .innerJoin('demo', 'demo.id', 'knock.demo_id')
      .select('demo.token')
      .where('demo.token', 'in', some)
      .execute()
    return rows.map(({ token }) => token)
  })
  await missing('user with invitation', invited, async (some) => {
    const rows = await read
      .selectFrom('user')
      .innerJoin('message', 'message.recipient', 'user.email')
      .select('user.email')
      .where('user.email', 'in', some)
      .execute()
    return rows.map(({ email }) => email)
  })
  return lost
}

/** How often each message reached a provider, by the reference that goes with every try of it. */
export function takenByRef(sms: SmsProviders, smtp: SmtpService): Map<string, number> {
  const taken = new Map<string, number>()
  const count = (ref: string) => taken.set(ref, (taken.get(ref) ?? 0) + 1)
  for (const { fields } of sms.messages) count(fields.ref ?? '')
  for (const { headers } of smtp.mails) count(/^<([^@]+)@/.exec(headers['message-id'] ?? '')?.[1] ?? '')
  return taken
}

/**
 * Watches the messages recorded as sent: none of them may reach a provider again. `note` while the server is dead, so
 * that nothing is on its way.
 */
export class SentWatch {
  readonly #keys: Keys
  readonly #atRecord = new Map<number, number>()

  constructor(keys: Keys) {
    this.#keys = keys
  }

  get size(): number {
    return this.#atRecord.size
  }

  async note({ read }: Database, taken: Map<string, number>): Promise<void> {
    const rows = await read.selectFrom('message').select('id').where('state', '=', 'SENT').execute()
    for (const { id } of rows) if (!this.#atRecord.has(id)) this.#atRecord.set(id, this.#taken(taken, id))
  }

  /** Ids of messages that were recorded as sent and went out again, or never reached a provider at all. */
  wrong(taken: Map<string, number>): { again: number[]; never: number[] } {
    const ids = [...this.#atRecord]
    return {
      again: ids.filter(([id, before]) => this.#taken(taken, id) > before).map(([id]) => id),
      never: ids.filter(([, before]) => before === 0).map(([id]) => id),
    }
  }

  #taken(taken: Map<string, number>, id: number): number {
    return taken.get(this.#keys.mac('message', id)) ?? 0
  }
}

/**
 * Messages at rest that no provider ever got, one line each, and how many were on their way when their sender died. Such
 * a one may rest as EXPIRED: its code arrived, and was used before the second try.
 */
export async function findUnsent(
  { read }: Database,
  keys: Keys,
  taken: Map<string, number>,
): Promise<{ unsent: string[]; uncertain: number }> {
  const rows = await read.selectFrom('message').select(['id', 'state', 'template', 'uncertain', 'fault']).execute()
  const unsent = rows.filter(({ id }) => !taken.has(keys.mac('message', id)))
  return {
    unsent: unsent.map((row) => `message ${row.id} (${row.template}) is ${row.state}: ${row.fault ?? ''}`),
    uncertain: rows.filter(({ uncertain }) => uncertain === 1).length,
  }
}
