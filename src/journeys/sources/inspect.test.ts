import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStaging, type Staging } from '../../../tests/support/staged.ts'
import { answered } from './guess/questions.ts'
import { shapeOf } from './guess/times.ts'
import { type Guess, inspect } from './inspect.ts'
import { mappingSchema, parseMapping } from './mapping.ts'
import { toYaml } from './to-yaml.ts'

let at: Staging
beforeAll(async () => {
  at = await openStaging()
})
afterAll(() => at.close())

const look = (name: string, content: string) => inspect(at.duck, at.write(name, content))
const columnsOf = ({ fields }: Guess) =>
  Object.fromEntries(Object.entries(fields).map(([field, { column }]) => [field, column]))
const asked = ({ questions }: Guess) => questions.map(({ text }) => text)
const csv = (names: string, rows: readonly string[]) => `${[names, ...rows].join('\n')}\n`
/** A file of one time column and prices, all else plain. */
const shop = (
  times: readonly string[],
  prices: readonly string[] = ['5.50'],
  words: readonly string[] = ['view', 'buy'],
) =>
  csv(
    'user_id;event_time;event_type;product;price;app',
    times.map((time, i) =>
      [`U${i}`, time, words[i % words.length], `Tv ${i}`, prices[i % prices.length], 'Amazon'].join(';'),
    ),
  )

test('of two columns of one name it asks which', async () => {
  const guess = await look(
    'two.csv',
    csv('customer,timestamp,action,product,price,price,application', [
      'A,2023-12-29T10:00:00Z,view,Tv,100,999,Amazon',
      'B,2023-12-29T11:00:00Z,view,Tv,100,999,Amazon',
    ]),
  )
  expect(asked(guess)).toContain('2 columns are named «price». Which one, from the left, is the unit_price?')
  expect(guess.mapping.unanswered).toHaveLength(1)
  const done = answered(guess.mapping, guess.questions[0]!, 1)
  expect([done.columns.unit_price, done.unanswered]).toEqual(['price_2', []])
})

test('shapes of times, as DuckDB reads them', async () => {
  const shapes = {
    '2023-12-29': 'iso',
    '2023-12-29 12:05': 'iso',
    '2023-12-29T12:05:09.123Z': 'iso',
    '2023-12-29T12:05:09+05:30': 'iso',
    '2023/12/29 12:05:09': 'iso',
    '2023-12-29 12:05:09 UTC': 'iso',
    '1703851509': 'epoch_s',
    '1703851509123': 'epoch_ms',
    '1703851509123456': 'epoch_us',
    '20231229': '%Y%m%d',
    '20231229120509': '%Y%m%d%H%M%S',
    '29/12/2023 12:05': '{1}/{2}/%Y %H:%M',
    '29.12.2023': '{1}.{2}.%Y',
    '29-12-23 9:05 PM': '{1}-{2}-%y %I:%M %p',
    '12/29/2023, 09:05:01PM': '{1}/{2}/%Y, %I:%M:%S%p',
    '29 Dec 2023 12:05:09': '%d %b %Y %H:%M:%S',
    '29-Dec-23': '%d-%b-%y',
    'December 29, 2023': '%B %d, %Y',
    'Fri, 29 Dec 2023 12:05:09 GMT': '%a, %d %b %Y %H:%M:%S GMT',
    '29/12/2023 12:05 +0530': '{1}/{2}/%Y %H:%M %z',
  }
  for (const [text, format] of Object.entries(shapes)) {
    expect([text, shapeOf(text)?.format]).toEqual([text, format])
    const first = /^12\/29/.test(text) ? ['%m', '%d'] : ['%d', '%m']
    const mapping = parseMapping(
      `{ source: s, columns: { time: t, product: p }, constants: { action: view }, actions: { view: [view] },
      time: { formats: [${JSON.stringify(format.replace('{1}', first[0]!).replace('{2}', first[1]!))}], zone: UTC } }`,
      'm',
    )
    const { rejected, unassigned } = await at.stage(at.write('time.csv', `t;p\n${text};Tv\n`), mapping)
    expect([text, rejected, String(unassigned[0]?.time).slice(0, 10)]).toEqual([text, [], '2023-12-29'])
  }
  for (const text of ['Tv 51', '31000', '12345', '99999999', '20231345', '1:30'])
    expect([text, shapeOf(text)]).toEqual([text, undefined])
})

describe('columns by name and value', () => {
  test.each([
    [
      'user_id,event_time,event_type,product_id,category_code,brand,price,user_session',
      {
        customer: 'user_id',
        time: 'event_time',
        action: 'event_type',
        product_id: 'product_id',
        category: 'category_code',
        brand: 'brand',
        unit_price: 'price',
        session: 'user_session',
      },
      'U1,2019-10-01 00:00:00 UTC,view,44600062,appliances,samsung,35.79,s-1',
    ],
    [
      'Customer ID,Order Date,Action,Product Name,Sub-Category,Colour,Qty,Unit Price,Total,Payment Mode,Order No,Store',
      {
        customer: 'Customer ID',
        time: 'Order Date',
        action: 'Action',
        product: 'Product Name',
        sub_category: 'Sub-Category',
        colour: 'Colour',
        quantity: 'Qty',
        unit_price: 'Unit Price',
        final_price: 'Total',
        payment_mode: 'Payment Mode',
        order_id: 'Order No',
        application: 'Store',
      },
      'C1,2023-12-29,purchase,Xiomi Tv,LED,black,2,16000.50,32001.00,COD,F-1,Flipkart',
    ],
    [
      'customerEmail,ts,eventName,itemName,itemCategory,searchTerm,currencyCode',
      {
        email: 'customerEmail',
        time: 'ts',
        action: 'eventName',
        product: 'itemName',
        category: 'itemCategory',
        term: 'searchTerm',
        currency: 'currencyCode',
      },
      'a@b.in,1703851509123,add_to_cart,Bottle,Kitchen,bottle,INR',
    ],
  ])('%s', async (names, expected, row) => {
    const guess = await look('names.csv', csv(names, [row.replace('44600062', 'Tv 44600062')])).catch(() =>
      look('names.csv', csv(`${names},title`, [`${row},Tv`])),
    )
    expect(columnsOf(guess)).toMatchObject(expected)
    for (const { confidence, why } of Object.values(guess.fields)) {
      expect(confidence).toBeGreaterThan(0.3)
      expect(confidence).toBeLessThanOrEqual(1)
      expect(why).toMatch(/^by its (name|values)/)
    }
  })
  test('a name alone is not enough: `time` that holds milliseconds since the visit began', async () => {
    const guess = await look(
      'ga.csv',
      csv('fullVisitorId,time,date,v2ProductName,productPrice', [
        '1,122213,20160913,Bottle,2.99',
        '2,0,20170421,Vest,98.99',
      ]),
    )
    expect(columnsOf(guess)).toMatchObject({
      customer: 'fullVisitorId',
      time: 'date',
      product: 'v2ProductName',
      unit_price: 'productPrice',
    })
  })
  test('lists of items in a column of JSON', async () => {
    const items = `"${JSON.stringify([{ title: 'Cap', qty: 2, price: 10.5 }]).replaceAll('"', '""')}"`
    const guess = await look(
      'items.csv',
      csv('visitor_id,timestamp,event,items', [
        `V1,2023-01-01T10:00:00Z,purchase,${items}`,
        'V1,2023-01-01T10:00:01Z,page_view,',
      ]),
    )
    expect(guess.mapping.items).toEqual({
      column: 'items',
      columns: { product: 'title', quantity: 'qty', unit_price: 'price' },
    })
    expect(guess.rows).toMatchObject([
      { product: 'Cap', quantity: '2.0000', unit_price: '10.5000', fault: null },
      { action: 255 },
    ])
  })
  test('nested NDJSON, and what is a ready mapping', async () => {
    const nested = { who: { userId: 'U1' }, ts: 1703851509, event: 'view', product: { name: 'Tv', price: 5.5 } }
    const guess = await look('nested.ndjson', `${JSON.stringify(nested)}\n`)
    expect(columnsOf(guess)).toMatchObject({
      customer: 'who.userId',
      time: 'ts',
      product: 'product.name',
      unit_price: 'product.price',
    })
    const ga4 = {
      event_name: 'search',
      event_timestamp: '1709287200000000',
      user_pseudo_id: '1.2',
      event_params: [{ key: 'search_term', value: { string_value: 'tv' } }],
    }
    expect(await look('ga4.ndjson', `${JSON.stringify(ga4)}\n`)).toMatchObject({
      ready: 'ga4',
      questions: [],
      rows: [{ term: 'tv', customer: '1.2' }],
    })
  })
})

describe('what cannot be told is asked', () => {
  test('day and month: a value above 12 anywhere in the column decides', async () => {
    const dates = (decides: string) => [
      ...Array.from({ length: 30_000 }, (_, i) => `0${1 + (i % 9)}/02/2023 10:00:${10 + (i % 50)}`),
      decides,
    ]
    expect((await look('d.csv', shop(dates('29/01/2023 10:00:00')))).mapping.time.formats).toEqual([
      '%d/%m/%Y %H:%M:%S',
    ])
    const month = await look('m.csv', shop(dates('01/29/2023 10:00:00')))
    expect(month.mapping.time.formats).toEqual(['%m/%d/%Y %H:%M:%S'])
    expect(month.sampled).toBe(20_000)
  })
  test('day and month: a question, whose answers are patches', async () => {
    const guess = await look('ask.csv', shop(['01/02/2023 10:00', '03/04/2023 11:00']))
    expect(asked(guess)).toEqual([
      '01/02/2023: is that 1 February or 2 January?',
      '01/02/2023 10:00: in which time zone is that?',
    ])
    await expect(at.stage(at.write('ask.csv', shop(['01/02/2023 10:00'])), guess.mapping)).rejects.toThrow(
      '01/02/2023: is that 1 February or 2 January?',
    )
    const [days, zone] = guess.questions
    const india = answered(guess.mapping, zone!, 1)
    const times = async (answer: number) => {
      const mapping = answered(india, days!, answer)
      expect(mapping.unanswered).toEqual([])
      return (await at.stage(at.write('ask.csv', shop(['01/02/2023 10:00'])), mapping)).events.map(({ time }) => time)
    }
    expect(await times(0)).toEqual(['2023-02-01T04:30:00.000Z'])
    expect(await times(1)).toEqual(['2023-01-02T04:30:00.000Z'])
  })
  test('shapes mixed in one column, all read; a zone only where a time names none', async () => {
    const guess = await look(
      'mixed.csv',
      shop(['29/12/2023 12:05', '2023-12-29T12:05:00Z', '1703851509', '29 Dec 2023', '29-12-23']),
    )
    expect(guess.times.map(({ format }) => format).sort()).toEqual([
      '%d %b %Y',
      'epoch_s',
      'iso',
      '{1}-{2}-%y',
      '{1}/{2}/%Y %H:%M',
    ])
    expect(asked(guess)).toEqual(['29/12/2023 12:05: in which time zone is that?'])
    expect(guess.rows.map(({ time }) => String(time).slice(0, 10))).toEqual(Array(5).fill('2023-12-29'))
    expect(asked(await look('zoned.csv', shop(['2023-12-29T12:05:00Z', '1703851509'])))).toEqual([])
  })
  const UTC = ['2023-12-29T12:05:00Z', '2023-12-29T12:06:00Z']
  test('prices', async () => {
    const guess = await look('p.csv', shop(UTC, ['31.000', '5']))
    expect(asked(guess)).toEqual(['31.000: is that 31 or 31,000?'])
    const price = async (answer: number) =>
      (await at.stage(at.write('p.csv', shop(UTC, ['31.000'])), answered(guess.mapping, guess.questions[0]!, answer)))
        .events[0]!.unit_price
    expect(await price(0)).toBe('31.0000')
    expect(await price(1)).toBe('31000.0000')
    for (const [others, decimal] of [
      [['31.000', '5.50'], '.'],
      [['31.000', '5,50'], ','],
      [['31.000,00 EUR'], ','],
      [['Rs. 1,23,456'], '.'],
      [['31,000'], 'auto'],
      [['1.5', '1,5'], 'auto'],
    ] as const) {
      const told = await look('p.csv', shop(UTC, others))
      expect([others, asked(told), told.mapping.price.decimal]).toEqual([others, [], decimal])
    }
    expect(asked(await look('p.csv', shop(UTC, ['2990000', '98990000'])))).toEqual([
      '98990000: is that 98.99 or 98,990,000?',
    ])
  })
  test('words of actions, and a missing application', async () => {
    const guess = await look(
      'amazon.csv',
      shop(UTC, ['1'], ['Add To Cart', 'zapped']).replaceAll(';Amazon', '').replace(';app', ''),
    )
    expect(guess.words).toEqual([
      { word: 'Add To Cart', count: 1, action: 'bag' },
      { word: 'zapped', count: 1, action: 'unknown' },
    ])
    expect(asked(guess)).toEqual([
      '«zapped» (1 rows): what was done?',
      'No column names the application. In which were these rows made?',
    ])
    expect(answered(guess.mapping, guess.questions[0]!, 3).actions).toMatchObject({
      bag: ['Add To Cart'],
      remove: ['zapped'],
    })
    expect(answered(guess.mapping, guess.questions[1]!, 0).constants).toEqual({ application: 'amazon' })
    expect(guess.mapping.unanswered).toEqual([])
  })
  test('a file that is no list of events', async () => {
    await expect(look('no.csv', 'a,b\n1,2\n')).rejects.toThrow('no column that tells a time. It has: a, b')
    await expect(look('no-product.csv', 'ts,b\n2023-01-01,2\n')).rejects.toThrow('no column that names a product')
    await expect(look('empty.csv', '')).rejects.toThrow('is empty')
  })
})

test('every part of a mapping is there when it has been written out and read back', () => {
  const mapping = parseMapping(
    `source: shop
format: { skip: 2 }
columns: { time: at, action: what, phone: phone }
items: { column: items, columns: { product: name } }
constants: { application: Amazon }
actions: { view: [seen], others: ignore }
time: { formats: [iso], zone: UTC }
price: { decimal: ",", scale: 100 }
country: IN
empty: [none]
unanswered: [what else]
`,
    'm',
  )
  expect(Object.keys(mapping)).toEqual(Object.keys(mappingSchema.shape))
  expect(parseMapping(toYaml(mapping), 'y.yaml')).toEqual(mapping)
})

test('YAML with its comments reads back as the same mapping', async () => {
  const guess = await look('y.csv', shop(['01/02/2023 10:00', '(not set)'], ['31.000'], ['view', 'zapped']))
  const yaml = toYaml(guess.mapping, guess)
  expect(parseMapping(yaml, 'y.yaml')).toEqual(guess.mapping)
  expect(parseMapping(toYaml(guess.mapping), 'y.yaml')).toEqual(guess.mapping)
  expect(yaml).toContain('# 01/02/2023: is that 1 February or 2 January?')
  expect(yaml).toMatch(/product: product # \d+ %: by its name/)
  expect(guess.mapping.empty).toEqual(['(not set)'])
})
