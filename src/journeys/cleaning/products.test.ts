import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_CORRECTIONS, parseCorrections } from './corrections.ts'
import { placeProduct } from './place.ts'
import { cleanNames, MIN_CONFIDENCE, type WrittenName } from './products.ts'

const row = (n: number, product: string, more: Partial<WrittenName> = {}): WrittenName => ({
  n,
  source: 'shop',
  productId: null,
  product,
  brand: null,
  events: 1,
  ...more,
})
const cleanRows = (rows: readonly WrittenName[], corrections = NO_CORRECTIONS, least = MIN_CONFIDENCE) => {
  const { names, counts } = cleanNames(rows, corrections, least)
  const products = names
    .toSorted((a, b) => a.n - b.n)
    .map((name) => ({ ...name, place: placeProduct(name.product, corrections, least) }))
  return { products, counts }
}
const clean = (names: readonly string[], least?: number) =>
  cleanRows(
    names.map((name, n) => row(n, name)),
    NO_CORRECTIONS,
    least,
  ).products
const namesOf = (products: readonly { product: string }[]) => products.map(({ product }) => product)

describe('one product', () => {
  it('is made of spellings, brand typos and variants, with colour and size read', () => {
    const products = clean(['Xiomi Tv', 'XIAOMI TV (black)', 'Xiaomi tv 51"'])
    expect(namesOf(products)).toEqual(['Xiaomi TV', 'Xiaomi TV', 'Xiaomi TV'])
    expect(products.map(({ colour, size }) => [colour, size])).toEqual([
      [null, null],
      ['Black', null],
      [null, '51 inch'],
    ])
    expect(products[0]).toMatchObject({
      brand: 'Xiaomi',
      place: { category: 'Electronics', subCategory: 'Televisions' },
    })
    expect(products[0]!.confidence).toBeLessThan(1)
  })

  it.each([
    ['iPhone 15 (Black, 128 GB)', 'iPhone 15', 'Black', '128 GB'],
    ["Men's T-Shirt Navy L", "Men's T-Shirt", 'Navy', 'L'],
    ['pink bottle 500ml', 'Bottle', 'Pink', '500 ml'],
    ['Tv 51 inch', 'TV', null, '51 inch'],
    ['Lay&#39;s Chips 4 x 52g', "Lay's Chips", null, '4 x 52 g'],
    ['Nike  Air   Zoom', 'Nike Air Zoom', null, null],
    ['सूती साड़ी', 'सूती साड़ी', null, null],
  ])('%s', (written, product, colour, size) => {
    expect(clean([written])[0]).toMatchObject({ product, colour, size })
  })

  it('is made of names with one id in one source, but not across sources, models and brands', () => {
    const id = { productId: '7' }
    const { products } = cleanRows([
      row(0, 'Four Color Retractable Pen', { ...id, events: 5 }),
      row(1, 'Quatro Retractable Pen', id),
      row(2, 'Zed Retractable Pen', { ...id, source: 'other' }),
      row(3, 'Anker Power Bank 10', { productId: '8' }),
      row(4, 'Anker Power Bank 20', { productId: '8' }),
      row(5, 'Sony Radio Deluxe', { productId: '9' }),
      row(6, 'Bose Radio Deluxe', { productId: '9' }),
    ])
    expect(namesOf(products)).toEqual([
      'Four Color Retractable Pen',
      'Four Color Retractable Pen',
      'Zed Retractable Pen',
      'Anker Power Bank 10',
      'Anker Power Bank 20',
      'Sony Radio Deluxe',
      'Bose Radio Deluxe',
    ])
    expect(products[1]!.confidence).toBe(0.95)
  })

  it('is not made of an id that most rows share', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => `Steel Hook ${letter}${letter}q`)
    const { products } = cleanRows(names.map((name, i) => row(i, name, { productId: '0' })))
    expect(namesOf(products)).toEqual(names)
  })

  it('needs the brand of the column to be the same, and shows it', () => {
    const { products } = cleanRows([
      row(0, 'Running Shoes', { brand: 'Nike' }),
      row(1, 'Running Shoes', { brand: 'pumaa' }),
      row(2, 'nike running shoes'),
    ])
    expect(namesOf(products)).toEqual(['Nike Running Shoes', 'pumaa Running Shoes', 'Nike Running Shoes'])
  })
})

describe('two products', () => {
  it.each([
    ['Galaxy S23', 'Galaxy S24'],
    ['iPhone 15', 'iPhone 15 Pro'],
    ['Boat Airdopes 141', 'Boat Airdopes 131'],
    ['Samsung Galaxy S23', 'Samsung Galaxy S23+'],
    ['Xbox Series S', 'Xbox Series X'],
    ['Redmi Note 12', 'Redmi Note 12 5G'],
    ['Tata Tea Gold', 'Tata Tea Silver'],
    ['The Woman in Black', 'The Woman in White'],
    ['Philips Trimmer 1 10', 'Philips Trimmer 11 0'],
    ['Case for iPhone 15', 'Case for iPhone 15 Pro'],
  ])('%s and %s', (a, b) => {
    expect(new Set(namesOf(clean([a, b, a, b]))).size).toBe(2)
  })

  it('nothing is merged below the stated confidence', () => {
    const names = ['Xiomi Tv', 'Xiaomi TV', 'Waterpoof Backpack', 'Waterproof Backpack']
    expect(new Set(namesOf(clean(names))).size).toBe(2)
    expect(new Set(namesOf(clean(names, 0.99))).size).toBe(4)
  })
})

it('a name that is nothing but a colour or a size stays whole', () => {
  expect(
    clean(['Black', 'XL', '500 ml', 'Nike Black', '(Red)']).map(({ product, colour }) => [product, colour]),
  ).toEqual([
    ['Black', null],
    ['XL', null],
    ['500 ml', null],
    ['Nike Black', null],
    ['(Red)', null],
  ])
})

it('a name of a group without a brand gets its brand, and what a thing is for is never all that is left', () => {
  const { products } = cleanRows([
    row(0, 'लाल Waterproof', { productId: '1' }),
    row(1, 'लाल green', { productId: '1', brand: 'Own Brand' }),
    row(2, '(Red) for 51" 128GB T-Shirt L'),
  ])
  expect(products.map(({ product, brand }) => [product, brand])).toEqual([
    ['Own Brand लाल green', 'Own Brand'],
    ['Own Brand लाल green', 'Own Brand'],
    ['(Red) for 51" 128GB T-Shirt L', null],
  ])
})

it('corrections rule, by the written and by the cleaned name', () => {
  const corrections = parseCorrections(
    'products:\n  ROG Phone VII: Asus Phone 7\n  Xiaomi TV: Mi Television\nbrands:\n  Zen Co: Zenith\ncategories:\n  Mi Television: Screens > Large\n',
  )
  const { products, counts } = cleanRows(
    [row(0, 'rog phone vii'), row(1, 'Xiomi Tv black'), row(2, 'Zen Co Lamp'), row(3, 'Lamp', { brand: 'zen co' })],
    corrections,
  )
  expect(namesOf(products)).toEqual(['Asus Phone 7', 'Mi Television', 'Zenith Lamp', 'Zenith Lamp'])
  expect(products[0]!.confidence).toBe(1)
  expect(products[1]).toMatchObject({
    place: { category: 'Screens', subCategory: 'Large', confidence: 1, corrected: true },
    colour: 'Black',
  })
  expect(products[2]!.brand).toBe('Zenith')
  expect(counts['names corrected by a person']).toBe(2)
})

const words = fc.constantFrom(
  ...'Nike nike Samsng Samsung Xiomi Boat TV tv T-Shirt tshirt Bottle bottles Case for with iPhone Galaxy S23 S24 15 Pro Plus + Black navy (Red) Gold green tea L XL 500ml 128GB 51" / - & Waterpoof Waterproof Backpack Ⅻ ½ लाल साड़ी é'.split(
    ' ',
  ),
)
const name = fc.oneof(
  { weight: 6, arbitrary: fc.array(words, { minLength: 1, maxLength: 6 }).map((list) => list.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) },
)
const rows = fc
  .array(
    fc.record({
      product: name,
      productId: fc.constantFrom(null, '1', '2'),
      brand: fc.constantFrom(null, null, 'Nike', 'Own Brand'),
      events: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) => list.map(({ product, ...more }, i) => row(i, product, more)))

describe('for any rows', () => {
  it('the order of the rows does not matter', () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (written, keys) => {
        const shuffled = written.map((one) => ({ one, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key)
        expect(cleanRows(shuffled.map(({ one }) => one))).toEqual(cleanRows(written))
      }),
    )
  })

  it('a cleaned product is clean', () => {
    fc.assert(
      fc.property(rows, (written) => {
        const first = cleanRows(written).products
        const again = cleanRows(first.map(({ product, brand }, i) => ({ ...written[i]!, product, brand }))).products
        expect(namesOf(again)).toEqual(namesOf(first))
      }),
      { numRuns: 300 },
    )
  })

  it('no name is empty and every confidence is a share', () => {
    fc.assert(
      fc.property(rows, (written) => {
        for (const { n, product, confidence } of cleanRows(written).products) {
          const raw = written[n]!.product
          expect(product === '' && raw.trim() !== '' && /\w/.test(raw)).toBe(false)
          expect(confidence).toBeGreaterThanOrEqual(0.8)
          expect(confidence).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})
