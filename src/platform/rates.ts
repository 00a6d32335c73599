import { type Db, wasInserted } from '../database/database.ts'
import { prepared } from '../database/prepared.ts'
import type { Work } from './context.ts'

/** Few uses are kept by the millisecond; many in so many grains of the span, each forgotten a grain late at most. */
const GRAINS = 60
/** Stands in no span: whoever counts a key holds this row first, so that of two at once one sees the other. */
const HELD = 0

export interface Limit {
  key: string
  /** Uses in any stretch of `span` ms, wherever it begins. */
  most: number
  span: number
}

export interface Budget {
  /** Uses that are free now; 0 when none is. */
  left: number
  /** Instant from which one is free, ms. */
  freeAt: number
}

const usedSince = prepared((db, { key, after }: { key: string; after: number }) =>
  db
    .selectFrom('rate')
    .select(['start', 'used'])
    .where('key', '=', key)
    .where('start', '>', after)
    .where('used', '>', 0)
    .orderBy('start'),
)
const countAgain = prepared((db, { key, start }: { key: string; start: number }) =>
  db
    .updateTable('rate')
    .set((eb) => ({ used: eb('used', '+', 1) }))
    .where('key', '=', key)
    .where('start', '=', start),
)

const grainOf = ({ most, span }: Limit): number => (most <= GRAINS ? 1 : span / GRAINS)
const startOf = (limit: Limit, at: number): number => Math.floor(at / grainOf(limit)) * grainOf(limit)

/**
 * Uses a limit once if one use is free, and tells whether it was. Kept in the database, so it holds over processes and
 * restarts. A use in a transaction that fails is not kept: take it in one that commits.
 */
export async function take(work: Work, limit: Limit): Promise<boolean> {
  await bump(work, limit.key, HELD)
  if ((await budgetOf(work.db, limit, work.now)).left === 0) return false
  await bump(work, limit.key, startOf(limit, work.now))
  return true
}

/** Undoes a use taken at `at`. */
export async function giveBack(work: Work, limit: Limit, at: number): Promise<void> {
  await work.db
    .updateTable('rate')
    .set((eb) => ({ used: eb('used', '-', 1) }))
    .where('key', '=', limit.key)
    .where('start', '=', startOf(limit, at))
    .where('used', '>', 0)
    .execute()
}

/** How a limit stands, without using it. A clock set back still sees what was used later. */
export async function budgetOf(db: Db, limit: Limit, now: number): Promise<Budget> {
  const { key, most, span } = limit
  const { rows: grains } = await usedSince(db, { key, after: now - span - (grainOf(limit) - 1) })
  const used = grains.reduce((sum, grain) => sum + grain.used, 0)
  let [free, freeAt] = [most - used, now]
  for (const grain of grains) {
    if (free > 0) break
    free += grain.used
    freeAt = grain.start + (grainOf(limit) - 1) + span
  }
  return { left: Math.max(0, most - used), freeAt }
}

async function bump(work: Work, key: string, start: number): Promise<void> {
  const { numAffectedRows } = await countAgain(work.db, { key, start })
  if (numAffectedRows) return
  // Refused when another transaction made the row between the two statements.
  if (!(await wasInserted(work.db.insertInto('rate').values({ key, start, used: 1 })))) await bump(work, key, start)
}

/** Addresses that are counted together: one IPv4 address, or the /64 that an IPv6 customer is given. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::')
  const [left, right] = [head.split(':').filter(Boolean), (tail ?? '').split(':').filter(Boolean)]
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  return [...left, ...Array<string>(zeros).fill('0'), ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
