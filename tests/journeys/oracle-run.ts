import { type Duck, literal, openDuck, quoted, type Value } from '../../src/journeys/engine/duckdb.ts'
import { DUCK_TYPES, TABLES } from '../../src/journeys/tables.ts'
import { eventsOf } from './canonical.ts'
import { csv } from './cases/case.ts'
import { oracle } from './oracle.ts'

const sql = (value: Value | undefined): string => {
  if (value === null || value === undefined) return 'null'
  return Array.isArray(value) ? `[${value.map(sql).join(', ')}]` : literal(String(value))
}

/** A finished run in memory: the oracle's tables of a case's rows (`csv` of cases/case.ts). Close it. */
export async function oracleRun(columns: string, rows: string, path?: string): Promise<Duck> {
  const tables: Record<string, readonly Record<string, Value>[]> = {
    ...oracle(eventsOf(csv(columns, rows)), { zone: 'UTC' }),
  }
  const duck = await openDuck(path === undefined ? {} : { path })
  for (const [name, { columns: declared }] of Object.entries(TABLES)) {
    const types = Object.entries(declared).map(([column, { type }]) => `${quoted(column)} ${DUCK_TYPES[type]}`)
    await duck.run(`create table ${quoted(name)} (${types.join(', ')})`)
    for (const row of tables[name] ?? []) {
      const cells = Object.keys(declared).map((column) => sql(row[column]))
      await duck.run(`insert into ${quoted(name)} values (${cells.join(', ')})`)
    }
  }
  return duck
}
