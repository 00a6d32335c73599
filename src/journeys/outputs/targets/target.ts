import type { Duck } from '../../engine/duckdb.ts'
import type { Table } from '../../tables.ts'

/** A table on its way: its name in the result and in the database. */
export interface Part {
  from: string
  to: string
  table: Table
}

/** A foreign database while it is being loaded. Nothing that readers see changes before `swap`. */
export interface Target {
  /** Makes the empty side table; what an earlier load left behind goes. */
  create(part: Part): Promise<void>
  /** Loads all rows into the side table and makes its index. `moved` hears of rows as they go, at least every 2,048. */
  load(part: Part, moved: (rows: number) => void): Promise<void>
  /** How many rows the side table holds. */
  count(part: Part): Promise<number>
  /** Puts the side tables in the place of the tables. */
  swap(parts: Part[]): Promise<void>
  /** Ends the connection at once; what was not swapped is gone or is cleared by the next load. */
  close(): Promise<void>
}

/** Connects; the address has been looked at. */
export type Open = (address: string, result: Duck) => Promise<Target>

/** The name of the table that is filled before it is swapped in. */
export const side = (name: string): string => `${name}__new`

/** Columns worth an index: those of customer and product the table has. */
export const indexed = ({ columns }: Table): string[] => ['customer', 'product'].filter((name) => name in columns)
