import { basename } from 'node:path'
import {
  openResult,
  RESULT_TABLES,
  type Result,
  type RowsAsked,
  streamApart,
  versionOf,
} from '../../../journeys/journeys.ts'
import { type Context, requireAdmin, transact } from '../../../platform/context.ts'
import { AppError, checked } from '../../../platform/errors.ts'
import { readBrand } from '../../brand/reads.ts'
import { instantsOf } from '../../lists/rules/days.ts'
import type { ListSpec } from '../../lists/rules.ts'
import { type ListQuery, listQuery } from '../../lists/schema.ts'
import { type JourneyTable, journeyLists, journeyTables } from '../rules.ts'
import type { Cell, CustomerAnswer, InsightsAnswer, ResultAnswer, TablePage } from '../schema.ts'
import { resultFolder, uploads, uploadsFolder } from './files.ts'

const CHOICES = 50
const IDLE_MS = 60_000
/** Exports at once; what each may take, and how long somebody may take to read it. */
const EXPORTS = 2
const EXPORT_BYTES = 600e6
const EXPORT_MS = 60 * 60_000

interface Opened {
  version: string
  result: Promise<Result>
  users: number
  idle?: NodeJS.Timeout
  /** What was read of it once for all. */
  about?: Promise<ResultAnswer>
  insights?: Promise<InsightsAnswer>
}

/** The open result of a folder; a newer one takes its place, and the last is closed when nobody reads it any more. */
const open = new Map<string, Opened>()

/** Reads the last finished run, for admins. Throws `not_found` before there is one. */
export async function reading<T>(ctx: Context, read: (result: Result, opened: Opened) => Promise<T>): Promise<T> {
  requireAdmin(ctx, 'see this')
  const folder = resultFolder(ctx.config)
  const version = await versionOf(folder)
  let it = open.get(folder)
  if (it?.version !== version) {
    const before = it
    it = { version, result: openResult(folder), users: 0 }
    open.set(folder, it)
    if (before?.users === 0) void close(before)
  }
  const own = it
  clearTimeout(own.idle)
  own.users++
  try {
    return await read(await own.result, own)
  } catch (error) {
    if (open.get(folder) === own && own.users === 1) open.delete(folder)
    throw error
  } finally {
    own.users--
    if (own.users === 0 && open.get(folder) !== own) void close(own)
    else if (own.users === 0) {
      own.idle = setTimeout(() => {
        open.delete(folder)
        void close(own)
      }, IDLE_MS).unref()
    }
  }
}

async function close({ result, idle }: Opened): Promise<void> {
  clearTimeout(idle)
  await result.then(
    (it) => it.close(),
    () => undefined,
  )
}

/** What is told before the first run has finished. */
async function orNone<T>(read: Promise<T>, none: T): Promise<T> {
  try {
    return await read
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return none
    throw error
  }
}

/** What the last finished run made: its tables with their columns and the values to filter by, and what the cleaning did. For admins. */
export const resultAbout = (ctx: Context): Promise<ResultAnswer> =>
  orNone(
    reading(ctx, (result, opened) => {
      opened.about ??= about(result)
      return opened.about
    }),
    { result: null },
  )

/** What the last finished run tells of all customers: sentences and plots, for admins. */
export const insights = (ctx: Context): Promise<InsightsAnswer> =>
  orNone(
    reading(ctx, (result, opened) => {
      opened.insights ??= result.insights().then((told) => ({ insights: told }))
      return opened.insights
    }),
    { insights: null },
  )

async function about(result: Result): Promise<ResultAnswer> {
  const [counts, report, run] = [await result.counts(), await result.report(), await result.about()]
  const tables = []
  for (const name of journeyTables) {
    const choices: Record<string, string[]> = {}
    for (const [column, { kind }] of Object.entries(journeyLists[name].filters))
      if (kind === 'text') choices[column] = await result.choices(name, column, CHOICES)
    const { what, columns } = RESULT_TABLES[name]
    const said = Object.entries(columns).map(([column, { type, what: of }]) => ({ name: column, type, what: of }))
    tables.push({ name, what, rows: counts[name], columns: said, choices })
  }
  return { result: { ...run, report, tables } }
}

/** A question of the address as the result takes it. */
async function askedFor(ctx: Context, table: JourneyTable, query: object) {
  const list: ListSpec = journeyLists[table]
  const given = checked(listQuery(list), query) as ListQuery<ListSpec> & Record<string, string>
  const { zone } = await readBrand(ctx)
  const filters: NonNullable<RowsAsked['filters']> = {}
  for (const [name, { kind }] of Object.entries(list.filters)) {
    const said = given[name]
    if (!said) continue
    filters[name] =
      kind === 'days' ? instantsOf(said, zone, ctx.now()) : said === 'yes' || said === 'no' ? said === 'yes' : said
  }
  const { search, sort, page, size } = given
  return { asked: { search, sort, filters } satisfies RowsAsked, page, size, zone }
}

/** One page of a table, for admins. Throws `not_found` before the first run has finished. */
export async function tableRows(ctx: Context, table: JourneyTable, query: object): Promise<TablePage> {
  requireAdmin(ctx, 'see this')
  const { asked, page, size } = await askedFor(ctx, table, query)
  const { rows, total } = await reading(ctx, (result) =>
    result.page(table, { ...asked, limit: size, offset: (page - 1) * size }),
  )
  const called = table === 'rejected' ? await callFiles(ctx) : undefined
  return {
    rows: rows.map(({ rowid, ref, ...cells }) => {
      if (called) cells.file = called(String(cells.file))
      return { id: Number(rowid) + 1, ref: (ref as string | undefined) ?? null, cells: cells as Record<string, Cell> }
    }),
    total,
    page,
    pageSize: size,
  }
}

/** Files as people call them: uploads lie under their ids. */
export async function callFiles(ctx: Context): Promise<(path: string) => string> {
  const names = new Map((await uploads(ctx)).rows.map(({ id, name }) => [String(id), name]))
  const folder = uploadsFolder(ctx.config)
  return (path) => {
    const id = path.startsWith(folder) ? basename(path, '.upload') : undefined
    return id === undefined ? basename(path) : (names.get(id) ?? `Upload ${id}`)
  }
}

let exporting = 0

/** A table as CSV, exactly what the filters show, in their order; recorded; written by a process of its own. For admins. Throws `too_many` while others are written. */
export async function tableCsv(
  ctx: Context,
  table: JourneyTable,
  { columns, ...query }: { columns: string },
): Promise<AsyncIterable<Buffer>> {
  requireAdmin(ctx, 'export this')
  const { asked, zone } = await askedFor(ctx, table, query)
  const all = Object.keys(RESULT_TABLES[table].columns)
  const chosen = columns.split(',').filter((name) => all.includes(name))
  const task = {
    ...{ kind: 'csv' as const, folder: resultFolder(ctx.config), table, asked, zone },
    columns: chosen.length > 0 ? chosen : all,
  }
  await reading(ctx, async () => undefined)
  if (exporting >= EXPORTS) throw new AppError('too_many', 'Other exports are being written. Try again in a moment.')
  exporting++
  try {
    await transact(ctx, (work) => work.record('journey.exported', 'journey_result', null, { table }))
    const rows = streamApart(task, { memory: EXPORT_BYTES, timeMs: EXPORT_MS })
    return pieces(rows[Symbol.asyncIterator]())
  } catch (error) {
    exporting--
    throw error
  }
}

/** Ends what writes when nobody reads any more, also when nobody ever began to. */
function pieces(rows: AsyncIterator<Buffer>): AsyncIterable<Buffer> & AsyncIterator<Buffer> {
  let over = false
  const end = () => {
    if (!over) exporting--
    over = true
  }
  const told = (next: Promise<IteratorResult<Buffer>>) =>
    next.then(
      (it) => {
        if (it.done) end()
        return it
      },
      (error) => {
        end()
        throw error
      },
    )
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: () => told(rows.next()),
    return: () => told(rows.return!()),
    throw: (error) => told(rows.throw!(error)),
  }
}

/** All that the result says of one customer, for admins. Throws `not_found`. */
export function customerRows(ctx: Context, ref: string): Promise<CustomerAnswer> {
  return reading(ctx, async (result) => {
    const [found, { zone }] = [await result.customer(ref), await readBrand(ctx)]
    return { ...found, zone } as CustomerAnswer
  })
}
