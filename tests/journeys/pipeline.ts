import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuck, type Row } from '../../src/journeys/engine/duckdb.ts'
import { parseMapping, RESULT, type RunOptions, type RunReport, run } from '../../src/journeys/journeys.ts'
import { TABLES } from '../../src/journeys/tables.ts'
import { COLUMNS } from '../../tools/journeys/columns.ts'
import { filesOf, type Shuffle } from './arbitrary.ts'
import { type OracleEvent, type OracleTables, sorted } from './oracle.ts'

const CANONICAL = `
columns:
${COLUMNS.map((column) => `  ${column === 'timestamp' ? 'time' : column}: ${column}`).join('\n')}
actions: { search: [search], view: [view], bag: [bag], remove: [remove], checkout: [checkout], purchase: [purchase], return: [return] }
time: { formats: [iso], zone: UTC }
`

export interface Made extends OracleTables {
  report: RunReport
}

/** Events as canonical CSV files, those of each source by themselves. */
export const textsOf = (list: readonly OracleEvent[], shuffle: Shuffle): { source: string; csv: string }[] =>
  [...Map.groupBy(list, ({ source }) => source)].flatMap(([source, own]) =>
    filesOf(own, shuffle).map((csv) => ({ source, csv })),
  )

/** The tables of a run over canonical CSV texts, by their source, in a folder of its own; as the oracle gives them. */
export async function made(
  texts: readonly { source: string; csv: string }[],
  options: Partial<RunOptions> = {},
): Promise<Made> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'journeys-'))
  mkdirSync(folder, { recursive: true })
  try {
    const sources = [...new Set(texts.map(({ source }) => source))].map((source) => ({
      mapping: parseMapping(`source: ${JSON.stringify(source)}${CANONICAL}`, 'canonical'),
      files: texts.flatMap(({ source: own, csv }, at) => {
        if (own !== source) return []
        const path = join(folder, `in-${texts.length}-${at}.csv`)
        writeFileSync(path, csv)
        return [path]
      }),
    }))
    const report = await run({ sources, folder, minConfidence: 2, mostRejected: 1, ...options })
    return { ...(await tablesOf(folder)), report }
  } finally {
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** The tables of a result, as the oracle gives them. */
export async function tablesOf(folder: string): Promise<OracleTables> {
  const duck = await openDuck({ path: join(folder, RESULT), readOnly: true })
  try {
    const tables: Record<string, Row[]> = {}
    for (const name of ['purchases', 'searches', 'searches_by_customer', 'touches', 'unassigned'] as const) {
      const rows = await duck.rows(
        `select * exclude (${name === 'purchases' || name === 'searches' ? 'product_confidence, category_confidence' : 'nothing'}) from ${name}`.replace(
          ' exclude (nothing)',
          '',
        ),
      )
      tables[name] = sorted(TABLES[name], rows)
    }
    return tables as unknown as OracleTables
  } finally {
    duck.close()
  }
}
