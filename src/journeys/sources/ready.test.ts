import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStaging, type Staging } from '../../../tests/support/staged.ts'
import { literal, type Row } from '../engine/duckdb.ts'
import { loadMapping, readyNames, readyYaml } from './ready.ts'

let at: Staging
beforeAll(async () => {
  at = await openStaging()
})
afterAll(() => at.close())

const EMPTY = {
  customer: null,
  email: null,
  phone: null,
  device: null,
  application: null,
  product: null,
  product_id: null,
  brand: null,
  category: null,
  sub_category: null,
  colour: null,
  size: null,
  term: null,
  order_id: null,
  session: null,
  quantity: null,
  unit_price: null,
  final_price: null,
  currency: null,
  payment_mode: null,
}
/** The cells that say something. */
const said = (rows: Row[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([name, cell]) => cell !== null && name in { ...EMPTY, time: 1, action: 1 }),
    ),
  )
const ndjson = (lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

test('names and refusals', () => {
  expect(readyNames()).toEqual(['canonical', 'ga4', 'segment', 'session-log'])
  expect(readyYaml('ga4')).toContain('# Google Analytics 4')
  expect(() => loadMapping('matomo')).toThrow(
    'There is no ready mapping «matomo»: canonical, ga4, segment, session-log, or a file of yours.',
  )
})

test('canonical: every column, and a file without some of them', async () => {
  const csv = `customer,timestamp,action,application,product,category,sub_category,colour,size,quantity,unit_price,final_price,currency,payment_mode,order_id,session,term
Alex,2023-12-29T06:00:00Z,search,Amazon,,,,,,,,,,,,s1,xiomi tv
Alex,2023-12-29T06:35:00Z,purchase,Flipkart,Xiomi Tv,Television,LED,black,51,2,16000,31000,INR,COD,F-1,s2,
,2023-12-30T06:35:00Z,view,Flipkart,Xiomi Tv,,,,,,"16,500.50",,INR,,,,
`
  const { events, unassigned, counts } = await at.stage(at.write('canonical.csv', csv), loadMapping('canonical'))
  expect(counts).toEqual({ rows: 3, ignored: 0, rejected: 0, unassigned: 1 })
  expect(said(events)).toEqual([
    {
      customer: 'Alex',
      time: '2023-12-29T06:00:00.000Z',
      action: 'SEARCH',
      application: 'Amazon',
      session: 's1',
      term: 'xiomi tv',
    },
    {
      customer: 'Alex',
      time: '2023-12-29T06:35:00.000Z',
      action: 'PURCHASE',
      application: 'Flipkart',
      product: 'Xiomi Tv',
      category: 'Television',
      sub_category: 'LED',
      colour: 'black',
      size: '51',
      quantity: '2.0000',
      unit_price: '16000.0000',
      final_price: '31000.0000',
      currency: 'INR',
      payment_mode: 'COD',
      order_id: 'F-1',
      session: 's2',
    },
  ])
  expect(said(unassigned)).toEqual([
    {
      time: '2023-12-30T06:35:00.000Z',
      action: 'VIEW',
      application: 'Flipkart',
      product: 'Xiomi Tv',
      unit_price: '16500.5000',
      currency: 'INR',
    },
  ])
  const american = csv.replace('colour', 'color')
  expect((await at.stage(at.write('american.csv', american), loadMapping('canonical'))).events).toEqual(events)
})

test('segment', async () => {
  const track = (event: string, at: string, properties: object, more: object = {}) => ({
    type: 'track',
    messageId: `m-${at}`,
    anonymousId: 'anon-1',
    userId: 'u-1',
    event,
    timestamp: `2024-03-01T10:00:${at}.250Z`,
    context: { library: { name: 'analytics.js' }, app: { name: 'Shop' } },
    properties,
    ...more,
  })
  const mug = {
    product_id: '507f1',
    sku: 'M-1',
    name: 'Mug "blue"',
    brand: 'Acme',
    category: 'Kitchen',
    variant: 'Black',
    price: 12.5,
    quantity: 2,
  }
  const cup = { product_id: '507f2', name: 'Cup', price: '4.00' }
  const lines = [
    track('Products Searched', '01', { query: 'blue mug' }),
    { type: 'page', anonymousId: 'anon-1', timestamp: '2024-03-01T10:00:02Z', properties: { path: '/' } },
    track('Product List Viewed', '02', { products: [mug, cup] }),
    track('Product Viewed', '03', { ...mug, currency: 'USD' }, { userId: null }),
    track('Product Added', '04', { ...mug, cart_id: 'c' }),
    track('Product Removed', '05', { ...cup, cart_id: 'c', quantity: 1 }),
    track('Checkout Started', '06', { order_id: 'O-1', currency: 'USD', value: 29, products: [mug, cup] }),
    track('Order Completed', '07', {
      order_id: 'O-1',
      checkout_id: 'f',
      total: 33,
      revenue: 29,
      shipping: 4,
      currency: 'USD',
      payment_method: 'Visa',
      products: [mug, cup],
    }),
    track('Order Refunded', '08', { order_id: 'O-1', total: 4, currency: 'USD', products: [cup] }),
  ]
  const { events, counts, rejected } = await at.stage(at.write('segment.ndjson', ndjson(lines)), loadMapping('segment'))
  expect(rejected).toEqual([])
  expect(counts).toEqual({ rows: 12, ignored: 3, rejected: 0, unassigned: 0 })
  const base = (at: string, action: string) => ({
    customer: 'u-1',
    device: 'anon-1',
    time: `2024-03-01T10:00:${at}.250Z`,
    action,
    application: 'Shop',
  })
  const theMug = {
    product: 'Mug "blue"',
    product_id: '507f1',
    brand: 'Acme',
    category: 'Kitchen',
    colour: 'Black',
    quantity: '2.0000',
    unit_price: '12.5000',
  }
  const theCup = { product: 'Cup', product_id: '507f2', unit_price: '4.0000' }
  const order = { order_id: 'O-1', currency: 'USD' }
  const staged = said(events).map((event) => ({ device: 'anon-1', ...event }))
  expect(staged).toEqual([
    { ...base('01', 'SEARCH'), term: 'blue mug' },
    { ...base('03', 'VIEW'), ...theMug, currency: 'USD', customer: 'anon-1' },
    { ...base('04', 'BAG'), ...theMug },
    { ...base('05', 'REMOVE'), ...theCup, quantity: '1.0000' },
    { ...base('06', 'CHECKOUT'), ...theCup, ...order },
    { ...base('06', 'CHECKOUT'), ...theMug, ...order },
    { ...base('07', 'PURCHASE'), ...theCup, ...order, payment_mode: 'Visa' },
    { ...base('07', 'PURCHASE'), ...theMug, ...order, payment_mode: 'Visa' },
    { ...base('08', 'RETURN'), ...theCup, ...order },
  ])
})

test('ga4: the same events as NDJSON and as Parquet', async () => {
  const param = (key: string, value: string | number) => ({
    key,
    value: typeof value === 'string' ? { string_value: value } : { int_value: String(value) },
  })
  const item = (name: string, more: object = {}) => ({
    item_id: 'SKU1',
    item_name: name,
    item_brand: '(not set)',
    item_variant: 'green',
    item_category: 'Apparel',
    item_category2: 'Hoodies',
    price_in_usd: 55.2,
    price: 50.5,
    quantity: 2,
    ...more,
  })
  const event = (event_name: string, second: number, more: object = {}, params: object[] = []) => ({
    event_date: '20240301',
    event_timestamp: String(1709287200000000 + second * 1_000_000 + 123),
    event_name,
    event_params: [param('ga_session_id', 1709287100), param('page_title', 'x'), ...params],
    user_id: null,
    user_pseudo_id: '1026454.443',
    device: { web_info: { hostname: 'shop.example' } },
    platform: 'WEB',
    ecommerce: { transaction_id: '(not set)' },
    items: [],
    ...more,
  })
  const lines = [
    event('page_view', 0),
    event('view_search_results', 1, {}, [param('search_term', 'hoodie')]),
    event('view_item_list', 2, { items: [item('Hoodie'), item('Cap')] }),
    event('view_item', 3, { items: [item('Hoodie', { quantity: null })] }, [param('currency', 'EUR')]),
    event('add_to_cart', 4, { items: [item('Hoodie')] }, [param('currency', 'EUR')]),
    event('remove_from_cart', 5, { items: [item('Cap')] }),
    event('begin_checkout', 6, { items: [item('Hoodie')], user_id: 'U7' }),
    event(
      'purchase',
      7,
      {
        items: [item('Hoodie', { item_revenue: 90.9 }), item('Cap')],
        ecommerce: { transaction_id: 'T-1', purchase_revenue: 191.9 },
        user_id: 'U7',
      },
      [param('currency', 'EUR'), param('transaction_id', 'T-1')],
    ),
    event('refund', 8, {
      items: [item('Hoodie', { quantity: 1, item_refund: 45.45 })],
      ecommerce: { transaction_id: 'T-1' },
      user_id: 'U7',
    }),
  ]
  const path = at.write('ga4.ndjson', ndjson(lines))
  const parquet = join(at.folder, 'ga4.parquet')
  // As BigQuery types them.
  const value = 'struct(string_value varchar, int_value bigint, float_value double, double_value double)'
  await at.duck.run(`copy (select
      r->>'event_date' as event_date, cast(r->>'event_timestamp' as bigint) as event_timestamp, r->>'event_name' as event_name,
      from_json(r->'event_params', '[{"key":"VARCHAR","value":{"string_value":"VARCHAR","int_value":"BIGINT","float_value":"DOUBLE","double_value":"DOUBLE"}}]')::struct(key varchar, value ${value})[] as event_params,
      r->>'user_id' as user_id, r->>'user_pseudo_id' as user_pseudo_id, {web_info: {hostname: r->'device'->'web_info'->>'hostname'}} as device,
      {id: cast(null as varchar)} as app_info,
      {transaction_id: r->'ecommerce'->>'transaction_id'} as ecommerce,
      from_json(r->'items', '[{"item_id":"VARCHAR","item_name":"VARCHAR","item_brand":"VARCHAR","item_variant":"VARCHAR","item_category":"VARCHAR","item_category2":"VARCHAR","price":"DOUBLE","quantity":"BIGINT","item_revenue":"DOUBLE","item_refund":"DOUBLE"}]') as items
    from (select line::json as r from read_csv(${literal(path)}, header = false, auto_detect = false, delim = '\u0001', quote = '', columns = {'line': 'VARCHAR'})))
    to ${literal(parquet)} (format parquet)`)
  const mapping = loadMapping('ga4')
  const [read, fromParquet] = [await at.stage(path, mapping), await at.stage(parquet, mapping)]
  expect(read.rejected).toEqual([])
  expect(read.counts).toEqual({ rows: 11, ignored: 3, rejected: 0, unassigned: 0 })
  expect(fromParquet.counts).toEqual(read.counts)
  expect(fromParquet.events).toEqual(read.events)
  const base = (second: number, action: string, customer = '1026454.443') => ({
    customer,
    time: `2024-03-01T10:00:0${second}.000123Z`,
    action,
    application: 'shop.example',
    session: '1709287100',
  })
  const product = (name: string) => ({
    product: name,
    product_id: 'SKU1',
    category: 'Apparel',
    sub_category: 'Hoodies',
    colour: 'green',
    quantity: '2.0000',
    unit_price: '50.5000',
  })
  const { quantity: _, ...glanced } = product('Hoodie')
  const staged = said(read.events).map(({ device, ...event }) => event)
  expect(staged).toEqual([
    { ...base(1, 'SEARCH'), term: 'hoodie' },
    { ...base(3, 'VIEW'), ...glanced, currency: 'EUR' },
    { ...base(4, 'BAG'), ...product('Hoodie'), currency: 'EUR' },
    { ...base(5, 'REMOVE'), ...product('Cap') },
    { ...base(6, 'CHECKOUT', 'U7'), ...product('Hoodie') },
    { ...base(7, 'PURCHASE', 'U7'), ...product('Cap'), order_id: 'T-1', currency: 'EUR' },
    { ...base(7, 'PURCHASE', 'U7'), ...product('Hoodie'), final_price: '90.9000', order_id: 'T-1', currency: 'EUR' },
    { ...base(8, 'RETURN', 'U7'), ...product('Hoodie'), quantity: '1.0000', final_price: '45.4500', order_id: 'T-1' },
  ])
})

test('session-log: a column of JSON, what is broken in it is rejected', async () => {
  const cell = (items: unknown) => `"${JSON.stringify(items).replaceAll('"', '""')}"`
  const tv = {
    name: 'Xiomi Tv, 51"',
    sku: 'X1',
    brand: 'Xiaomi',
    category: 'Television',
    colour: 'black',
    size: '51',
    qty: 1,
    price: '31,000',
    total: 30000,
  }
  const cap = { title: 'Cap', price: 10 }
  const csv = `session_id,user_id,timestamp,event,items,search_term,order_id,payment_mode,currency,app
s1,Max,2024-03-01 10:00:00,session_start,,,,,,Blinkit
s1,Max,2024-03-01 10:00:01,Search,,"tv ""51""",,,,Blinkit
s1,Max,1709287202000,view_item,${cell([tv])},,,,INR,Blinkit
s1,Max,2024-03-01 10:00:03,purchase,${cell([tv, cap])},,B-1,UPI,INR,Blinkit
s1,Max,2024-03-01 10:00:04,purchase,"[{""name"":",,B-2,UPI,INR,Blinkit
s1,Max,2024-03-01 10:00:05,purchase,${cell(tv)},,B-3,UPI,INR,Blinkit
`
  const { events, rejected, counts } = await at.stage(at.write('log.csv', csv), loadMapping('session-log'))
  const base = (second: number, action: string) => ({
    customer: 'Max',
    time: `2024-03-01T10:00:0${second}.000Z`,
    action,
    application: 'Blinkit',
    session: 's1',
  })
  const theTv = {
    product: 'Xiomi Tv, 51"',
    product_id: 'X1',
    brand: 'Xiaomi',
    category: 'Television',
    colour: 'black',
    size: '51',
    quantity: '1.0000',
    unit_price: '31000.0000',
    currency: 'INR',
  }
  expect(said(events)).toEqual([
    { ...base(1, 'SEARCH'), term: 'tv "51"' },
    { ...base(2, 'VIEW'), ...theTv, final_price: '30000.0000' },
    {
      ...base(3, 'PURCHASE'),
      product: 'Cap',
      unit_price: '10.0000',
      currency: 'INR',
      order_id: 'B-1',
      payment_mode: 'UPI',
    },
    { ...base(3, 'PURCHASE'), ...theTv, final_price: '30000.0000', order_id: 'B-1', payment_mode: 'UPI' },
  ])
  expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
    [6, 'neither product nor search term'],
    [7, 'neither product nor search term'],
  ])
  expect(counts).toEqual({ rows: 7, ignored: 1, rejected: 2, unassigned: 0 })
})
