import { type Duck, quoted } from '../engine/duckdb.ts'
import { DUCK_TYPES, type Table } from '../tables.ts'
import { CUSTOMERS } from './customers.ts'
import { ENDED, PRODUCTS } from './products.ts'
import { INSIGHTS } from './tables.ts'

const declared = ({ columns }: Table) =>
  Object.entries(columns)
    .map(([name, { type, nullable }]) => `${quoted(name)} ${DUCK_TYPES[type]}${nullable === false ? ' not null' : ''}`)
    .join(', ')

/**
 * Adds the tables of `INSIGHTS` to a finished run's, made of `purchases`, `searches` and `touches` alone; what stood under
 * their names is replaced. The same run gives the same rows, whatever the threads. What does not fit in memory goes to DuckDB's
 * temporary folder. Throws what DuckDB throws.
 */
export async function addInsights(duck: Duck): Promise<void> {
  const made: string[] = []
  try {
    for (const [name, sql] of [...ENDED, ...CUSTOMERS, ...PRODUCTS]) {
      if (name in INSIGHTS) {
        const table = INSIGHTS[name as keyof typeof INSIGHTS]
        await duck.run(`create or replace table ${quoted(name)} (${declared(table)})`)
        await duck.run(`insert into ${quoted(name)} by name ${sql}`)
      } else {
        made.push(name)
        await duck.run(`create or replace temp table ${quoted(name)} as ${sql}`)
      }
    }
  } finally {
    for (const name of made) await duck.run(`drop table if exists temp.${quoted(name)}`)
  }
}
