import { type Db, held } from '../../database/database.ts'
import { prepared } from '../../database/prepared.ts'
import { type Context, reading, type Work } from '../../platform/context.ts'

export interface Customer {
  id: number
  /** E.164. */
  mobile: string
  name: string
  email: string
  /** IANA. */
  zone: string
  lang: string
  blockedAt: number | null
}

const row = (db: Db, id: number) =>
  db
    .selectFrom('customer')
    .select(['id', 'mobile', 'name', 'email', 'zone', 'lang', 'blocked_at as blockedAt'])
    .where('id', '=', id)
const byId = prepared((db, { id }: { id: number }) => row(db, id))
const heldById = prepared((db, { id }: { id: number }) => held(db, row(db, id)))

/** A customer by id. The caller decides who may see whom: visitors themselves, agents those of their demos. */
export const customerById = async (ctx: Context, id: number): Promise<Customer | undefined> =>
  (await byId(reading(ctx), { id })).rows[0]

/** The same, with the row held to the end of the transaction: of two presses in two windows one sees what the other did. */
export const heldCustomer = async (work: Work, id: number): Promise<Customer | undefined> =>
  (await heldById(work.db, { id })).rows[0]

/** True when the brand has blocked this number (E.164). For the server's own decisions; no answer may tell. */
export async function isBlocked(ctx: Context, mobile: string): Promise<boolean> {
  const row = await reading(ctx)
    .selectFrom('customer')
    .select('blocked_at')
    .where('mobile', '=', mobile)
    .executeTakeFirst()
  return row !== undefined && row.blocked_at !== null
}
