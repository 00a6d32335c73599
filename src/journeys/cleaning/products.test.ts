import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_CORRECTIONS, parseCorrections } from './corrections.ts'
import { type CleanProduct, cleanProducts, type WrittenProduct } from './products.ts'

const row = (ref: string, product: string, more: Partial<WrittenProduct> = {}): WrittenProduct => ({
  ref,
  source: 'shop',
  productId: null,
  product,
  category: null,
  subCategory: null,
  brand: null,
  colour: null,
  size: null,
  events: 1,
  ...more,
})
const clean = (names: readonly string[], least?: number) =>
  cleanProducts(
    names.map((name, i) => row(String(i).padStart(3, '0'), name)),
    NO_CORRECTIONS,
    least === undefined ? {} : { minConfidence: least },
  ).products
const namesOf = (products: readonly CleanProduct[]) => products.map(({ product }) => product)

describe('one product', () => {
  it('is made of spellings, brand typos and variants, with colour and size read', () => {
    const products = clean(['Xiomi Tv', 'XIAOMI TV (black)', 'Xiaomi tv 51"'])
    expect(namesOf(products)).toEqual(['Xiaomi TV', 'Xiaomi TV', 'Xiaomi TV'])
    expect(products.map(({ colour, size }) => [colour, size])).toEqual([
      [null, null],
      ['Black', null],
      [null, '51 inch'],
    ])
    expect(products[0]).toMatchObject({ brand: 'Xiaomi', category: 'Electronics', subCategory: 'Televisions' })
    expect(products[0]!.productConfidence).toBeLessThan(1)
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
    const { products } = cleanProducts(
      [
        row('a', 'Four Color Retractable Pen', { ...id, events: 5 }),
        row('b', 'Quatro Retractable Pen', id),
        row('c', 'Zed Retractable Pen', { ...id, source: 'other' }),
        row('d', 'Anker Power Bank 10', { productId: '8' }),
        row('e', 'Anker Power Bank 20', { productId: '8' }),
        row('f', 'Sony Radio Deluxe', { productId: '9' }),
        row('g', 'Bose Radio Deluxe', { productId: '9' }),
      ],
      NO_CORRECTIONS,
    )
    expect(namesOf(products)).toEqual([
      'Four Color Retractable Pen',
      'Four Color Retractable Pen',
      'Zed Retractable Pen',
      'Anker Power Bank 10',
      'Anker Power Bank 20',
      'Sony Radio Deluxe',
      'Bose Radio Deluxe',
    ])
    expect(products[1]!.productConfidence).toBe(0.95)
  })

  it('is not made of an id that most rows share', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => `Steel Hook ${letter}${letter}q`)
    const { products } = cleanProducts(
      names.map((name, i) => row(String(i), name, { productId: '0' })),
      NO_CORRECTIONS,
    )
    expect(namesOf(products)).toEqual(names)
  })

  it('needs the brand of the column to be the same, and shows it', () => {
    const { products } = cleanProducts(
      [
        row('a', 'Running Shoes', { brand: 'Nike' }),
        row('b', 'Running Shoes', { brand: 'pumaa' }),
        row('c', 'nike running shoes'),
      ],
      NO_CORRECTIONS,
    )
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

it("the file's colour and size beat the name's", () => {
  const { products } = cleanProducts(
    [
      row('a', 'Cotton T-Shirt Navy L', { colour: 'RED', size: 'xxl' }),
      row('b', 'Cotton T-Shirt Navy L', { colour: '(not set)' }),
    ],
    NO_CORRECTIONS,
  )
  expect(products.map(({ colour, size }) => [colour, size])).toEqual([
    ['Red', '2XL'],
    ['Navy', 'L'],
  ])
})

describe('categories', () => {
  it("are the file's, mapped; then the model's; then as written", () => {
    const { products, counts } = cleanProducts(
      [
        row('a', 'Zorblax Thing', { category: "Home/Apparel/Men's/Men's-T-Shirts/" }),
        row('b', 'YouTube Twill Cap', { category: 'Home/Shop by Brand/YouTube/' }),
        row('c', 'Zorblax', { category: 'Limited Supply' }),
        row('d', 'Qwrtz'),
      ],
      NO_CORRECTIONS,
    )
    expect(
      products.map(({ category, subCategory, categoryConfidence }) => [category, subCategory, categoryConfidence]),
    ).toEqual([
      ['Clothing', 'T-Shirts', 0.9],
      ['Clothing', 'Caps and Accessories', expect.closeTo(0.95, 1)],
      ['Limited Supply', null, null],
      [null, null, null],
    ])
    expect(counts).toMatchObject({
      category_from_file: 1,
      category_guessed: 1,
      category_as_written: 1,
      category_none: 1,
    })
  })
})

it('corrections rule, by the written and by the cleaned name', () => {
  const corrections = parseCorrections(
    'products:\n  ROG Phone VII: Asus Phone 7\n  Xiaomi TV: Mi Television\nbrands:\n  Zen Co: Zenith\ncategories:\n  Mi Television: Screens > Large\n',
  )
  const { products, counts } = cleanProducts(
    [
      row('a', 'rog phone vii'),
      row('b', 'Xiomi Tv black'),
      row('c', 'Zen Co Lamp'),
      row('d', 'Lamp', { brand: 'zen co' }),
    ],
    corrections,
  )
  expect(namesOf(products)).toEqual(['Asus Phone 7', 'Mi Television', 'Zenith Lamp', 'Zenith Lamp'])
  expect(products[0]!.productConfidence).toBe(1)
  expect(products[1]).toMatchObject({
    category: 'Screens',
    subCategory: 'Large',
    categoryConfidence: 1,
    colour: 'Black',
  })
  expect(products[2]!.brand).toBe('Zenith')
  expect(counts.corrected).toBe(2)
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
      category: fc.constantFrom(null, 'Home/Apparel/', 'Fun'),
      brand: fc.constantFrom(null, null, 'Nike', 'Own Brand'),
      events: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) => list.map(({ product, ...more }, i) => row(String(i).padStart(3, '0'), product, more)))

describe('for any rows', () => {
  it('the order of the rows does not matter', () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (written, keys) => {
        const shuffled = written.map((one) => ({ one, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key)
        expect(
          cleanProducts(
            shuffled.map(({ one }) => one),
            NO_CORRECTIONS,
          ),
        ).toEqual(cleanProducts(written, NO_CORRECTIONS))
      }),
    )
  })

  it('a cleaned product is clean', () => {
    fc.assert(
      fc.property(rows, (written) => {
        const first = cleanProducts(written, NO_CORRECTIONS).products
        const again = cleanProducts(
          first.map(({ ref, product, brand, colour, size, category, subCategory }, i) => ({
            ...written[i]!,
            ...{ ref, product, brand, colour, size, category, subCategory },
          })),
          NO_CORRECTIONS,
        ).products
        expect(namesOf(again)).toEqual(namesOf(first))
      }),
      { numRuns: 300 },
    )
  })

  it('no name is empty and every confidence is a share', () => {
    fc.assert(
      fc.property(rows, (written) => {
        for (const one of cleanProducts(written, NO_CORRECTIONS).products) {
          expect(
            one.product === '' &&
              written[Number(one.ref)]!.product.trim() !== '' &&
              /\w/.test(written[Number(one.ref)]!.product),
          ).toBe(false)
          expect(one.productConfidence).toBeGreaterThanOrEqual(0.8)
          expect(one.productConfidence).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})
