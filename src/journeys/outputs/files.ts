import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, toAppError } from '../../platform/errors.ts'
import { type Duck, literal, quoted } from '../engine/duckdb.ts'
import type { Column, Table } from '../tables.ts'

export interface FilesOptions {
  /** The finished run; what does not fit in its memory goes to its temporary folder. */
  result: Duck
  /** By the names they carry in the result; the files have the same. */
  tables: Record<string, Table>
  /** Made when it is not there. */
  folder: string
  format: 'csv' | 'parquet'
  /** IANA name: CSV has times in this zone, with their offset. Parquet has them in UTC. */
  zone: string
}

/** The columns of `order`, then all others: rows equal in all of them are the same bytes wherever they stand. */
const orderOf = ({ columns, order }: Table) =>
  [...new Set([...order, ...Object.keys(columns)])].map((name) => `${quoted(name)} NULLS FIRST`).join(', ')

// What a spreadsheet would run, or what hides it: `=+-@` (full width as well), NUL, tab, LF and CR at the beginning.
const FORMULA = literal('^[=+\\-@\\x{FF1D}\\x{FF0B}\\x{FF0D}\\x{FF20}\\x00\\t\\n\\r]')

/** DuckDB's SQL for a text that a spreadsheet shows and never runs: one with such a beginning gets an apostrophe before it. */
export const neutralised = (sql: string): string =>
  `CASE WHEN regexp_matches(${sql}, ${FORMULA}, 's') THEN '''' || ${sql} ELSE ${sql} END`

/** DuckDB's SQL for a UTC time as ISO 8601 with the zone's offset, by whole minutes; microseconds where there are some. */
function isoOf(sql: string, zone: string): string {
  const minutes = `(epoch(timezone(${literal(zone)}, timezone('UTC', ${sql})) - ${sql}) // 60)::INTEGER`
  const local = `(${sql} + to_minutes(${minutes}))`
  const fraction = `CASE WHEN epoch_us(${sql}) % 1000000 = 0 THEN '' ELSE strftime(${local}, '.%f') END`
  const sign = `CASE WHEN ${minutes} < 0 THEN '-' ELSE '+' END`
  const offset = `printf('%02d:%02d', abs(${minutes}) // 60, abs(${minutes}) % 60)`
  return `strftime(${local}, '%Y-%m-%dT%H:%M:%S') || ${fraction} || ${sign} || ${offset}`
}

/** DuckDB's SQL for a cell as our CSV files have it: lists joined, formulas neutralised, times in a zone. */
export function csvCell(name: string, { type }: Column, zone: string): string {
  const sql = quoted(name)
  if (type === 'text') return neutralised(sql)
  if (type === 'list') return neutralised(`array_to_string(list_transform(${sql}, lambda e: coalesce(e, '')), ' | ')`)
  return type === 'time' ? isoOf(sql, zone) : sql
}

function copyOf(name: string, table: Table, { format, zone }: FilesOptions, path: string): string {
  const cells = Object.entries(table.columns).map(([column, of]) => {
    // As instants, so that no reader takes them for local times.
    const instant = of.type === 'time' ? `timezone('UTC', ${quoted(column)})` : quoted(column)
    return `${format === 'csv' ? csvCell(column, of, zone) : instant} AS ${quoted(column)}`
  })
  const rows = `SELECT * FROM ${quoted(name)} ORDER BY ${orderOf(table)}`
  const how = format === 'csv' ? 'FORMAT csv, HEADER' : 'FORMAT parquet, COMPRESSION zstd'
  return `COPY (SELECT ${cells.join(', ')} FROM (${rows})) TO ${literal(path)} (${how})`
}

function toDisk(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Writes each table to `<folder>/<table>.csv` (UTF-8, header, lists joined by ` | `, formulas neutralised) or `.parquet`,
 * and gives back the paths. The bytes depend on the rows only. Files are written aside, brought to disk and then renamed:
 * one that stood there is whole until the new one is.
 *
 * Throws AppError: `invalid` for an unknown zone, `disk_full`, or `unavailable` when the folder cannot be written.
 */
export async function writeFiles(options: FilesOptions): Promise<string[]> {
  const { result, tables, folder, format, zone } = options
  const known = await result.rows('SELECT 1 FROM pg_timezone_names() WHERE name = $1', [zone])
  if (known.length === 0) {
    throw new AppError('invalid', `${zone} is no time zone. Give an IANA name such as Asia/Kolkata.`)
  }
  const files = Object.keys(tables).map((name) => ({
    name,
    part: join(folder, `.${name}.${format}.part`),
    path: join(folder, `${name}.${format}`),
  }))
  try {
    mkdirSync(folder, { recursive: true })
  } catch (thrown) {
    throw explained(thrown, folder)
  }
  try {
    for (const { name, part } of files) {
      await result.run(copyOf(name, tables[name]!, options, part))
      toDisk(part)
    }
    for (const { part, path } of files) renameSync(part, path)
    toDisk(folder)
    return files.map(({ path }) => path)
  } catch (thrown) {
    for (const { part } of files) rmSync(part, { force: true })
    throw explained(thrown, folder)
  }
}

function explained(thrown: unknown, folder: string): AppError {
  const { message = '' } = thrown as { message?: string }
  if (/no space left|disk quota|ENOSPC|max_temp_directory_size/i.test(message)) {
    return new AppError('disk_full', `No room is left to write ${folder}. Free some and write again.`, {
      cause: thrown,
    })
  }
  if (/permission denied|EACCES|EROFS|ENOTDIR|EEXIST|EISDIR|cannot open file/i.test(message)) {
    return new AppError('unavailable', `${folder} cannot be written. Give a folder you may write.`, { cause: thrown })
  }
  return toAppError(thrown)
}
