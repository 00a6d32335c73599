import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import { AppError } from '../../platform/errors.ts'
import { explained, LIMITS, within } from './foreign.ts'

/** The oldest ClickHouse whose SQL has all that the steps use. */
const OLDEST = [24, 8] as const
/** Names the tables of the run that last had a folder, for as long as they may be there. */
const NOTE = '.clickhouse'
const SHAPE = 'clickhouse://user:password@host:8123/database'

const SETTINGS: ClickHouseSettings = {
  join_use_nulls: 1,
  // As in DuckDB: in `min(t) as t ... group by t` the last is the column.
  prefer_column_name_to_alias: 1,
  output_format_parquet_string_as_string: 1,
  output_format_parquet_compression_method: 'lz4',
  // A result is whole or an error; and who waits hears that it is alive.
  wait_end_of_query: 1,
  send_progress_in_http_headers: 1,
  // Whatever the user's profile says: what was sent is there before the steps read it.
  async_insert: 0,
  http_headers_progress_interval_ms: '30000',
}

/** Deriving on a ClickHouse: tables of one run, named `@name` in its SQL. Everything throws AppErrors, none with the password. */
export interface ClickHouse {
  /** Makes a table, of columns or of what is selected (with a customer `c`). */
  make(name: string, columns: string): Promise<void>
  keep(name: string, select: string): Promise<void>
  drop(names: readonly string[]): Promise<void>
  /** Adds the rows of a Parquet file to a table, the columns named. */
  send(name: string, columns: readonly string[], path: string): Promise<void>
  /** Writes what is selected as Parquet. */
  fetch(select: string, path: string): Promise<void>
  count(name: string): Promise<number>
  /** Ends what is running, and drops the run's tables; never throws. */
  close(): Promise<void>
}

async function* moving(path: string, alive: () => void) {
  for await (const piece of createReadStream(path)) {
    alive()
    yield piece as Buffer
  }
}

/** A client of an address `clickhouse://` (`?secure=true`: HTTPS). */
export function clientOf(address: string, settings: ClickHouseSettings = {}): ClickHouseClient {
  const url = new URL(address)
  const secure = url.searchParams.get('secure') === 'true'
  return createClient({
    url: `${secure ? 'https' : 'http'}://${url.hostname}:${url.port || (secure ? 8443 : 8123)}`,
    username: decodeURIComponent(url.username) || 'default',
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    request_timeout: LIMITS.stall,
    // An hour of progress.
    max_response_headers_size: 1 << 20,
    clickhouse_settings: settings,
    log: { level: ClickHouseLogLevel.OFF },
  })
}

function parsed(address: string) {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'clickhouse:' || !url.hostname || url.pathname.length < 2)
    throw new AppError('invalid', `That is no address of an engine. Give ${SHAPE}, or leave --engine out for DuckDB.`)
  try {
    const secrets = [url.password, decodeURIComponent(url.password)]
    return { secrets, where: `${url.protocol}//${url.host}${url.pathname}` }
  } catch {
    throw new AppError('invalid', 'The password holds a % that must be written as %25 in an address.')
  }
}

/**
 * Reaches a ClickHouse for a run in `folder`, which nobody else has; what a killed run there left behind is dropped. Throws `invalid`
 * (address, or a server that is too old), `forbidden`, `not_found`, `unavailable`; later calls also `disk_full`.
 */
export async function openClickHouse(
  address: string,
  { folder, signal }: { folder: string; signal?: AbortSignal },
): Promise<ClickHouse> {
  const { where, secrets } = parsed(address)
  const client = clientOf(address, SETTINGS)
  const prefix = `phygital_run_${randomBytes(8).toString('hex')}_`
  const note = join(folder, NOTE)
  let queries = 0
  const clear = <T>(work: Promise<T>) =>
    work.catch((thrown: unknown) => {
      throw explained(thrown, where, secrets, 'the run failed there, the last result is as it was.')
    })
  const own = (sql: string) => sql.replace(/@(\w+)/g, `${prefix}$1`)
  const call = () => ({ query_id: `${prefix}${queries++}`, ...(signal ? { abort_signal: signal } : {}) })
  const command = (ms: number, query: string, params: { abort_signal?: AbortSignal } = call()) =>
    within(ms, query.slice(0, 60), () => client.command({ query, ...params }).then(() => {}))
  const ask = <T>(query: string) =>
    within(LIMITS.statement, query.slice(0, 60), () =>
      client.query({ query, format: 'JSONCompactEachRow' }).then((set) => set.json<T[]>()),
    )
  /** Ends what a run has running there, and drops its tables. */
  const sweep = async (run: string) => {
    const kill = `KILL QUERY WHERE startsWith(query_id, '${run}') AND user = currentUser() SYNC`
    await command(LIMITS.connect, kill, {}).catch(() => {})
    const tables = await ask<string>(
      `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, '${run}')`,
    )
    if (tables.length > 0) await command(LIMITS.statement, `DROP TABLE IF EXISTS ${tables.join(', ')} SYNC`, {})
  }
  const open = async () => {
    const [[version] = ['']] = await ask<string>('SELECT version()')
    const [major = 0, minor = 0] = version!.split('.').map(Number)
    if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
      throw new AppError('invalid', `${where} is ClickHouse ${version}; a run needs ${OLDEST.join('.')} or newer.`)
    const left = await readFile(note, 'utf8').catch(() => '')
    if (/^phygital_run_[0-9a-f]{16}_$/.test(left)) await sweep(left)
    await writeFile(note, prefix)
    await command(LIMITS.statement, own('CREATE TABLE @try (c UInt64) ENGINE = MergeTree ORDER BY c'))
  }
  await clear(open()).catch(async (error) => {
    await client.close()
    throw error
  })
  return {
    make: (name, columns) =>
      clear(command(LIMITS.statement, own(`CREATE TABLE @${name} (${columns}) ENGINE = MergeTree ORDER BY tuple()`))),
    keep: (name, select) =>
      clear(command(LIMITS.table, own(`CREATE TABLE @${name} ENGINE = MergeTree ORDER BY c AS ${select}`))),
    drop: (names) =>
      clear(command(LIMITS.statement, own(`DROP TABLE ${names.map((name) => `@${name}`).join(', ')} SYNC`))),
    send: (name, columns, path) =>
      clear(
        within(LIMITS.stall, `Sending ${name}`, async (alive) => {
          const values = Readable.from(moving(path, alive), { objectMode: false })
          const names = [...columns] as [string, ...string[]]
          await client
            .insert({ table: own(`@${name}`), columns: names, values, format: 'Parquet', ...call() })
            .finally(() => values.destroy())
        }),
      ),
    fetch: (select, path) =>
      clear(
        within(LIMITS.table, 'Fetching the tables', async () => {
          const { stream } = await client.exec({ query: own(`${select} FORMAT Parquet`), ...call() })
          await pipeline(stream, createWriteStream(path))
        }),
      ),
    count: (name) => clear(ask<string>(own(`SELECT count() FROM @${name}`)).then((rows) => Number(rows[0]?.[0]))),
    // What could not be dropped is, by the next run.
    close: () =>
      sweep(prefix)
        .then(() => rm(note, { force: true }))
        .catch(() => {})
        .finally(() => client.close()),
  }
}
