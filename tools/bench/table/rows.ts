import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fold, joinWords, personWords, sharedStarts } from '../../../src/database/words.ts'
import { packFacets } from '../../../src/features/demos/rules.ts'

export const PRODUCTS = 12
export const USERS = 52
export const STORES = 20

/** Columns of each table filled, in the order of the files' fields. */
export const columns = {
  customer: ['id', 'mobile', 'name', 'email', 'email_key', 'zone', 'lang', 'created_at'],
  demo: [
    ...['id', 'token', 'customer_id', 'product_id', 'type', 'status', 'missing', 'source', 'store_id', 'name', 'email'],
    ...['outcome', 'remarks', 'device_log', 'requested_at', 'visited_at', 'left_at', 'feedback_hash', 'words'],
  ],
  demo_user: ['demo_id', 'user_id', 'product_id', 'requested_at', 'facets'],
  demo_word: ['word', 'shared', 'demo_id', 'product_id', 'requested_at', 'facets'],
} as const
export type Table = keyof typeof columns

/** Numbers that look random and are the same in every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const syllables = 'an pri ra vi ka su ne mo ro de sha me la ki ji ta ar ya ni ha ba go pa sa ma ri lo mi na'.split(' ')

function names(count: number, seed: number, ends: string[], known: string[]): string[] {
  const roll = dice(seed)
  const pick = (of: string[]) => of[Math.floor(roll() * of.length)]!
  const made = new Set(known)
  while (made.size < count) {
    const middle = Array.from({ length: 1 + Math.floor(roll() * 3) }, () => pick(syllables)).join('')
    const name = middle + pick(ends)
    made.add(name[0]!.toUpperCase() + name.slice(1))
  }
  return [...made]
}

const first = names(1500, 2, ['a', 'n', 'sh', 'ta', 'v', 'ra'], ['Priya', 'Anita', 'Rahul', 'अनिता', 'José', 'Fatima'])
const last = names(3000, 3, ['ma', 'dy', 'er', 'ya', 'hi', 'di'], ['Sharma', 'Singh', 'Kumar', 'देशमुख', 'Khan'])
// What share of the demos goes to the products up to each one.
const shares = [0.35, 0.55, 0.68, 0.77, 0.84, 0.89, 0.93, 0.96, 0.98, 0.99, 0.995, 1]
const hosts = ['gmail.example', 'mail.example', 'yahoo.example', 'acme.example']
const outcomes = ['BOUGHT', 'WILL_BUY', 'FOLLOW_UP', 'NO'] as const
const YEARS_MS = 3 * 365 * 24 * 3_600_000
const CHUNK = 5000

interface Customer {
  name: string
  email: string
  mobile: string
  words: string[]
}

function customerOf(n: number, roll: () => number): Customer {
  // Few names have most of the people.
  const few = (of: string[]) => of[Math.min(of.length - 1, Math.floor((of.length + 12) ** roll()) - 1)]!
  const name = `${few(first)} ${few(last)}`
  const local =
    fold(name)
      .replace(/[^a-z]+/g, '.')
      .replace(/^\.|\.$/g, '') || 'guest'
  const email = `${local}${Math.floor(roll() * 9999)}@${hosts[Math.floor(roll() * hosts.length)]}`
  const national = `${6 + Math.floor(roll() * 4)}${String(Math.floor(roll() * 1000)).padStart(3, '0')}${String(n).padStart(6, '0')}`
  const mobile = `+91${national}`
  return { name, email, mobile, words: personWords({ name, email, mobile, national }) }
}

/** Writes files of tab-separated rows for `count` demos of the last three years before `now`, skewed as real ones are. */
export async function writeRows(folder: string, count: number, now: number): Promise<Record<Table, string>> {
  const roll = dice(1)
  const paths = Object.fromEntries(Object.keys(columns).map((table) => [table, join(folder, `${table}.tsv`)]))
  const files = Object.entries(paths).map(([table, path]) => [table, createWriteStream(path)] as const)
  const held = new Map<string, string[]>(files.map(([table]) => [table, []]))
  const add = (table: Table, ...values: (string | number | null)[]) =>
    held.get(table)!.push(values.map((value) => value ?? '\\N').join('\t'))
  const flush = async () => {
    for (const [table, file] of files) {
      const rows = held.get(table)!
      if (rows.length > 0 && !file.write(`${rows.join('\n')}\n`)) await once(file, 'drain')
      held.set(table, [])
    }
  }
  const customers: Customer[] = []
  for (let n = 1; n <= count * 0.45; n++) {
    const it = customerOf(n, roll)
    customers.push(it)
    add('customer', n, it.mobile, it.name, it.email, it.email, 'Asia/Kolkata', 'en', now - YEARS_MS)
    if (n % CHUNK === 0) await flush()
  }
  for (let n = 1; n <= count; n++) {
    const of = Math.floor(roll() * customers.length)
    addDemo(add, { n, at: now - Math.floor((1 - Math.sqrt(n / count)) * YEARS_MS), of, customer: customers[of]! }, roll)
    if (n % CHUNK === 0) await flush()
  }
  await flush()
  for (const [, file] of files) {
    file.end()
    await once(file, 'finish')
  }
  return paths as Record<Table, string>
}

type Add = (table: Table, ...values: (string | number | null)[]) => void

function addDemo(add: Add, it: { n: number; at: number; of: number; customer: Customer }, roll: () => number): void {
  const { n, at, customer } = it
  const few = (most: number) => 1 + Math.min(most - 1, Math.floor((most + 12) ** roll()) - 1)
  const share = roll()
  const product = 1 + shares.findIndex((upTo) => share < upTo)
  const luck = roll()
  const status = luck < 0.64 ? 'COMPLETED' : luck < 0.88 ? 'NOT_JOINED' : luck < 0.99 ? 'CANCELLED' : 'PENDING'
  const store = roll() < 0.35 ? few(STORES) : null
  const type = roll() < 0.7 ? 'LIVE' : 'SCHEDULED'
  const outcome = status === 'COMPLETED' ? outcomes[Math.floor(roll() * 4)]! : null
  const source = store ? 'BRAND_STORE' : 'WEBSITE'
  const facets = packFacets({ type, status, outcome, source, store_id: store }).value
  const remarks = roll() < 0.3 ? 'Wanted to see the cleaning.' : ''
  add(
    'demo',
    ...[n, `t${n}`, it.of + 1, product, type, status, status === 'NOT_JOINED' ? 'VISITOR' : null],
    ...[source, store, customer.name, customer.email, outcome, remarks],
    ...['{"os":"Android","browser":"Chrome"}', at, at, at, `f${n}`, joinWords(customer.words)],
  )
  if (status === 'COMPLETED') add('demo_user', n, 1 + few(USERS - 1), product, at, facets)
  const shared = sharedStarts(customer.words)
  for (const [i, word] of customer.words.entries()) add('demo_word', word, shared[i]!, n, product, at, facets)
}
