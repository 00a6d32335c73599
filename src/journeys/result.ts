import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { type Duck, openDuck, quoted, type Row } from './engine/duckdb.ts'
import { csvCell } from './outputs/files.ts'
import { RESULT } from './sets.ts'
import { type Column, TABLES, type TableName } from './tables.ts'

export interface RowsAsked {
  /** Words that must all stand in the table's texts for searching, small and capital letters alike. */
  search?: string
  /** Column -> what it is. A list contains a text; a time lies from `from` up to before `until`, ms. */
  filters?: Record<string, string | boolean | { from?: number; until?: number }>
  /** Column, with "-" before it for the greatest first; by default the table's own order. */
  sort?: string
  limit?: number
  offset?: number
}

/** One customer: all that a result says of them. */
export interface CustomerRows {
  customer: string
  purchases: Row[]
  searches: Row[]
  touches: Row[]
}

/** A finished run, for reading. Rows have `rowid` (stable within the result) and `ref` (stands for the customer). */
export interface Result {
  /** Of the file, so that what was read can be kept as long as it stays. */
  version: string
  counts(): Promise<Record<TableName, number>>
  /** Steps of the cleaning in their order, and how many each took. */
  report(): Promise<{ step: string; count: number }[]>
  about(): Promise<{ zone: string; asOf: string | null }>
  /** The values that stand in a column (of a list: in its entries), the most frequent first, at most `most`. */
  choices(table: TableName, column: string, most: number): Promise<string[]>
  /** One page, and how many rows there are on all pages. */
  page(table: TableName, asked: RowsAsked): Promise<{ rows: Row[]; total: number }>
  /** CSV (header, formulas neutralised, times in `zone`) of all that fits, in pieces. Throws `not_found` for columns that are not there. */
  csv(table: TableName, asked: RowsAsked, columns: readonly string[], zone: string): AsyncIterable<string>
  /** Throws `not_found` when nobody has this reference. */
  customer(ref: string): Promise<CustomerRows>
  close(): void
}

const MEMORY = 200e6
/** Rows of one customer that are shown of each table. */
const MOST = 2000
const REF = /^[0-9a-f]{1,16}$/

/** What a search looks into. */
const SEARCHED: Record<TableName, string[]> = {
  purchases: ['customer', 'product'],
  searches: ['customer', 'product'],
  searches_by_customer: ['customer', "array_to_string(products, ' ')"],
  touches: ['customer', 'product'],
  unassigned: ['product', 'term', 'order_id'],
  rejected: ['file', 'reason', 'value'],
}

const columnOf = (table: TableName, name: string): Column => {
  const columns: Record<string, Column> = TABLES[table].columns
  if (!Object.hasOwn(columns, name)) throw new AppError('not_found', `${table} has no column ${name}.`)
  return columns[name]!
}

const hasCustomer = (table: TableName) => 'customer' in TABLES[table].columns

/** The condition of a question, and its values by their place. */
function where(
  table: TableName,
  { search = '', filters = {} }: RowsAsked,
): { sql: string; values: (string | number | boolean)[] } {
  const values: (string | number | boolean)[] = []
  const value = (given: string | number | boolean) => `$${values.push(given)}`
  const conditions = search
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 8)
    .map((word) => {
      const part = value(word.toLowerCase())
      return `(${SEARCHED[table].map((text) => `contains(lower(${text}), ${part})`).join(' or ')})`
    })
  for (const [name, wanted] of Object.entries(filters)) {
    const { type } = columnOf(table, name)
    const cell = quoted(name)
    if (typeof wanted === 'object') {
      if (wanted.from !== undefined) conditions.push(`${cell} >= make_timestamp(${value(wanted.from)}::bigint * 1000)`)
      if (wanted.until !== undefined) conditions.push(`${cell} < make_timestamp(${value(wanted.until)}::bigint * 1000)`)
    } else if (type === 'list') conditions.push(`list_contains(${cell}, ${value(wanted)})`)
    else conditions.push(`${cell} = ${value(wanted)}`)
  }
  return { sql: conditions.length > 0 ? `where ${conditions.join(' and ')}` : '', values }
}

/** The order asked for; `back`: from its end. The row decides last, so that pages neither repeat nor lose one. */
function orderBy(table: TableName, sort: string | undefined, back = false): string {
  const by = sort?.replace(/^-/, '')
  if (by) columnOf(table, by)
  const down = sort?.startsWith('-') === true
  const way = down !== back ? 'desc' : 'asc'
  const names = by ? [by] : TABLES[table].order.slice(0, 2)
  return [...names.map(quoted), 'rowid'].map((name) => `${name} ${way} nulls ${back ? 'first' : 'last'}`).join(', ')
}

/** Opens the result of a folder, read only; a later run puts another file in its place and does not disturb it. Throws `not_found`. */
export async function openResult(folder: string): Promise<Result> {
  const path = join(folder, RESULT)
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new AppError('not_found', 'No run has finished yet.')
  const duck = await openDuck({ path, readOnly: true, memory: MEMORY, threads: 2, temp: join(folder, 'reading') })
  return resultOf(duck, `${found.ino}-${found.mtimeMs}`)
}

function resultOf(duck: Duck, version: string): Result {
  const names = (table: TableName) => Object.keys(TABLES[table].columns).map(quoted).join(', ')
  const ref = (table: TableName) => (hasCustomer(table) ? ", printf('%x', hash(customer)) as ref" : '')
  const ofCustomer = (table: TableName, order: string) =>
    `select rowid, ${names(table)} from ${table} where customer = $1 order by ${order}, rowid limit ${MOST}`
  return {
    version,
    counts: async () => {
      const each = Object.keys(TABLES).map((name) => `(select count(*) from ${name}) as ${name}`)
      return (await duck.rows<Record<TableName, number>>(`select ${each.join(', ')}`))[0]!
    },
    report: () => duck.rows('select step, count from report order by rowid'),
    about: async () =>
      (await duck.rows<{ zone: string; asOf: string | null }>('select zone, as_of as "asOf" from run'))[0]!,
    async choices(table, column, most) {
      const { type } = columnOf(table, column)
      const value = type === 'list' ? `unnest(${quoted(column)})` : quoted(column)
      const found = await duck.rows<{ value: string }>(
        `select value from (select ${value} as value from ${table}) where value is not null group by value order by count(*) desc, value limit ${most}`,
      )
      return found.map((row) => row.value)
    },
    async page(table, asked) {
      const { limit = 50, offset = 0, sort } = asked
      const { sql, values } = where(table, asked)
      const count = async () =>
        (await duck.rows<{ n: number }>(`select count(*) as n from ${table} ${sql}`, values))[0]!.n
      const order = orderBy(table, sort)
      const all = `${names(table)}${ref(table)}`
      // First which rows, by few columns; then all of those few rows.
      if (sql === '') {
        const total = await count()
        const after = total - offset - limit
        const back = after < offset
        const [from, most] = back ? [Math.max(0, after), Math.min(limit, total - offset)] : [offset, limit]
        if (most <= 0) return { rows: [], total }
        const which = `select rowid from ${table} order by ${orderBy(table, sort, back)} limit ${most} offset ${from}`
        const rows = `select rowid, ${all} from ${table} where rowid in (${which}) order by ${order}`
        return { rows: await duck.rows(rows), total }
      }
      const found = `with found as materialized (select rowid as r from ${table} ${sql}),
        which as (select t.rowid as r from ${table} t semi join found on t.rowid = found.r order by ${order.replaceAll('rowid', 't.rowid')} limit ${limit} offset ${offset})`
      const rows = await duck.rows(
        `${found} select rowid, ${all}, (select count(*) from found) as _total from ${table} where rowid in (select r from which) order by ${order}`,
        values,
      )
      const total = rows.length > 0 ? Number(rows[0]!._total) : offset > 0 ? await count() : 0
      return { rows: rows.map(({ _total, ...row }) => row), total }
    },
    async *csv(table, asked, columns, zone) {
      const { sql, values } = where(table, asked)
      const cells = columns.map(
        (name, at) => `cast(${csvCell(name, columnOf(table, name), zone)} as varchar) as c${at}`,
      )
      yield `${columns.join(',')}\n`
      const rows = `select ${cells.join(', ')} from ${table} ${sql} order by ${orderBy(table, asked.sort)}`
      for await (const block of duck.stream<Record<string, string | null>>(rows, values)) {
        yield block.map((row) => `${Object.values(row).map(csvText).join(',')}\n`).join('')
      }
    },
    async customer(given) {
      const refs = REF.test(given)
        ? `${['purchases', 'searches', 'touches'].map((name) => `select customer from ${name} where hash(customer) = ${BigInt(`0x${given}`)}::ubigint`).join(' union all ')} limit 1`
        : `select '' as customer limit 0`
      const [found] = await duck.rows<{ customer: string }>(refs)
      if (!found) throw new AppError('not_found', 'The result has no such customer.')
      const [purchases, searches, touches] = [
        await duck.rows(ofCustomer('purchases', 'timestamp'), [found.customer]),
        await duck.rows(ofCustomer('searches', 'last_seen'), [found.customer]),
        await duck.rows(ofCustomer('touches', 'first_seen'), [found.customer]),
      ]
      return { customer: found.customer, purchases, searches, touches }
    },
    close: () => duck.close(),
  }
}

const csvText = (text: string | null): string =>
  text === null ? '' : /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
