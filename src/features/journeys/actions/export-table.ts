import { Readable } from 'node:stream'
import { RESULT_TABLES, streamApart } from '../../../journeys/journeys.ts'
import { type Context, requireAdmin, transact } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { resultFolder } from '../reads/files.ts'
import { askedFor, readingResult } from '../reads/tables.ts'
import type { JourneyTable } from '../rules.ts'

/** Exports at once; what each may take, and how long somebody may take to read it. */
const MOST = 2
const BYTES = 600e6
const MS = 60 * 60_000

let exporting = 0

/** A table as CSV, exactly what the filters show, in their order; recorded; written by a process of its own. For admins. Throws `too_many` while others are written. */
export async function tableCsv(
  ctx: Context,
  table: JourneyTable,
  { columns, ...query }: { columns: string },
): Promise<Readable> {
  requireAdmin(ctx, 'export this')
  const { asked, zone } = await askedFor(ctx, table, query)
  const all = Object.keys(RESULT_TABLES[table].columns)
  const chosen = columns.split(',').filter((name) => all.includes(name))
  const task = {
    ...{ kind: 'csv' as const, folder: resultFolder(ctx.config), table, asked, zone },
    columns: chosen.length > 0 ? chosen : all,
  }
  await readingResult(ctx, async () => undefined)
  if (exporting >= MOST) throw new AppError('too_many', 'Other exports are being written. Try again in a moment.')
  exporting++
  try {
    await transact(ctx, (work) => work.record('journey.exported', 'journey_result', null, { table }))
  } catch (error) {
    exporting--
    throw error
  }
  const rows = streamApart(task, { memory: BYTES, timeMs: MS })
  // A generator nobody has begun to read ends without a word; a stream always says that it is closed.
  return Readable.from(rows, { objectMode: false, highWaterMark: 1 << 18 }).once('close', () => exporting--)
}
