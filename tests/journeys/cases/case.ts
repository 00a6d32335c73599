import type { Row } from '../../../src/journeys/engine/duckdb.ts'
import type { TableName } from '../../../src/journeys/tables.ts'
import { COLUMNS } from '../../../tools/journeys/columns.ts'

/** Input and the answer worked out by hand. */
export interface Case {
  name: string
  /** CSV in the canonical form, all columns. */
  events: string
  /** UTC unless told. */
  zone?: string
  /** ISO 8601 with offset; without it the latest event. */
  asOf?: string
  /** Milliseconds; an hour unless told. */
  window?: number
  /** Every row of a table in its order, with the cells that matter; tables left out are not looked at. */
  expect: Partial<Record<TableName, Row[]>>
}

/** `4 10:05` or `4 10:05:30` of March 2024 in UTC, as rows of the tables have it; other times are left alone. */
export function at(short: string): string {
  const [, day, time] = /^(\d+) (\d\d:\d\d(?::\d\d)?)$/.exec(short) ?? []
  return day && time ? new Date(`2024-03-${day.padStart(2, '0')}T${time}Z`).toISOString() : short
}

/**
 * Canonical CSV of rows that name only some of its columns (`day`, first, is the timestamp, written as `at` takes it). The
 * customer is Asha where no column says other. No cell has a comma.
 */
export function csv(columns: string, rows: string): string {
  const names = columns.split(',')
  const lines = rows
    .split('\n')
    .filter((row) => row.trim() !== '')
    .map((row) => {
      const cells = row.split(',')
      if (cells.length !== names.length) throw new Error(`a case's row needs ${names.length} cells: ${row}`)
      const cell = new Map(names.map((name, index) => [name, cells[index]!]))
      cell.set('timestamp', at(cell.get('day')!.trim()))
      if (!cell.has('customer')) cell.set('customer', 'Asha')
      return COLUMNS.map((name) => cell.get(name) ?? '').join(',')
    })
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`
}
