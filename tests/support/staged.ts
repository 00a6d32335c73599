import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Duck, literal, openDuck, type Row } from '../../src/journeys/engine/duckdb.ts'
import { lookAt } from '../../src/journeys/sources/files.ts'
import { type Mapping, parseMapping } from '../../src/journeys/sources/mapping.ts'
import { dialectOf } from '../../src/journeys/sources/read.ts'
import { type Staged, stage } from '../../src/journeys/steps/stage.ts'
import { ACTIONS } from '../../src/journeys/tables.ts'

/** A real DuckDB and a folder of its own; `close` takes both away. */
export async function openStaging() {
  const folder = mkdtempSync(join(tmpdir(), 'staging-'))
  const duck = await openDuck({ memory: 400 * 2 ** 20, threads: 2, temp: join(folder, 'temp') })
  let runs = 0
  return {
    folder,
    duck,
    /** Writes a file and answers its path. */
    write(name: string, content: string | Buffer): string {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    },
    stage: (path: string, mapping: Mapping | string) => stageFile(duck, path, mapping, join(folder, `run-${runs++}`)),
    close() {
      duck.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Staging = Awaited<ReturnType<typeof openStaging>>

async function stageFile(duck: Duck, path: string, given: Mapping | string, folder: string) {
  const mapping = typeof given === 'string' ? parseMapping(given, 'the mapping') : given
  const file = await lookAt(path, mapping.format)
  if (!file) throw new Error(`${path} is empty`)
  const dialect = await dialectOf(duck, file, mapping)
  const counts: Staged = await stage(duck, [file], mapping, dialect, { folder, shards: 1, sample: 1 })
  const read = async (glob: string, sql: (from: string) => string) =>
    existsSync(join(folder, glob.split('/')[0]!))
      ? duck.rows<Row>(sql(`read_parquet(${literal(join(folder, glob))}, hive_partitioning = false)`))
      : []
  const listed = (from: string) =>
    `select * exclude (row, file, item, source, fault, fault_value, time_written, quantity_written, unit_written, final_written, discount)
      from ${from} order by time, action, product, order_id, quantity`
  const events = (rows: Row[]): Row[] => rows.map((row) => ({ ...row, action: ACTIONS[Number(row.action)]! }))
  return {
    counts,
    /** In order of time, every cell as cleaned. */
    events: events(await read('shard=0/*.parquet', listed)),
    unassigned: events(await read('shard=unassigned/*.parquet', listed)),
    rejected: await read(
      'rejected.parquet',
      (from) => `select line, "column", reason, value from ${from} order by line, "column"`,
    ),
  }
}
