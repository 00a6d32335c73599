import { pipeline } from 'node:stream/promises'
import { Client, type QueryResultRow } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { AppError } from '../../../platform/errors.ts'
import { quoted } from '../../engine/duckdb.ts'
import { LIMITS, within } from '../../engine/foreign.ts'
import type { ColumnType, Table } from '../../tables.ts'
import { type Dialect, linesOf } from './rows.ts'
import { indexed, type Open, type Part, side } from './target.ts'

const TYPES: Record<ColumnType, string> = {
  text: 'text COLLATE "C"',
  list: 'text[]',
  integer: 'bigint',
  decimal: 'numeric(22,4)',
  share: 'double precision',
  time: 'timestamptz',
  flag: 'boolean',
}

// Postgres cannot hold the character NUL in a text.
const withoutNul = (sql: string) => `replace(${sql}, chr(0), chr(65533))`
const element = (sql: string) => `'"' || replace(replace(${withoutNul(sql)}, chr(92), '\\\\'), '"', '\\"') || '"'`
const DIALECT: Dialect = {
  text: withoutNul,
  list: (sql) =>
    `'{' || array_to_string(list_transform(${sql}, lambda e: coalesce(${element('e')}, 'NULL')), ',') || '}'`,
  flag: (sql) => `${sql}::VARCHAR`,
}

const columnsOf = (table: Table) =>
  Object.entries(table.columns)
    .map(([name, { type, nullable }]) => `${quoted(name)} ${TYPES[type]}${nullable === false ? ' NOT NULL' : ''}`)
    .join(', ')

/** PostgreSQL, in the first schema of the user's search path. Times are timestamptz, lists text[], texts compare by their bytes. */
export const openPostgres: Open = async (address, result) => {
  const client = new Client({ connectionString: address, connectionTimeoutMillis: LIMITS.connect, keepAlive: true })
  // Without a listener a connection that breaks between two statements would end the process.
  client.on('error', () => {})
  const ask = <T extends QueryResultRow>(sql: string, values: unknown[] = [], ms = LIMITS.statement): Promise<T[]> =>
    within(ms, sql.slice(0, 40), () => client.query<T>(sql, values).then(({ rows }) => rows))

  async function load(part: Part, moved: (rows: number) => void): Promise<void> {
    const table = quoted(side(part.to))
    await within(LIMITS.stall, `Loading ${part.to}`, (alive) => {
      const lines = linesOf(result, part, DIALECT, (rows) => {
        alive()
        moved(rows)
      })
      return pipeline(lines, client.query(copyFrom(`COPY ${table} FROM STDIN`)))
    })
    const keys = indexed(part.table).map(quoted)
    if (keys.length === 0) return
    await ask(`CREATE INDEX ON ${table} (${keys.join(', ')})`, [], LIMITS.table).catch((error: { code?: string }) => {
      // A text too long for an ordered index (some 2,700 bytes): a hash of it has no bound.
      if (error.code !== '54000') throw error
      return ask(`CREATE INDEX ON ${table} USING hash (${keys[0]})`, [], LIMITS.table)
    })
  }

  async function replace(to: string): Promise<void> {
    const [old] = await ask<{ oid: number }>(
      "SELECT oid FROM pg_class WHERE relname = $1 AND relnamespace = current_schema()::regnamespace AND relkind = 'r'",
      [to],
    )
    if (old && (await hasViews(old.oid))) return refill(to)
    if (old) {
      // Rights are the table's, not the name's: who may read the old one may read the new one.
      const grants = await ask<{ sql: string }>(
        `SELECT format('GRANT %s ON %I TO %s', a.privilege_type, $2::text, coalesce(quote_ident(r.rolname), 'PUBLIC')) AS sql
        FROM pg_class c, aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE c.oid = $1`,
        [old.oid, side(to)],
      )
      for (const { sql } of grants) await ask(sql)
      await ask(`DROP TABLE ${quoted(to)}`)
    }
    await ask(`ALTER TABLE ${quoted(side(to))} RENAME TO ${quoted(to)}`)
  }

  async function hasViews(oid: number): Promise<boolean> {
    const rows = await ask(
      `SELECT 1 FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
      WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = $1 AND r.ev_class <> $1 LIMIT 1`,
      [oid],
    )
    return rows.length > 0
  }

  /** Views stand on the table itself, so its rows are exchanged instead: readers see the old ones until the commit. */
  async function refill(to: string): Promise<void> {
    const shapes = await ask<{ shape: string }>(
      `SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS shape FROM pg_attribute
      WHERE attnum > 0 AND NOT attisdropped AND attrelid IN ($1::regclass, $2::regclass) GROUP BY attrelid`,
      [quoted(to), quoted(side(to))],
    )
    if (shapes[0]?.shape !== shapes[1]?.shape) {
      throw new AppError(
        'conflict',
        `Views stand on ${to}, whose columns change. Drop them, load, and make them again.`,
      )
    }
    await ask(`DELETE FROM ${quoted(to)}`, [], LIMITS.table)
    await ask(`INSERT INTO ${quoted(to)} SELECT * FROM ${quoted(side(to))}`, [], LIMITS.table)
    await ask(`DROP TABLE ${quoted(side(to))}`)
  }

  const close = () => within(LIMITS.connect, 'Closing', () => client.end()).catch(() => {})
  try {
    await client.connect()
    await ask("SET timezone = 'UTC'; SET lock_timeout = '60s'; SET datestyle = 'ISO, YMD'")
    const [lock] = await ask<{ held: boolean }>(
      "SELECT pg_try_advisory_lock(hashtext('journeys'), hashtext(current_schema())) AS held",
    )
    if (lock?.held === false) {
      throw new AppError('conflict', 'Another load into this database is under way. Wait until it is done.')
    }
  } catch (error) {
    await close()
    throw error
  }

  return {
    create: async ({ to, table }) => {
      await ask(`DROP TABLE IF EXISTS ${quoted(side(to))}`)
      await ask(`CREATE TABLE ${quoted(side(to))} (${columnsOf(table)})`)
    },
    load,
    count: async ({ to }) => {
      const [row] = await ask<{ n: string }>(`SELECT count(*) AS n FROM ${quoted(side(to))}`, [], LIMITS.table)
      return Number(row?.n)
    },
    swap: async (parts) => {
      await ask('BEGIN')
      for (const { to } of parts) await replace(to)
      await ask('COMMIT')
    },
    close,
  }
}
