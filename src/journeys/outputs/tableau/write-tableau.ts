import { createWriteStream, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { AppError } from '../../../platform/errors.ts'
import { type Duck, literal, quoted } from '../../engine/duckdb.ts'
import type { ColumnType, Table } from '../../tables.ts'
import { type HyperServer, withHyper } from './hyper-server.ts'
import { tds } from './tds.ts'

export interface TableauOptions {
  /** The finished run, with a table for each of `tables`. */
  result: Duck
  tables: Record<string, Table>
  /** An existing folder; without `hyperd` the one the CSV files are in. */
  folder: string
  /** IANA zone whose local times go out: Tableau's times know no zone. */
  zone: string
  /** Path of Tableau's engine; without it the data sources read the CSV files. */
  hyperd?: string | undefined
}

const HYPER: Record<ColumnType, string> = {
  text: 'TEXT',
  list: 'TEXT',
  integer: 'BIGINT',
  decimal: 'NUMERIC(18,4)',
  share: 'DOUBLE PRECISION',
  time: 'TIMESTAMP',
  flag: 'BOOLEAN',
}

/**
 * Writes one data source per table: `<table>.tdsx` with an extract, or `<table>.tds` over `<table>.csv`. One each, because
 * tables of one data source would have to be joined, and Tableau blends data sources by the names they share.
 * Returns the names of the files. Throws `invalid` for a decimal Tableau cannot hold, `unavailable` without a working hyperd.
 */
export async function writeTableau(options: TableauOptions): Promise<string[]> {
  const { tables, folder, hyperd } = options
  if (hyperd) return withHyper({ hyperd }, (hyper) => writeExtracts(options, hyper))
  return Object.entries(tables).map(([name, table]) => {
    writeFileSync(join(folder, `${name}.tds`), tds(name, table, { csv: `${name}.csv`, folder: '.' }))
    return `${name}.tds`
  })
}

async function writeExtracts(options: TableauOptions, hyper: HyperServer): Promise<string[]> {
  const files: string[] = []
  const scratch = mkdtempSync(join(options.folder, '.tableau-'))
  try {
    for (const [name, table] of Object.entries(options.tables)) {
      const extract = await load(options, hyper, scratch, name, table)
      const part = join(scratch, `${name}.tdsx`)
      const inside = `Data/Extracts/${name}.hyper`
      await zip(part, { [`${name}.tds`]: tds(name, table, { hyper: inside }) }, { [inside]: extract })
      renameSync(part, join(options.folder, `${name}.tdsx`))
      rmSync(extract)
      files.push(`${name}.tdsx`)
    }
    return files
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** DuckDB hands the rows to hyperd in a Parquet file: typed, and both read it in bulk. Returns the extract's path. */
async function load(
  { result, zone }: TableauOptions,
  hyper: HyperServer,
  scratch: string,
  name: string,
  table: Table,
): Promise<string> {
  const rows = join(scratch, `${name}.parquet`)
  const extract = join(scratch, `${name}.hyper`)
  const columns = Object.entries(table.columns)
  const cells = columns.map(([column, { type }]) => `${cell(quoted(column), type, zone)} AS ${quoted(column)}`)
  const order = table.order.map((column) => `${quoted(name)}.${quoted(column)}`)
  const select = `SELECT ${cells.join(', ')} FROM ${quoted(name)} ORDER BY ${order.join(', ')}`
  await result.run(`COPY (${select}) TO ${literal(rows)} (FORMAT parquet)`).catch((error: Error) => {
    if (!error.message.includes('DECIMAL(18,4)')) throw error
    const message = `Tableau holds decimals of at most 14 digits before the point; the table ${name} has a larger one.`
    throw new AppError('invalid', message, { cause: error })
  })
  const target = `x."Extract".${quoted(name)}`
  const types = columns.map(([column, { type }]) => `${quoted(column)} ${HYPER[type]}`)
  await hyper.run(`CREATE DATABASE ${quoted(extract)}`)
  await hyper.run(`ATTACH DATABASE ${quoted(extract)} AS x`)
  await hyper.run('CREATE SCHEMA x."Extract"')
  await hyper.run(`CREATE TABLE ${target} (${types.join(', ')})`)
  await hyper.run(`COPY ${target} FROM ${literal(rows)} WITH (FORMAT => 'parquet')`)
  await hyper.run('DETACH DATABASE x')
  rmSync(rows)
  return extract
}

function cell(column: string, type: ColumnType, zone: string): string {
  if (type === 'list') return `array_to_string(${column}, ' | ')`
  if (type === 'decimal') return `CAST(${column} AS DECIMAL(18,4))`
  if (type === 'time') return `${column} AT TIME ZONE 'UTC' AT TIME ZONE ${literal(zone)}`
  return column
}

/** A zip of texts and files; deflating halves an extract for a third more time. */
async function zip(path: string, texts: Record<string, string>, files: Record<string, string>): Promise<void> {
  const archive = new ZipFile()
  for (const [name, text] of Object.entries(texts)) archive.addBuffer(Buffer.from(text), name)
  for (const [name, file] of Object.entries(files)) archive.addFile(file, name)
  archive.end()
  await pipeline(archive.outputStream, createWriteStream(path))
}
