import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { oracleRun } from '../../../tests/journeys/oracle-run.ts'
import { finishedRun } from '../../../tests/support/finished-run.ts'
import { openDuck } from '../engine/duckdb.ts'
import { addInsights } from './add-insights.ts'
import { INSIGHTS } from './tables.ts'

// Two customers by hand: Asha looks at Amazon and buys at Flipkart, twice; Ravi pays in two currencies and leaves a cup.
const COLUMNS = 'day,customer,action,application,product,category,quantity,unit_price,final_price,currency,order_id'
const ROWS = `
1 10:00,Asha,view,Amazon,Tea,Drinks,,100,,INR,
1 22:00,Asha,purchase,Flipkart,Tea,Drinks,2,90,180,INR,F1
3 10:00,Asha,view,Amazon,Tea,Drinks,,110,,INR,
3 22:00,Asha,purchase,Flipkart,Tea,Drinks,1,90,90,INR,F2
1 09:00,Ravi,purchase,Amazon,Cup,Kitchen,1,200.50,200.50,INR,A1
2 09:00,Ravi,purchase,Apple,Case,,1,19.99,19.99,USD,U1
4 09:00,Ravi,view,Amazon,Mug,Kitchen,,50,,INR,
4 09:05,Ravi,bag,Amazon,Mug,Kitchen,3,50,,INR,
4 09:06,Mina,view,Amazon,Tea,Drinks,,120,,INR,
4 12:00,Mina,view,Flipkart,Lamp,,,10,,INR,`

const table = async (name: keyof typeof INSIGHTS, rows = ROWS) => {
  const duck = await oracleRun(COLUMNS, rows)
  onTestFinished(() => duck.close())
  await addInsights(duck)
  return duck.rows(`select * from ${name} order by ${INSIGHTS[name].order.map((by) => `${by} nulls first`).join(', ')}`)
}

test('a customer has exact sums per currency, lists in order, and a pace', async () => {
  const [asha, mina, ravi] = await table('customers')
  expect(asha).toMatchObject({
    customer: 'Asha',
    first_seen: '2024-03-01T10:00:00.000Z',
    last_seen: '2024-03-03T22:00:00.000Z',
    journeys: 2,
    purchases: 2,
    orders: 2,
    currency: 'INR',
    spent: '270.0000',
    spent_by_currency: ['INR 270.0000'],
    bought_at: ['Flipkart'],
    looked_at: ['Amazon'],
    favourite_application: 'Flipkart',
    searches_open: 0,
    median_steps: 2,
    median_sessions: 2,
    median_days: '0.5000',
    repeat_days: '2.0000',
  })
  expect(ravi).toMatchObject({
    currency: 'INR',
    spent: '200.5000',
    spent_by_currency: ['INR 200.5000', 'USD 19.9900'],
    bought_at: ['Amazon', 'Apple'],
    searches_open: 1,
    left_in_bag: 1,
    repeat_days: null,
  })
  expect(mina).toMatchObject({ customer: 'Mina', purchases: 0, spent: null, currency: null, segment: 'looking' })
  expect(mina).toMatchObject({ recency: null, frequency: null, money: null, journeys: 2, bought_at: [] })
})

test('scores go by fifths of the buyers, and equals have the same', async () => {
  const buy = (customer: string, day: number, price: number) =>
    `${day} 10:00,${customer},purchase,A,P${day},,1,${price},${price},INR,${customer}${day}`
  const rows = [buy('a', 1, 10), buy('b', 2, 10), buy('c', 3, 10), buy('d', 4, 50), buy('e', 5, 40), buy('e', 6, 40)]
  const scores = (await table('customers', rows.join('\n'))).map((row) => [
    row.recency,
    row.frequency,
    row.money,
    row.segment,
  ])
  expect(scores).toEqual([
    [1, 1, 1, 'gone'],
    [2, 1, 1, 'gone'],
    [3, 1, 1, 'passing'],
    [4, 1, 4, 'new'],
    [5, 5, 5, 'best'],
  ])
})

test('the matrix tells first looks, all looks and purchases without one', async () => {
  expect(await table('looked_bought')).toEqual([
    { how: 'any', looked_at: 'Amazon', bought_at: 'Flipkart', currency: 'INR', journeys: 2, amount: '270.0000' },
    { how: 'first', looked_at: 'Amazon', bought_at: 'Flipkart', currency: 'INR', journeys: 2, amount: '270.0000' },
    { how: 'none', looked_at: null, bought_at: 'Amazon', currency: 'INR', journeys: 1, amount: '200.5000' },
    { how: 'none', looked_at: null, bought_at: 'Apple', currency: 'USD', journeys: 1, amount: '19.9900' },
  ])
})

test('a product seen in two applications has its medians beside each other', async () => {
  expect(await table('price_gaps')).toEqual([
    {
      product: 'Tea',
      currency: 'INR',
      cheapest: 'Flipkart',
      application: 'Amazon',
      price_cheapest: '90.0000',
      price: '110.0000',
      difference: '20.0000',
      paid_cheapest: '90.0000',
      paid: null,
      journeys_cheapest: 2,
      journeys: 3,
    },
  ])
})

test('time to purchase is by category and for all', async () => {
  const rows = await table('time_to_purchase')
  expect(
    rows.map(({ whole, category, journeys, hours_median, steps_median }) => [
      whole,
      category,
      journeys,
      hours_median,
      steps_median,
    ]),
  ).toEqual([
    [false, null, 1, '0.0000', 1],
    [false, 'Drinks', 2, '12.0000', 2],
    [false, 'Kitchen', 1, '0.0000', 1],
    [true, null, 4, '0.0000', 1],
  ])
  expect(rows[3]).toMatchObject({
    hours_quarter: '0.0000',
    hours_three_quarters: '12.0000',
    sessions_three_quarters: 2,
  })
})

test('bags, repeats and segments', async () => {
  expect(await table('bags')).toEqual([
    { product: 'Mug', application: 'Amazon', currency: 'INR', customers: 1, quantity: '3.0000', amount: '150.0000' },
  ])
  expect(await table('repeats')).toEqual([
    { product: 'Tea', customers: 1, customers_again: 1, orders_again: 1, median_days: '2.0000' },
  ])
  expect(await table('segments')).toEqual([
    { segment: 'gone', currency: 'INR', customers: 1, purchases: 1, amount: '200.5000' },
    { segment: 'gone', currency: 'USD', customers: 1, purchases: 1, amount: '19.9900' },
    { segment: 'looking', currency: null, customers: 1, purchases: 0, amount: null },
    { segment: 'passing', currency: 'INR', customers: 1, purchases: 2, amount: '270.0000' },
  ])
})

test('an empty run has empty tables, and a second time replaces the first', async () => {
  const duck = await oracleRun(COLUMNS, '1 10:00,Asha,purchase,Amazon,Tea,,1,5,5,INR,A1')
  onTestFinished(() => duck.close())
  for (const name of ['purchases', 'searches', 'touches']) await duck.run(`delete from ${name}`)
  await addInsights(duck)
  await addInsights(duck)
  for (const name of Object.keys(INSIGHTS)) expect(await duck.rows(`select * from ${name}`)).toEqual([])
  expect(await duck.rows('select 1 from duckdb_tables() where temporary')).toEqual([])
})

test('the rows are the same whatever the threads and the order of the tables they are made of', async () => {
  const made = async (threads: number, order: string) => {
    const duck = await oracleRun(COLUMNS, ROWS)
    onTestFinished(() => duck.close())
    for (const name of ['purchases', 'searches', 'touches']) {
      await duck.run(
        `create or replace table ${name} as select * from ${name} order by hash(customer, product) ${order}`,
      )
    }
    await duck.run(`set threads = ${threads}`)
    await addInsights(duck)
    const rows = Object.entries(INSIGHTS).map(([name, { order: by }]) =>
      duck.rows(`select * from ${name} order by ${by.join(', ')}`),
    )
    return Promise.all(rows)
  }
  expect(await made(4, 'desc')).toEqual(await made(1, 'asc'))
})

test('sums beyond what a decimal holds are empty, and stand whole in the text', async () => {
  const huge = [1, 2, 3].map((n) => `${n} 10:00,Asha,purchase,A,P${n},,1,90000000000000,90000000000000,INR,${n}`)
  const bag = '5 10:00,Asha,bag,A,Cup,,90000000000000,90000000000000,,INR,'
  const rows = [...huge, bag, '6 10:00,B,view,A,P1,,,,,,'].join('\n')
  const [asha] = await table('customers', rows)
  expect(asha).toMatchObject({ spent: null, spent_by_currency: ['INR 270000000000000.0000'] })
  expect((await table('bags', rows))[0]).toMatchObject({ product: 'Cup', amount: null })
  const [large, unknown] = await table(
    'bags',
    '5 10:00,A,bag,A,Cup,,200000,1000000,,INR,\n5 10:00,A,bag,A,Mug,,3,,,,\n6 10:00,B,view,A,P1,,,,,,',
  )
  expect([large!.amount, unknown!.amount, unknown!.quantity]).toEqual(['200000000000.0000', null, '3.0000'])
})

test('a run whose touches are empty has its buyers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'insights-'))
  const duck = await openDuck({ path: await finishedRun(join(folder, 'run.duckdb')) })
  onTestFinished(() => {
    duck.close()
    rmSync(folder, { recursive: true })
  })
  await addInsights(duck)
  expect(await duck.rows('select customer, journeys, purchases, spent from customers order by customer')).toEqual([
    { customer: 'Alex', journeys: 1, purchases: 1, spent: '31000.0001' },
    { customer: 'Max', journeys: 1, purchases: 1, spent: '450.0000' },
    { customer: 'आशा', journeys: 1, purchases: 1, spent: null },
  ])
})

test('money is compared within the currency bought in most, whatever the others', async () => {
  const buy = (customer: string, day: number, price: number, currency: string) =>
    `${day} 10:00,${customer},purchase,A,P${day},,1,${price},${price},${currency},${customer}${day}`
  const rows = [buy('a', 1, 5, 'USD'), buy('a', 2, 5, 'USD'), buy('a', 3, 900, 'INR'), buy('b', 4, 20, 'USD')]
  const rest = [buy('c', 5, 100, 'INR'), buy('d', 6, 300, 'INR')]
  const customers = await table('customers', [...rows, ...rest].join('\n'))
  expect(customers.map(({ currency, spent, money }) => [currency, spent, money])).toEqual([
    ['USD', '10.0000', 1],
    ['USD', '20.0000', 3],
    ['INR', '100.0000', 1],
    ['INR', '300.0000', 3],
  ])
})

test('a bag without a price adds nothing to the worth of the others', async () => {
  const rows = '5 10:00,A,bag,A,Cup,,2,1.25,,,\n5 10:00,B,bag,A,Cup,,3,,,,\n7 10:00,C,view,A,P1,,,,,,'
  expect(await table('bags', rows)).toMatchObject([{ customers: 2, quantity: '5.0000', amount: '2.5000' }])
})
