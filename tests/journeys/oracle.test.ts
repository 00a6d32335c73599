import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { literal, openDuck } from '../../src/journeys/engine/duckdb.ts'
import { TABLES, type TableName } from '../../src/journeys/tables.ts'
import { COLUMNS } from '../../tools/journeys/columns.ts'
import { events, filesOf, shuffled, shuffles } from './arbitrary.ts'
import { eventsOf } from './canonical.ts'
import { csv } from './cases/case.ts'
import { type OracleEvent, oracle } from './oracle.ts'

const ZONE = { zone: 'Asia/Kolkata' }
const distinct = (list: readonly OracleEvent[]) => [...new Map(list.map((e) => [JSON.stringify(e), e])).values()]
const scaled = (text: string): bigint => {
  const [whole = '', digits = ''] = text.split('.')
  return BigInt(whole + digits.padEnd(4, '0'))
}
const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n)

test('the order of the rows and rows written twice change nothing', () => {
  fc.assert(
    fc.property(events(), shuffles, (list, shuffle) => {
      expect(oracle(shuffled(list, shuffle), ZONE)).toEqual(oracle(list, ZONE))
    }),
    { numRuns: 500 },
  )
})

test('every event is counted once: purchases, their sums, looks and events of nobody', () => {
  fc.assert(
    fc.property(events(), (list) => {
      const own = distinct(list).filter(({ customer }) => customer !== null)
      const { purchases, touches, unassigned } = oracle(list, ZONE)
      const bought = own.filter(({ action }) => action === 'PURCHASE')
      expect(purchases.length).toBe(bought.length)
      expect(unassigned.length).toBe(distinct(list).length - own.length)

      const given = bought.filter(({ finalPrice }) => finalPrice !== null)
      const made = bought.filter(({ finalPrice, unitPrice }) => finalPrice === null && unitPrice !== null)
      const finals = purchases.flatMap(({ final_price }) => (final_price === null ? [] : [scaled(String(final_price))]))
      const products = made.map((e) => (scaled(e.unitPrice!) * scaled(e.quantity ?? '1') + 5_000n) / 10_000n)
      expect(sum(finals)).toBe(sum([...given.map((e) => scaled(e.finalPrice!)), ...products]))

      const total = (column: string) => touches.reduce((all, row) => all + Number(row[column]), 0)
      const of = (action: string) => own.filter((e) => e.action === action).length
      expect(total('viewed')).toBe(of('VIEW'))
      expect(total('put_in_bag')).toBe(of('BAG'))
      expect(total('removed')).toBe(of('REMOVE'))
      expect(total('checked_out')).toBe(of('CHECKOUT'))
      expect(total('searched')).toBeGreaterThanOrEqual(of('SEARCH'))
    }),
    { numRuns: 500 },
  )
})

test('rows agree with each other: numbers of journeys, steps, times, what came back', () => {
  fc.assert(
    fc.property(events(), (list) => {
      const { purchases, searches, touches } = oracle(list, { ...ZONE, asOf: '2030-01-01T00:00:00Z' })
      const key = (row: object) =>
        JSON.stringify(Object.entries(row).filter(([name]) => /^customer|^product$/.test(name)))
      const numbers = Map.groupBy(
        touches.filter(({ is_term }) => !is_term),
        key,
      )
      for (const own of numbers.values()) {
        const seen = [...new Set(own.map(({ journey }) => Number(journey)))]
        expect(seen).toEqual(seen.map((_, at) => at + 1))
        const isBought = own.at(-1)!.bought_on !== null
        expect(searches.some((row) => !row.is_term && key(row) === key(own[0]!))).toBe(!isBought)
      }
      for (const row of purchases) {
        expect((row.steps as string[]).length).toBe(row.events)
        expect(String(row.first_seen) <= String(row.timestamp)).toBe(true)
        expect(row.applications_checked).not.toContain(row.application_used)
        expect(row.returned).toBe(row.returned_at !== null)
        if (row.returned) {
          const back = scaled(String(row.returned_quantity))
          expect(back > 0n && back <= scaled(String(row.quantity ?? '1'))).toBe(true)
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('rows have exactly the columns of the tables, but for the confidences', () => {
  const rows = csv(
    'customer,day,action,product,term',
    `
Asha,1 10:00,view,Kaveri Mixer,
Asha,1 10:00,purchase,Nila Lamp,
,3 10:00,view,Nila Lamp,`,
  )
  for (const [name, table] of Object.entries(oracle(eventsOf(rows), ZONE))) {
    const columns = Object.keys(TABLES[name as TableName].columns).filter((column) => !column.endsWith('_confidence'))
    expect(table.map(Object.keys), name).toEqual(table.map(() => columns))
    expect(table.length, name).toBeGreaterThan(0)
  }
})

test('rows come empty first, then by their bytes, decimals as numbers', () => {
  const rows = csv(
    'customer,day,action,application,product,quantity,final_price',
    `
\u{1f600},1 10:00,purchase,Amazon,Kaveri Mixer,1,5
\uff5a,1 10:00,purchase,Amazon,Kaveri Mixer,10,5
\uff5a,1 10:00,purchase,Amazon,Kaveri Mixer,9,5
\uff5a,1 10:00,purchase,Amazon,Kaveri Mixer,,5`,
  )
  expect(oracle(eventsOf(rows), ZONE).purchases.map(({ customer, quantity }) => [customer, quantity])).toEqual([
    ['\uff5a', null],
    ['\uff5a', '9.0000'],
    ['\uff5a', '10.0000'],
    ['\u{1f600}', '1.0000'],
  ])
})

test('the same row of two sources is two events', () => {
  const rows = csv('day,action,application,product', '1 10:00,purchase,Amazon,Kaveri Mixer')
  const both = [...eventsOf(rows, 'shop'), ...eventsOf(rows, 'till'), ...eventsOf(rows, 'till')]
  expect(oracle(both, ZONE).purchases).toMatchObject([
    { journey: 1, events: 2 },
    { journey: 1, events: 2 },
  ])
})

test('files of a list hold its events and no others, however it is shuffled, repeated and split', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'))
  const duck = await openDuck()
  onTestFinished(() => {
    duck.close()
    rmSync(folder, { recursive: true })
  })
  await fc.assert(
    fc.asyncProperty(events(), shuffles, async (list, shuffle) => {
      const files = filesOf(list, shuffle).map((text, at) => {
        writeFileSync(join(folder, `${at}.csv`), text)
        return join(folder, `${at}.csv`)
      })
      const read = await duck.rows(
        `SELECT DISTINCT * FROM read_csv([${files.map(literal).join(', ')}], all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')`,
      )
      expect(files.length).toBe(shuffle.files)
      expect(read.length).toBe(distinct(list).length)
      const wanted = distinct(list).map((e) => [e.customer, e.time, e.application, e.term, e.quantity].join('\n'))
      const found = read.map((row) => COLUMNS.map((name) => row[name] ?? null))
      expect(found.map((row) => [row[0], row[1], row[3], row[16], row[9]].join('\n')).sort()).toEqual(wanted.sort())
    }),
    { numRuns: 50 },
  )
})
