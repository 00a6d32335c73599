import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { renderToStaticMarkup } from 'react-dom/server'
import { toAppError } from '../../../platform/errors.ts'
import type { Duck } from '../../engine/duckdb.ts'
import { readInsights } from '../../insights/read-insights.ts'
import { page } from './page.ts'

export interface ReportOptions {
  /** A finished run with the tables of `INSIGHTS`. */
  result: Duck
  /** Made when it is not there. */
  folder: string
  /** IANA zone of the days named. */
  zone: string
  /** The sentences of the whole; without them the rules' own. */
  said?: readonly { text: string }[]
}

/**
 * Writes `report.html`: one file that asks for nothing else, shown by any browser. It is whole or not there. Returns its path.
 * Throws what DuckDB throws, and `disk_full` where there is no room.
 */
export async function writeReport({ result, folder, zone, said }: ReportOptions): Promise<string> {
  const html = `<!doctype html>\n${renderToStaticMarkup(page(await readInsights(result, said), zone))}\n`
  const path = join(folder, 'report.html')
  try {
    await mkdir(folder, { recursive: true })
    const file = await open(`${path}.new`, 'w')
    try {
      await file.writeFile(html)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.new`, path)
  } catch (error) {
    throw toAppError(error)
  }
  return path
}
