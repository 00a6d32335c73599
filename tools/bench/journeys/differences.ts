import { type Duck, literal, openDuck, quoted, type Row } from '../../../src/journeys/engine/duckdb.ts'
import { TABLES } from '../../../src/journeys/tables.ts'

export const COMPARED = ['purchases', 'searches', 'searches_by_customer', 'touches'] as const

/** How sure a name is, is the cleaning's to say. */
const columnsOf = (name: (typeof COMPARED)[number]) =>
  Object.keys(TABLES[name].columns)
    .filter((column) => !column.endsWith('_confidence'))
    .map(quoted)
    .join(', ')

export interface Differences {
  /** Rows compared. */
  rows: number
  /** Rows that only one side has. */
  count: number
  /** The first rows of them, each with `only`: the side that has it. */
  examples: Row[]
}

/** Compares two results row by row, in all columns but confidences. */
export async function differences(ours: string, hand: string): Promise<Differences> {
  const duck = await openDuck({ memory: 2e9 })
  try {
    await duck.run(`attach ${literal(ours)} as ours (read_only)`)
    await duck.run(`attach ${literal(hand)} as hand (read_only)`)
    const all: Differences = { rows: 0, count: 0, examples: [] }
    for (const name of COMPARED) {
      const [{ rows }] = (await duck.rows<{ rows: number }>(`select count(*) as rows from ours.${name}`)) as [
        { rows: number },
      ]
      all.rows += rows
      for (const [one, other] of [
        ['ours', 'hand'],
        ['hand', 'ours'],
      ] as const)
        await add(all, duck, name, one, other)
    }
    return all
  } finally {
    duck.close()
  }
}

async function add(to: Differences, duck: Duck, name: (typeof COMPARED)[number], one: string, other: string) {
  const columns = columnsOf(name)
  await duck.run(`create or replace temp table only_one as
    select ${columns} from ${one}.${name} except all select ${columns} from ${other}.${name}`)
  const [{ n }] = (await duck.rows<{ n: number }>('select count(*) as n from only_one')) as [{ n: number }]
  to.count += n
  const order = TABLES[name].order.map(quoted).join(', ')
  const only = `${literal(name)} as "table", ${literal(one)} as only`
  to.examples.push(...(await duck.rows(`select ${only}, * from only_one order by ${order} limit 3`)))
}
