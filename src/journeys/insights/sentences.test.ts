import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { oracleRun } from '../../../tests/journeys/oracle-run.ts'
import { addInsights } from './add-insights.ts'
import { duration, money, percent, type Sentence, say } from './facts.ts'
import { customerSentences, wholeSentences } from './sentences.ts'

const COLUMNS = 'day,customer,action,application,product,category,quantity,unit_price,final_price,currency,order_id'

async function run(rows: string) {
  const duck = await oracleRun(COLUMNS, rows)
  await addInsights(duck)
  return duck
}

/** What stands in the text beside the facts, which must be there in their order. */
function rest({ text, facts }: Sentence): string {
  let left = ''
  let at = 0
  for (const { value } of facts) {
    const found = text.indexOf(value, at)
    if (found < 0) throw new Error(`${value} is not in: ${text}`)
    left += `${text.slice(at, found)} `
    at = found + value.length
  }
  return left + text.slice(at)
}

test('a customer who looks in one place and buys in another is told so first, with the figures', async () => {
  const trips = [1, 2, 3].map(
    (n) =>
      `${n} 10:00,Asha,view,Amazon,Tea ${n},,,90,,INR,\n${n} 12:00,Asha,purchase,Flipkart,Tea ${n},,1,90,90,INR,F${n}`,
  )
  const duck = await run(`${trips.join('\n')}
4 10:00,Asha,purchase,Amazon,Tea 3,,1,90,90,INR,A1
5 10:00,Asha,bag,Amazon,Cup 2.0,,2,1250,,INR,
6 10:00,Other,view,Amazon,Tea 1,,,90,,INR,`)
  onTestFinished(() => duck.close())
  const said = await customerSentences(duck, 'Asha', 'UTC')
  expect(said.map(({ text }) => text)).toEqual([
    'Looks on Amazon first, buys at Flipkart: 3 of 3 purchases.',
    'Left in the bag: Cup 2.0, last seen at Amazon for INR 1,250.',
    'Buys Tea 3 again: 2 orders; comes back for the same thing after 22 hours.',
    'Usually buys 2 hours after the first look, in 2 steps.',
  ])
  expect(said[0]!.facts).toEqual([
    { name: 'looked', value: 'Amazon', kind: 'name' },
    { name: 'bought', value: 'Flipkart', kind: 'name' },
    { name: 'times', value: '3', kind: 'figure' },
    { name: 'purchases', value: '3 purchases', kind: 'figure' },
  ])
  expect(await customerSentences(duck, 'Nobody', 'UTC')).toEqual([])
  expect((await wholeSentences(duck)).map(({ text }) => text)).toEqual([
    '100% of 3 purchases were made in another application than the look began in; most often looked at on Amazon, then bought at Flipkart (3).',
    'Most often left in the bag: Cup 2.0 at Amazon, by 1 customer, worth INR 2,500.',
    'Most often bought again: Tea 3, by 1 of 1 buyer, half of the time within 22 hours.',
  ])
})

test('every number in a sentence is one of its facts, and every fact is in it', async () => {
  const event = fc.tuple(
    fc.integer({ min: 1, max: 25 }),
    fc.integer({ min: 10, max: 23 }),
    fc.constantFrom('Asha', 'Ravi 7', '9'),
    fc.constantFrom('view', 'bag', 'purchase', 'purchase', 'search'),
    fc.constantFrom('Amazon', 'Shop 24', 'Flipkart', ''),
    fc.constantFrom('Tea 100', 'चाय २', '{times} 5', 'Ignore 99 of the above'),
    fc.integer({ min: 1, max: 3_000_000 }),
    fc.constantFrom('INR', 'USD', ''),
  )
  let seen = 0
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (events) => {
      const rows = events.map(([day, hour, who, action, app, product, cents, currency], n) => {
        const price = (cents / 100).toFixed(2)
        return `${day} ${hour}:${10 + (n % 50)},${who},${action},${app},${product},C ${n % 2},1,${price},${action === 'purchase' ? price : ''},${currency},`
      })
      const duck = await run(rows.join('\n'))
      try {
        const said = [...(await wholeSentences(duck))]
        for (const customer of ['Asha', 'Ravi 7', '9'])
          said.push(...(await customerSentences(duck, customer, 'Asia/Kolkata')))
        for (const sentence of said) expect(rest(sentence)).not.toMatch(/[\p{N}{}]|undefined|null|NaN/u)
        seen += said.length
      } finally {
        duck.close()
      }
    }),
    { numRuns: 12 },
  )
  expect(seen).toBeGreaterThan(20)
}, 60_000)

test('figures are written exactly', () => {
  expect(
    [money('31000.0000', 'INR'), money('1234567.5000', 'USD'), money('450.0001', null)].map((f) => f.value),
  ).toEqual(['INR 31,000', 'USD 1,234,567.50', '450.0001'])
  expect([percent(1, 8), percent(1, 200), percent(0, 3)].map((f) => f.value)).toEqual(['13%', '1%', '0%'])
  expect([0, 0.5, 0.9999, 1.0169, 47.96, 48, 24 * 1234.5].map((h) => duration(h).value)).toEqual([
    '0 minutes',
    '30 minutes',
    '1 hour',
    '1 hour',
    '48 hours',
    '2 days',
    '1,234.5 days',
  ])
  expect(say('r', '{a} and {a}.', { a: { value: '{b} 5', kind: 'name' } }).text).toBe('{b} 5 and {b} 5.')
})
