import { openDuck, quoted } from '../../src/journeys/engine/duckdb.ts'
import { type ColumnType, TABLES } from '../../src/journeys/tables.ts'

const DUCK: Record<ColumnType, string> = {
  text: 'VARCHAR',
  list: 'VARCHAR[]',
  integer: 'BIGINT',
  decimal: 'DECIMAL(22,4)',
  share: 'DOUBLE',
  time: 'TIMESTAMP',
  flag: 'BOOLEAN',
}

/** What stands in a column that must not be empty and of which a row says nothing. */
const FILLED: Record<ColumnType, string> = {
  text: "'x'",
  list: '[]',
  integer: '1',
  decimal: '1',
  share: '1',
  time: "TIMESTAMP '2023-12-29 06:35:00'",
  flag: 'false',
}

const purchases = [
  {
    customer: "'Alex'",
    product: "'Xiaomi TV'",
    applications_checked: "['Amazon', 'Reliance']",
    application_used: "'Flipkart'",
    final_price: '31000.0001',
    returned: 'true',
    events: '5',
    payment_mode: "'COD'",
    product_confidence: '0.98',
  },
  { customer: "'Max'", product: "'bottle'", colour: "'pink'", quantity: '4', final_price: '450' },
  { customer: "'आशा'", product: `'चाय "मसाला"'` },
]

/** Writes the DuckDB file of a small finished run and gives back its path; the tables but `purchases` are empty. */
export async function finishedRun(path: string): Promise<string> {
  const duck = await openDuck({ path })
  for (const [name, { columns }] of Object.entries(TABLES)) {
    const declared = Object.entries(columns).map(([column, { type, nullable }]) =>
      [quoted(column), DUCK[type], nullable === false ? `NOT NULL DEFAULT ${FILLED[type]}` : ''].join(' '),
    )
    await duck.run(`CREATE TABLE ${quoted(name)} (${declared.join(', ')})`)
  }
  for (const row of purchases) {
    await duck.run(`INSERT INTO purchases (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).join(', ')})`)
  }
  duck.close()
  return path
}
