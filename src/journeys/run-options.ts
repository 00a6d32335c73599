import type { Corrections } from './cleaning/corrections.ts'
import type { Link } from './identity.ts'
import type { Source } from './sets.ts'

export interface RunOptions {
  /** None with `add`: the result is made anew of what it was made of, with other corrections. */
  sources: readonly Source[]
  /** Where the result is: `journeys.duckdb`, and what a later run needs in `staged/`. */
  folder: string
  /** Add to what the folder has; otherwise the result is of these sources alone. */
  add?: boolean
  /** IANA zone of calendar days and texts; by default that of what is added to, else of the first mapping. */
  zone?: string
  /** ISO time the searches are listed as of; by default the latest event. */
  asOf?: string
  /** How long ago a search must have been touched to be listed; by default as what is added to has it, else an hour. */
  windowMs?: number
  /** Bytes of the whole process; 1 GB. */
  memory?: number
  threads?: number
  /** `clickhouse://user:password@host:8123/database`: the tables are derived there, row for row the same. By default here, in DuckDB. */
  engine?: string
  /** Parts the customers are worked in; by default as the input's size needs. The result does not depend on it. */
  shards?: number
  /** Share of the customers, whole, 0 to 1. */
  sample?: number
  /** Share of rows that may be unreadable; 0.05. */
  mostRejected?: number
  corrections?: Corrections
  /**
   * Which identifiers are which customer: links, a file of them, or those `proposeLinks` makes of the sources; nobody is merged
   * without. What is added to a result is read with its links.
   */
  links?: readonly Link[] | { file: string } | 'proposed'
  /** Below it no names are merged and no category is guessed; 0.8. Above 1: never. */
  minConfidence?: number
  onProgress?: (progress: Progress) => void
  signal?: AbortSignal
}

export interface Progress {
  phase: 'read' | 'clean' | 'derive'
  /** 0 to 1 of the phase. */
  done: number
  rows: number
}

export interface RunReport {
  rows: number
  tables: Record<string, number>
  /** Steps of the reading and cleaning, and how many rows or names each took. */
  cleaning: Record<string, number>
  /** ISO time the searches are as of; null when there are no events. */
  asOf: string | null
}
