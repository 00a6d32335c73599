import type { RawBuilder } from 'kysely'
import { sql } from '../../../database/database.ts'
import { backwards, fold, startOf, wordsIn } from '../../../database/words.ts'
import { type Context, reading, requireUser } from '../../../platform/context.ts'
import { readBrand } from '../../brand/reads.ts'
import { fits } from '../../lists/reads.ts'
import { instantsOf } from '../../lists/rules/days.ts'
import { plainDigits } from '../../otps/rules.ts'
import { type Facets, packFacets } from '../rules.ts'
import type { DemoQuery } from '../schema.ts'

/** One word of a search. */
export interface Term {
  /** What words must begin with; one of them is enough. */
  starts: string[]
  /** Products whose name fits as well. */
  products: number[]
}

/** Which demos are asked for, with who asks worked in. */
export interface Wanted {
  /** Only these products; null: all. */
  products: number[] | null
  notProducts: number[]
  /** Values of columns. */
  facets: Partial<Facets>
  expert: number | null
  from?: number
  until?: number
  terms: Term[]
}

const FEWEST_LAST_DIGITS = 4
/** Digits with what people write between and before them. */
const NUMBERS = /(?<![^\s])[+(]*\d[\d().-]*(?:\s+[(]?\d[\d().-]*)*(?![^\s])/g

/** A search in the words that must all be found; a number, however it is spaced, is one. */
export function startsOf(search: string): string[][] {
  const text = plainDigits(search)
  const numbers = (text.match(NUMBERS) ?? []).map(startsOfNumber)
  const words = text
    .replace(NUMBERS, ' ')
    .split(/\s+/)
    .flatMap((part) => (part.includes('@') ? [fold(withoutMarks(part))] : wordsIn(part)))
  return [...[...new Set(words.map(startOf))].map((start) => [start]), ...numbers]
}

function startsOfNumber(number: string): string[] {
  const digits = number.replace(/\D/g, '')
  if (number.includes('+')) return [`+${digits}`]
  // 00 is how + is dialled. A 0 before the number is not part of it, but may be one of its last digits.
  if (/^00\d{8}/.test(digits)) return [`+${digits.slice(2)}`]
  const plain = digits.replace(/^0+(?=\d{4})/, '')
  return digits.length < FEWEST_LAST_DIGITS ? [digits] : [plain, `<${backwards(digits)}`]
}

/** An address as it stands in a letter: "<priya@mail.example>," is the address alone. */
const withoutMarks = (part: string): string => part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}@]+$/gu, '')

/** Reads a query as who asks may mean it; undefined when nothing can fit. */
export async function wantedBy(ctx: Context, query: DemoQuery): Promise<Wanted | undefined> {
  const user = requireUser(ctx)
  const db = reading(ctx)
  const mine =
    user.role === 'ADMIN'
      ? null
      : (await db.selectFrom('user_product').select('product_id').where('user_id', '=', user.id).execute()).map(
          (row) => row.product_id,
        )
  const one = query.product === '' ? null : Number(query.product)
  const products = one === null ? mine : mine === null || mine.includes(one) ? [one] : []
  if (products?.length === 0) return undefined
  const starts = startsOf(query.search)
  if (query.search !== '' && starts.length === 0) return undefined
  const facets: Partial<Facets> = {
    ...(query.status ? { status: query.status } : {}),
    ...(query.type ? { type: query.type } : {}),
    ...(query.outcome ? { outcome: query.outcome } : {}),
    ...(query.source ? { source: query.source } : {}),
    ...(query.store ? { store_id: Number(query.store) } : {}),
  }
  const expert = query.expert === '' ? null : Number(query.expert)
  const days = query.requested && instantsOf(query.requested, (await readBrand(ctx)).zone, ctx.now())
  const found = await termsOf(ctx, starts, products)
  if (found.products?.length === 0) return undefined
  return { ...found, notProducts: [], facets, expert, ...(days || {}) }
}

/** The terms of a search; those that only products' names can meet choose products instead. */
async function termsOf(ctx: Context, starts: string[][], scope: number[] | null) {
  if (starts.length === 0) return { terms: [], products: scope }
  let named = reading(ctx).selectFrom('product').select(['id', 'name'])
  if (scope) named = named.where('id', 'in', scope)
  const all = await named.execute()
  const terms: Term[] = []
  let products = scope
  for (const some of starts) {
    const fitting = all.filter(({ name }) => fits(some[0]!, [name])).map(({ id }) => id)
    if (fitting.length > 0 && fitting.length === all.length) continue
    if (fitting.length === 0 || (await beginsWord(ctx, some))) terms.push({ starts: some, products: fitting })
    else products = products ? products.filter((id) => fitting.includes(id)) : fitting
  }
  const within = ({ starts, products: some }: Term) => ({
    starts,
    products: some.filter((id) => products?.includes(id) ?? true),
  })
  return { terms: terms.map(within), products }
}

async function beginsWord(ctx: Context, starts: string[]): Promise<boolean> {
  const { rows } = await sql`select 1 from demo_word as hit where ${inRange(starts)} limit 1`.execute(reading(ctx))
  return rows.length > 0
}

type Condition = RawBuilder<unknown>
const and = (all: Condition[]): Condition => (all.length === 0 ? sql`1 = 1` : sql.join(all, sql` and `))
const or = (some: Condition[]): Condition => sql`(${sql.join(some, sql` or `)})`
const list = (values: readonly number[]) => sql`(${sql.join(values)})`

/** The words that begin with one of `starts`, by the index; of a demo's several only the first when there is one start. */
export function inRange(starts: readonly string[]): Condition {
  const ranges = starts.map((start) => {
    const range = sql`hit.word >= ${start} and hit.word < ${`${start}\u{10ffff}`}`
    return starts.length === 1 ? sql`${range} and hit.shared < ${start.length}` : sql`(${range})`
  })
  return or(ranges)
}

/** Conditions on what `demo_word` and `demo_user` (as `hit`) know of a demo as well as `demo` itself does. */
export function fixedOf(want: Wanted, on: 'demo' | 'hit'): Condition {
  const column = (name: string) => sql.ref(`${on}.${name}`)
  const all: Condition[] = []
  if (want.products) all.push(sql`${column('product_id')} in ${list(want.products)}`)
  if (want.notProducts.length > 0) all.push(sql`${column('product_id')} not in ${list(want.notProducts)}`)
  if (want.from !== undefined) all.push(sql`${column('requested_at')} >= ${want.from}`)
  if (want.until !== undefined) all.push(sql`${column('requested_at')} < ${want.until}`)
  if (on === 'demo') for (const [name, value] of Object.entries(want.facets)) all.push(sql`${column(name)} = ${value}`)
  const { value, mask } = packFacets(want.facets)
  if (on === 'hit' && mask > 0) all.push(sql`(hit.facets & ${mask}) = ${value}`)
  return and(all)
}

/** The whole condition on `demo`. */
export function conditionOf(want: Wanted): Condition {
  const all = [fixedOf(want, 'demo')]
  if (want.expert !== null) {
    all.push(sql`exists (select 1 from demo_user as du where du.user_id = ${want.expert} and du.demo_id = demo.id)`)
  }
  for (const { starts, products } of want.terms) {
    // Not a backslash: MySQL and SQLite do not agree on what one means in a text.
    const likes = starts.map((start) => sql`demo.words like ${`% ${start.replace(/[!%_]/g, '!$&')}%`} escape '!'`)
    all.push(or(products.length > 0 ? [...likes, sql`demo.product_id in ${list(products)}`] : likes))
  }
  return and(all)
}
