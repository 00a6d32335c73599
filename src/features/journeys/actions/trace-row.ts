import { type Row, runApart } from '../../../journeys/journeys.ts'
import { type Context, transact } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { resultFolder } from '../reads/files.ts'
import { callFiles, readingResult } from '../reads/tables.ts'
import type { TraceAnswer, TraceAsked, TracedEvent } from '../schema.ts'

const TRACE_MS = 30_000
const TRACE_BYTES = 500e6
/** At once, of all admins. */
const MOST = 2

/** Cells of an event: what they are called, and under which name the file's is. */
const CLEANED: [name: string, written: string][] = [
  ...['product', 'category', 'sub_category', 'colour', 'size', 'application'].map((name): [string, string] => [
    name,
    name,
  ]),
  ['quantity', 'quantity_written'],
  ['unit_price', 'unit_written'],
  ['final_price', 'final_written'],
]
/** Those that are taken as they stand. */
const AS_WRITTEN = ['term', 'order_id', 'session', 'payment_mode']

let tracing = 0

/**
 * The events a row is made of, read in a process of its own and recorded; for admins. Throws `not_found` for a row of another run or one without
 * events, `too_many` while others are traced, `unavailable` when it takes too long.
 */
export async function traceRow(ctx: Context, { table, row, ref }: TraceAsked): Promise<TraceAnswer> {
  const subject = await readingResult(ctx, (result) => result.subject(table, row, ref))
  if (tracing >= MOST) throw new AppError('too_many', 'Other rows are being traced. Try again in a moment.')
  tracing++
  try {
    await transact(ctx, (work) => work.record('journey.traced', 'journey_result', null, { table, ref }))
    const task = { kind: 'trace' as const, folder: resultFolder(ctx.config), subject, memory: TRACE_BYTES }
    const [rows, called] = await Promise.all([
      runApart(task, { memory: TRACE_BYTES, timeMs: TRACE_MS }),
      callFiles(ctx),
    ])
    return { events: rows.map((event) => eventOf(event, called)) }
  } finally {
    tracing--
  }
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))

function eventOf(row: Row, called: (path: string) => string): TracedEvent {
  const cleaned = row.cleaned as Row
  const cells = [
    ...CLEANED.map(([name, at]) => ({ name, written: text(row[at]), cleaned: text(cleaned[name]) })),
    ...AS_WRITTEN.map((name) => ({ name, written: text(row[name]), cleaned: text(row[name]) })),
  ]
  return {
    at: Date.parse(String(row.time)),
    ...{ action: String(row.action), timeWritten: text(row.time_written), fromSearch: row.from_search === true },
    ...{ source: String(row.source), file: called(String(row.file)) },
    line: typeof row.line === 'number' ? row.line : null,
    currency: text(cleaned.currency),
    cells: cells.filter(({ written, cleaned }) => written !== null || cleaned !== null),
  }
}
