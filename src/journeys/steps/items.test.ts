import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { NO_CORRECTIONS, parseCorrections } from '../cleaning/corrections.ts'
import { openDuck, type Row } from '../engine/duckdb.ts'
import { cleanItems } from './items.ts'

interface Written {
  item?: number
  product: string
  product_id?: string | null
  brand?: string | null
  category?: string | null
  sub_category?: string | null
  colour?: string | null
  size?: string | null
  source?: string
  events?: number
}

const CELLS = ['source', 'product', 'product_id', 'brand', 'category', 'sub_category', 'colour', 'size'] as const

const duck = await openDuck({ threads: 1 })
afterAll(() => duck.close())

/** The items of rows, in their order. */
async function clean(rows: readonly Written[], { corrections = NO_CORRECTIONS, minConfidence = 0.8 } = {}) {
  await duck.run(
    `create or replace temp table staged (item ubigint, ${CELLS.map((name) => `${name} varchar`).join(', ')})`,
  )
  await duck.append(
    'staged',
    rows.flatMap(({ events = 1, item, ...row }, at) =>
      Array.from({ length: events }, () => [
        item ?? at,
        ...CELLS.map((name) => row[name] ?? (name === 'source' ? 'shop' : null)),
      ]),
    ),
  )
  const counts = await cleanItems(duck, 'staged', { corrections, minConfidence })
  return { items: await duck.rows('from items order by item'), counts }
}
const pick = (items: readonly Row[], ...columns: string[]) => items.map((item) => columns.map((name) => item[name]))

it("the file's colour and size beat the name's", async () => {
  const { items, counts } = await clean([
    { product: 'Cotton T-Shirt Navy L', colour: 'RED', size: 'xxl' },
    { product: 'Cotton T-Shirt Navy L', colour: '(not set)' },
  ])
  expect(pick(items, 'product', 'colour', 'size', 'colour_written')).toEqual([
    ['Cotton T-Shirt', 'Red', '2XL', 'RED'],
    ['Cotton T-Shirt', 'Navy', 'L', '(not set)'],
  ])
  expect(counts).toMatchObject({ 'names read': 1, 'colours read out of names': 1, 'sizes read out of names': 1 })
})

it("a person's colour beats both, of one name or of all names of a product", async () => {
  const corrections = parseCorrections('colours:\n  Cotton T-Shirt Navy L: Teal\n  Zorblax: Clear\n')
  const { items } = await clean(
    [
      { product: 'Cotton T-Shirt Navy L', colour: 'RED' },
      { product: 'Cotton T-Shirt Red L' },
      { product: 'Zorblax black' },
    ],
    { corrections },
  )
  expect(pick(items, 'product', 'colour')).toEqual([
    ['Cotton T-Shirt', 'Teal'],
    ['Cotton T-Shirt', 'Red'],
    ['Zorblax', 'Clear'],
  ])
})

describe('categories', () => {
  it("are the file's, mapped; then the model's; then as written", async () => {
    const { items, counts } = await clean([
      { product: 'Zorblax Thing', category: "Home/Apparel/Men's/Men's-T-Shirts/" },
      { product: 'YouTube Twill Cap', category: 'Home/Shop by Brand/YouTube/' },
      { product: 'Zorblax', category: 'Limited Supply' },
      { product: 'Qwrtz' },
    ])
    expect(pick(items, 'category', 'sub_category', 'category_confidence')).toEqual([
      ['Clothing', 'T-Shirts', 0.9],
      ['Clothing', 'Caps and Accessories', expect.closeTo(0.95, 1)],
      ['Limited Supply', null, null],
      [null, null, null],
    ])
    expect(counts).toMatchObject({
      'names with the category of their row': 1,
      'names with a guessed category': 1,
      'names with a category as written': 1,
      'names without a category': 1,
    })
  })

  it("of a row that says none are those of most events of the product's other rows, then the first by name", async () => {
    const { items, counts } = await clean([
      { product: 'Zorblax', category: 'Mobiles', events: 2 },
      { product: 'Zorblax', category: 'Apparel', events: 3 },
      { product: 'ZORBLAX', category: 'Limited Supply', events: 9 },
      { product: 'Qwrtz', category: 'Mobiles' },
      { product: 'Qwrtz', category: 'Apparel' },
      { product: 'Qwrtz' },
    ])
    expect(pick(items, 'category', 'category_confidence', 'category_written')).toEqual([
      ['Electronics', 1, 'Mobiles'],
      ['Clothing', 1, 'Apparel'],
      ['Clothing', 1, 'Limited Supply'],
      ['Electronics', 1, 'Mobiles'],
      ['Clothing', 1, 'Apparel'],
      ['Clothing', 1, null],
    ])
    expect(counts["names with the category of the product's other rows"]).toBe(2)
  })

  it('a sub-category is the cell, then of the other rows of its category, then of the name', async () => {
    const { items } = await clean([
      { product: 'Zorblax', category: 'Electronics', sub_category: 'mobiles' },
      { product: 'Zorblax', category: 'Electronics', sub_category: 'Odd' },
      { product: 'Zorblax', category: 'Electronics' },
      { product: 'Zorblax', category: 'Apparel' },
      { product: 'Qwrtz Twill Cap', category: 'Apparel' },
    ])
    expect(pick(items, 'category', 'sub_category')).toEqual([
      ['Electronics', 'Smartphones'],
      ['Electronics', 'Odd'],
      ['Electronics', 'Smartphones'],
      ['Clothing', null],
      ['Clothing', 'Caps and Accessories'],
    ])
  })

  it('a correction rules all rows; without confidence nothing is placed', async () => {
    const corrections = parseCorrections('categories:\n  Zorblax: Screens > Large\n')
    const rows = [{ product: 'Zorblax', category: 'Mobiles' }, { product: 'zorblax' }]
    const corrected = await clean(rows, { corrections })
    expect(pick(corrected.items, 'category', 'sub_category', 'category_confidence')).toEqual([
      ['Screens', 'Large', 1],
      ['Screens', 'Large', 1],
    ])
    const left = await clean([...rows, { product: 'Twill Cap' }], { minConfidence: 2 })
    expect(pick(left.items, 'category', 'sub_category', 'category_confidence')).toEqual([
      ['Mobiles', null, null],
      [null, null, null],
      [null, null, null],
    ])
  })
})

it('ranks written products by record 0010 and products by name', async () => {
  const { items } = await clean([
    { product: 'Zed', size: '9' },
    { product: 'Zed', size: '9', source: 'other' },
    { product: 'Zed', colour: 'x', size: '1' },
    { product: 'Zed', product_id: '7', size: '9' },
    { product: 'Zed', category: 'c' },
    { product: 'Zed', category: 'b', sub_category: 's' },
    { product: 'Zed', category: 'b' },
    { product: 'Zed', size: '10' },
    { product: 'Alpha' },
    { product: 'Zed', brand: 'Own', size: '9' },
    { product: 'Zed' },
  ])
  expect(items.toSorted((a, b) => Number(a.w) - Number(b.w)).map(({ item }) => item)).toEqual([
    8, 10, 7, 1, 0, 9, 3, 2, 6, 5, 4,
  ])
  const byName = [...items].sort((a, b) => Number(a.k) - Number(b.k)).map(({ product }) => product)
  expect([...new Set(byName)]).toEqual(['Alpha', 'Own Zed', 'Zed'])
})

it('two products of one number are refused', async () => {
  await expect(clean([{ product: 'Zed' }, { product: 'Alpha', item: 0 }])).rejects.toThrow('one number: 0')
})

const cell = (...values: string[]) => fc.constantFrom(null, ...values)
const rows = fc.uniqueArray(
  fc.record({
    product: fc.constantFrom('Xiomi Tv', 'XIAOMI TV (black)', 'Xiaomi tv', 'Cotton T-Shirt Navy L', 'Twill Cap', 'Qw'),
    source: fc.constantFrom('shop', 'other'),
    product_id: cell('1', '2'),
    brand: cell('Nike', 'Own Brand'),
    category: cell('Home/Apparel/', 'Fun', 'Mobiles'),
    sub_category: cell('T-Shirts', 'Odd'),
    colour: cell('RED', '(not set)'),
    size: cell('xxl'),
  }),
  { minLength: 1, maxLength: 12, selector: (row) => JSON.stringify(row) },
)

it('the order of the rows does not matter, and each is there once', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.infiniteStream(fc.nat()), async (written, keys) => {
      const given = written.map((row, at) => ({ ...row, events: 1 + (at % 3) }))
      const places = given.map((_, at) => ({ at, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key)
      const straight = await clean(given)
      const shuffled = await clean(places.map(({ at }) => given[at]!))
      expect(straight.items.length).toBe(given.length)
      expect(shuffled.counts).toEqual(straight.counts)
      expect(shuffled.items).toEqual(places.map(({ at }, item) => ({ ...straight.items[at]!, item })))
    }),
    { numRuns: 20 },
  )
})
