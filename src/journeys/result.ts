import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'
import type { Section } from '../web/plots/section.ts'
import { type Duck, openDuck, quoted, type Row } from './engine/duckdb.ts'
import { spillFolder } from './folder.ts'
import { PHRASES, sentencesOf } from './insights/phrasing/kept.ts'
import { figures, period, sections } from './insights/plots.ts'
import { readInsights } from './insights/read-insights.ts'
import { csvCell } from './outputs/files.ts'
import { RESULT_TABLES, type ResultTable } from './result-tables.ts'
import { RESULT } from './sets.ts'
import type { Column } from './tables.ts'
import type { Subject } from './trace.ts'

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
  /** Their row of `customers`. */
  of: Row
  /** What is most telling of them, in sentences. */
  said: string[]
  /** Of each table the latest rows, the oldest of them first. */
  purchases: Row[]
  searches: Row[]
  touches: Row[]
  /** A table may have more of them. */
  cut: boolean
}

/** What a result tells of all customers. */
export interface Insights {
  period: string
  figures: [term: string, figure: string][]
  said: string[]
  /** Each is drawn from the table its id names. */
  sections: Section[]
}

/** A finished run, for reading. Rows have `rowid` (stable within the result) and `ref` (stands for the customer). */
export interface Result {
  /** Of the file, so that what was read can be kept as long as it stays. */
  version: string
  counts(): Promise<Record<ResultTable, number>>
  /** Steps of the cleaning in their order, and how many each took. */
  report(): Promise<{ step: string; count: number }[]>
  about(): Promise<{ zone: string; asOf: string | null }>
  insights(): Promise<Insights>
  /** The values that stand in a column (of a list: in its entries), the most frequent first, at most `most`. */
  choices(table: ResultTable, column: string, most: number): Promise<string[]>
  /** One page, and how many rows there are on all pages. */
  page(table: ResultTable, asked: RowsAsked): Promise<{ rows: Row[]; total: number }>
  /** CSV (header, formulas neutralised, times in `zone`) of all that fits, in pieces. Throws `not_found` for columns that are not there. */
  csv(table: ResultTable, asked: RowsAsked, columns: readonly string[], zone: string): AsyncIterable<string>
  /** Throws `not_found` when nobody has this reference. */
  customer(ref: string): Promise<CustomerRows>
  /** Whose journey a row is of, told by the row's `rowid` and `ref`. Throws `not_found` when that row is another one's or none. */
  subject(table: Traced, rowid: number, ref: string): Promise<Subject>
  close(): void
}

/** Tables each row of which is of one journey. */
export const TRACED = ['purchases', 'searches', 'touches'] as const
export type Traced = (typeof TRACED)[number]

const MEMORY = 200e6
/** Rows of one customer that are shown of each table. */
const MOST = 2000
const REF = /^[0-9a-f]{1,16}$/

/** What a search looks into. */
const SEARCHED: Record<ResultTable, string[]> = {
  purchases: ['customer', 'product'],
  searches: ['customer', 'product'],
  searches_by_customer: ['customer', "array_to_string(products, ' ')"],
  touches: ['customer', 'product'],
  unassigned: ['product', 'term', 'order_id'],
  rejected: ['file', 'reason', 'value'],
  customers: ['customer'],
  looked_bought: ['looked_at', 'bought_at'],
  price_gaps: ['product', 'application', 'cheapest'],
  time_to_purchase: ['category'],
  bags: ['product', 'application'],
  repeats: ['product'],
  segments: ['segment'],
}

const columnOf = (table: ResultTable, name: string): Column => {
  const columns: Record<string, Column> = RESULT_TABLES[table].columns
  if (!Object.hasOwn(columns, name)) throw new AppError('not_found', `${table} has no column ${name}.`)
  return columns[name]!
}

const hasCustomer = (table: ResultTable) => 'customer' in RESULT_TABLES[table].columns

/** The condition of a question, and its values by their place. */
function where(
  table: ResultTable,
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
function orderBy(table: ResultTable, sort: string | undefined, back = false): string {
  const by = sort?.replace(/^-/, '')
  if (by) columnOf(table, by)
  const down = sort?.startsWith('-') === true
  const way = down !== back ? 'desc' : 'asc'
  const names = by ? [by] : RESULT_TABLES[table].order.slice(0, 2)
  return [...names.map(quoted), 'rowid'].map((name) => `${name} ${way} nulls ${back ? 'first' : 'last'}`).join(', ')
}

/** Names what there is to read in a folder: another after the next run, and once its sentences are phrased. Throws `not_found`. */
export async function versionOf(folder: string): Promise<string> {
  const found = await stat(join(folder, RESULT)).catch(() => undefined)
  if (!found) throw new AppError('not_found', 'No run has finished yet. Start one.')
  const phrases = await stat(join(folder, PHRASES)).catch(() => undefined)
  return `${found.ino}-${found.mtimeMs}-${phrases?.mtimeMs ?? 0}`
}

/**
 * Opens the result of a folder, read only; a later run puts another file in its place and does not disturb it. Throws `not_found`.
 * @param slow takes half the memory and one thread: for a long answer that must not be felt
 */
export async function openResult(folder: string, slow = false): Promise<Result> {
  const version = await versionOf(folder)
  const path = join(folder, RESULT)
  const duck = await openDuck({
    ...{ path, readOnly: true, temp: await spillFolder(join(folder, 'reading')) },
    ...(slow ? { memory: MEMORY / 2, threads: 1 } : { memory: MEMORY, threads: 2 }),
  })
  return resultOf(duck, folder, version)
}

function resultOf(duck: Duck, folder: string, version: string): Result {
  const names = (table: ResultTable) => Object.keys(RESULT_TABLES[table].columns).map(quoted).join(', ')
  const ref = (table: ResultTable) => (hasCustomer(table) ? ", printf('%x', hash(customer)) as ref" : '')
  const ofCustomer = (table: ResultTable, order: string) =>
    `from (select rowid, ${names(table)} from ${table} where customer = $1 order by ${order} desc, rowid desc limit ${MOST}) order by ${order}, rowid`
  const run = async () =>
    (await duck.rows<{ zone: string; asOf: string | null }>('select zone, as_of as "asOf" from run'))[0]!
  return {
    version,
    counts: async () => {
      const each = Object.keys(RESULT_TABLES).map((name) => `(select count(*) from ${name}) as ${name}`)
      return (await duck.rows<Record<ResultTable, number>>(`select ${each.join(', ')}`))[0]!
    },
    report: () => duck.rows('select step, count from report order by rowid'),
    about: run,
    async insights() {
      const said = await sentencesOf(duck, folder, null)
      const [insight, { zone }] = [await readInsights(duck, said), await run()]
      return {
        period: period(insight, zone),
        figures: figures(insight),
        said: insight.said,
        sections: sections(insight),
      }
    },
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
      const cells = columns.map((name) => written(csvCell(name, columnOf(table, name), zone)))
      yield `${columns.join(',')}\n`
      // A line is made by DuckDB: as one text a row it takes a tenth of what its cells take here.
      const lines = `select ${cells.join(" || ',' || ")} as line from ${table} ${sql} order by ${orderBy(table, asked.sort)}`
      for await (const block of duck.stream<{ line: string }>(lines, values))
        yield `${block.map(({ line }) => line).join('\n')}\n`
    },
    async customer(given) {
      const [of] = REF.test(given)
        ? await duck.rows<Row & { customer: string }>(
            `select ${names('customers')} from customers where hash(customer) = ${BigInt(`0x${given}`)}::ubigint`,
          )
        : []
      if (!of) throw new AppError('not_found', 'The result has no such customer.')
      const { customer } = of
      const rows = {
        purchases: await duck.rows(ofCustomer('purchases', 'timestamp'), [customer]),
        searches: await duck.rows(ofCustomer('searches', 'last_seen'), [customer]),
        touches: await duck.rows(ofCustomer('touches', 'first_seen'), [customer]),
      }
      const said = (await sentencesOf(duck, folder, customer)).map(({ text }) => text)
      return { customer, of, said, ...rows, cut: Object.values(rows).some(({ length }) => length === MOST) }
    },
    async subject(table, rowid, ref) {
      const isTerm = table === 'purchases' ? 'false' : 'is_term'
      const [found] = await duck.rows<Subject & { ref: string }>(
        `select customer, product, ${isTerm} as "isTerm", journey, printf('%x', hash(customer)) as ref from ${table} where rowid = $1`,
        [rowid],
      )
      if (found?.ref !== ref) throw new AppError('not_found', 'A newer run has made other rows. Load the page again.')
      const { customer, product, isTerm: term, journey } = found
      return { customer, product, isTerm: term, journey }
    },
    close: () => duck.close(),
  }
}

/** The SQL of a cell as CSV has it; empty for none. */
const written = (cell: string): string => {
  const text = `cast(${cell} as varchar)`
  return `coalesce(if(regexp_matches(${text}, '[",\\r\\n]'), '"' || replace(${text}, '"', '""') || '"', ${text}), '')`
}
