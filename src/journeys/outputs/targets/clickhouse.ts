import { AppError } from '../../../platform/errors.ts'
import { clientOf } from '../../engine/clickhouse.ts'
import { type Duck, quoted } from '../../engine/duckdb.ts'
import { LIMITS, within } from '../../engine/foreign.ts'
import type { ColumnType, Table } from '../../tables.ts'
import { type Dialect, escaped, linesOf } from './rows.ts'
import { type Open, type Part, side } from './target.ts'

const TYPES: Record<ColumnType, string> = {
  text: 'String',
  list: 'Array(String)',
  integer: 'Int64',
  decimal: 'Decimal(22, 4)',
  share: 'Float64',
  time: "DateTime64(6, 'UTC')",
  flag: 'Bool',
}
const element = (sql: string) => `chr(39) || replace(${escaped(sql)}, chr(39), '\\''') || chr(39)`
const DIALECT: Dialect = {
  list: (sql) => `'[' || array_to_string(list_transform(${sql}, lambda e: ${element("coalesce(e, '')")}), ',') || ']'`,
  listsEscaped: true,
  flag: (sql) => `${sql}::VARCHAR`,
}

const name = (text: string) => `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``

function definition({ columns, order }: Table): string {
  const made = Object.entries(columns).map(([column, { type, nullable }]) => {
    const full = nullable === false || type === 'list' ? TYPES[type] : `Nullable(${TYPES[type]})`
    return `${name(column)} ${full}`
  })
  const keys = order.filter((column) => columns[column]?.nullable === false)
  return `(${made.join(', ')}) ENGINE = MergeTree ORDER BY (${keys.map(name).join(', ')})`
}

/** ClickHouse holds times of 1900 to 2299 and would bend others without a word. */
async function checkTimes(result: Duck, { from, to, table }: Part): Promise<void> {
  const times = Object.keys(table.columns).filter((column) => table.columns[column]?.type === 'time')
  for (const column of times) {
    const sql = `SELECT count(*) AS n FROM ${quoted(from)} WHERE year(${quoted(column)}) NOT BETWEEN 1900 AND 2299`
    const [row] = await result.rows<{ n: number }>(sql)
    if (!row?.n) continue
    const text = `${to}.${column} has ${row.n} times before 1900 or after 2299, which ClickHouse cannot hold. Correct them in the mapping.`
    throw new AppError('invalid', text)
  }
}

/**
 * ClickHouse over HTTP (`?secure=true`: HTTPS). Tables are exchanged one by one, each atomically: a reader of two tables may
 * see one new and one old for a moment. The database's engine must be Atomic (the default). Empty lists stand for none.
 */
export const openClickHouse: Open = async (address, result) => {
  const client = clientOf(address)
  const run = (query: string) => within(LIMITS.statement, query.slice(0, 40), () => client.command({ query }))
  const ask = async (query: string): Promise<number> => {
    const rows = await within(LIMITS.table, query.slice(0, 40), () =>
      client.query({ query, format: 'JSONCompactEachRow' }).then((set) => set.json<[string | number]>()),
    )
    return Number(rows[0]?.[0])
  }
  try {
    await ask('SELECT 1')
  } catch (error) {
    await client.close()
    throw error
  }
  return {
    create: async (part) => {
      await run(`DROP TABLE IF EXISTS ${name(side(part.to))}`)
      await run(`CREATE TABLE ${name(side(part.to))} ${definition(part.table)}`)
      await checkTimes(result, part)
    },
    load: async (part, moved) => {
      await within(LIMITS.stall, `Loading ${part.to}`, async (alive) => {
        const values = linesOf(result, part, DIALECT, (rows) => {
          alive()
          moved(rows)
        })
        try {
          await client.insert({ table: name(side(part.to)), values, format: 'TabSeparated' })
        } finally {
          values.destroy()
        }
      })
    },
    count: ({ to }) => ask(`SELECT count() FROM ${name(side(to))}`),
    swap: async (parts) => {
      for (const { to } of parts) {
        const stands = await ask(`EXISTS TABLE ${name(to)}`)
        const [here, there] = [name(side(to)), name(to)]
        await run(stands === 1 ? `EXCHANGE TABLES ${here} AND ${there}` : `RENAME TABLE ${here} TO ${there}`)
        await run(`DROP TABLE IF EXISTS ${here}`)
      }
    },
    close: () => client.close(),
  }
}
