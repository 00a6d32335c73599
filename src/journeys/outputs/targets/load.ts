import { AppError } from '../../../platform/errors.ts'
import { type Duck, quoted } from '../../engine/duckdb.ts'
import { explained, LIMITS, within } from '../../engine/foreign.ts'
import type { Table } from '../../tables.ts'
import { openClickHouse } from './clickhouse.ts'
import { openMysql } from './mysql.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'
import type { Open, Part, Target } from './target.ts'

export interface LoadOptions {
  /** The finished run; its connection is used by nobody else meanwhile. */
  result: Duck
  /** By the names they carry in the result. */
  tables: Record<string, Table>
  /** Put before each table's name in the database. */
  prefix?: string
  /** Rows of `table` loaded so far, of how many. */
  onProgress?: (progress: { table: string; rows: number; of: number }) => void
  /** Ends the load; the database keeps what it had. */
  signal?: AbortSignal
}

const TARGETS: Record<string, Open> = {
  'mysql:': openMysql,
  'mariadb:': openMysql,
  'postgres:': openPostgres,
  'postgresql:': openPostgres,
  'sqlite:': openSqlite,
  'clickhouse:': openClickHouse,
}

const SHAPES =
  'mysql://user:password@host:3306/database, postgres://user:password@host:5432/database, ' +
  'clickhouse://user:password@host:8123/database or sqlite:file'

function parsed(address: string) {
  // What URL throws holds the address with its password: no cause is kept.
  const url = URL.canParse(address) ? new URL(address) : undefined
  const open = TARGETS[url?.protocol ?? '']
  if (!url || !open || address === 'sqlite:') {
    throw new AppError('invalid', `That address is of no database known here. Give ${SHAPES}.`)
  }
  const isFile = open === openSqlite
  if (!isFile && (!url.hostname || url.pathname.length < 2)) {
    throw new AppError('invalid', `The address lacks a host or the name of a database. Give ${SHAPES}.`)
  }
  try {
    const secrets = [url.password, decodeURIComponent(url.password)]
    return { open, secrets, where: isFile ? address : `${url.protocol}//${url.host}${url.pathname}` }
  } catch {
    throw new AppError('invalid', 'The password holds a % that must be written as %25 in an address.')
  }
}

/**
 * Loads a finished run's tables into a database: side tables are made, filled, counted and then put in the place of the
 * tables at once, so that readers see the whole old or the whole new (ClickHouse: table by table). Columns and types are
 * those of `tables` afterwards; a load that fails or is ended leaves the old tables as they were. The rows loaded per table.
 *
 * Throws AppError: `invalid` (address, or values the database cannot hold), `forbidden`, `not_found`, `unavailable`,
 * `disk_full`, `conflict` (another load is under way; counts differ), `gone` (ended by `signal`). None tells the password.
 */
export async function loadInto(address: string, options: LoadOptions): Promise<Record<string, number>> {
  const { result, tables, prefix = '', signal } = options
  const { open, where, secrets } = parsed(address)
  if (!/^[a-z0-9_]{0,20}$/.test(prefix)) {
    throw new AppError('invalid', 'A prefix is at most 20 small letters, digits and underscores.')
  }
  const parts = Object.entries(tables).map(([from, table]): Part => ({ from, to: `${prefix}${from}`, table }))
  const stopped = new AppError('gone', 'The load was stopped; the tables in the database are as before.')
  const { promise: abortion, reject } = Promise.withResolvers<never>()
  const stop = () => {
    result.interrupt()
    reject(stopped)
  }
  if (signal?.aborted) throw stopped
  signal?.addEventListener('abort', stop)
  const opening = open(address, result)
  let filling: Promise<Record<string, number>> | undefined
  try {
    const target = await Promise.race([opening, abortion])
    filling = fill(target, parts, options)
    return await Promise.race([filling, abortion])
  } catch (thrown) {
    throw signal?.aborted
      ? stopped
      : explained(thrown, where, secrets, 'the load failed, the tables there are as before.')
  } finally {
    signal?.removeEventListener('abort', stop)
    await opening.then(
      (target) => target.close(),
      () => {},
    )
    // The caller may close the result next: nothing reads of it any more.
    await within(LIMITS.connect, 'Stopping', async () => filling).catch(() => {})
  }
}

async function fill(target: Target, parts: Part[], { result, onProgress }: LoadOptions) {
  const loaded: Record<string, number> = {}
  for (const part of parts) {
    const [row] = await result.rows<{ of: number }>(`SELECT count(*) AS of FROM ${quoted(part.from)}`)
    const of = row?.of ?? 0
    let rows = 0
    await target.create(part)
    await target.load(part, (more) => {
      rows += more
      onProgress?.({ table: part.from, rows, of })
    })
    const held = await target.count(part)
    if (held !== of) {
      throw new AppError('conflict', `${part.to} would hold ${held} rows instead of ${of}, so nothing was changed.`)
    }
    loaded[part.from] = held
  }
  await target.swap(parts)
  return loaded
}
