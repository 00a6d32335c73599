/**
 * The tables a run makes, declared once: DuckDB's types, the databases' types, the hand-offs' models and the CRM's columns
 * are all made of this. Times are UTC instants; decimals are exact.
 *
 * - `text`; `list`: texts in order (one text joined by ` | ` where a target knows no lists)
 * - `integer`: 64 bit; `decimal`: 14 digits before and 4 after the point (DuckDB casts texts to DECIMAL(18,4) seven times as fast as to a wider one); `share`: 0 to 1, a double
 * - `time`: UTC, to the microsecond; `flag`: true or false
 */
export type ColumnType = 'text' | 'list' | 'integer' | 'decimal' | 'share' | 'time' | 'flag'

export interface Column {
  type: ColumnType
  /** One sentence for readers of the table. */
  what: string
  /** False: never empty. */
  nullable?: boolean
}

export interface Table {
  what: string
  columns: Record<string, Column>
  /** Columns the rows are ordered by wherever they are written; together they tell rows apart, but for rows equal in all else. */
  order: string[]
}

export const column =
  (type: ColumnType) =>
  (what: string, nullable = true): Column => ({ type, what, nullable })
const text = column('text')
const list = column('list')
const integer = column('integer')
const decimal = column('decimal')
const share = column('share')
const time = column('time')
const flag = column('flag')

const PRODUCT: Record<string, Column> = {
  category: text('Category of the taxonomy, or as written when none was sure enough.'),
  sub_category: text('Sub-category, from the file or read out of the name.'),
  colour: text('Colour of the variant, from the file or read out of the name.'),
  size: text('Size of the variant, from the file or read out of the name.'),
}

const WRITTEN: Record<string, Column> = {
  product_written: text("The product's name as the file has it."),
  category_written: text('The category as the file has it.'),
  product_confidence: share('How sure the cleaned name is that product.'),
  category_confidence: share('How sure the category is.'),
}

export const purchases: Table = {
  what: 'Every product every customer bought, one row a line of an order, with the journey before it.',
  columns: {
    customer: text('The customer, by the key of the mapping or the link table.', false),
    product: text('The product, variants and spellings made one.', false),
    ...PRODUCT,
    quantity: decimal('Pieces bought.'),
    application_used: text('Where it was bought.'),
    applications_checked: list('The other applications of the journey, in the order first seen.', false),
    timestamp: time('When it was bought.', false),
    payment_mode: text('How it was paid.'),
    unit_price: decimal('Unit price at purchase: as the file has it, or the final price by the quantity.'),
    final_price: decimal("The line's total after discounts."),
    currency: text('ISO 4217 code.'),
    order_id: text('The order, as the application numbers it.'),
    journey: integer('Number of the journey of this customer and product, from 1.', false),
    first_seen: time('First event of the journey.', false),
    events: integer('Events of the journey, this purchase included.', false),
    sessions: integer('Sessions the journey took.', false),
    days: integer('Calendar days, in the zone of the run, with an event of the journey.', false),
    steps: list('Each event in order: action and application.', false),
    times_in_bag: integer('How often it was put in a bag.', false),
    price_first_seen: decimal('Unit price first shown in the journey.'),
    others_looked_at: list(
      'Other products of the category viewed or put in a bag from first seen to purchase, by name.',
      false,
    ),
    returned: flag('Whether any of it was returned.', false),
    returned_quantity: decimal('Pieces returned.'),
    returned_at: time('When any of its order was first returned.'),
    ...WRITTEN,
  },
  order: ['customer', 'product', 'journey', 'timestamp', 'order_id', 'product_written', 'quantity', 'final_price'],
}

export const searches: Table = {
  what: 'What a customer searched or looked at and has not bought since: one row a customer and product.',
  columns: {
    customer: text('The customer, by the key of the mapping or the link table.', false),
    product: text('The product, or the search term when nothing was opened from it.', false),
    is_term: flag('Whether the product is a search term from which nothing was opened.', false),
    ...PRODUCT,
    quantity: decimal('Quantity last seen.'),
    price: decimal('Unit price last seen.'),
    currency: text('Of that price, ISO 4217 code.'),
    applications: list('Applications of the journey in the order first seen.', false),
    last_application: text('The application last used for it.'),
    searches: list('Every search that led to it, in order: time, application, term.', false),
    first_seen: time('First event of the journey.', false),
    last_seen: time('Last event of the journey.', false),
    furthest_step: text('SEARCH, VIEW, BAG or CHECKOUT: how far it went.', false),
    left_in_bag: flag('Whether it still lies in the bag: put in and not removed.', false),
    times_in_bag: integer('How often it was put in a bag.', false),
    events: integer('Events of the journey.', false),
    sessions: integer('Sessions of the journey.', false),
    bought_before: flag('Whether an earlier journey of it ended in a purchase.', false),
    journey: integer('Number of the journey of this customer and product, from 1.', false),
    ...WRITTEN,
  },
  order: ['customer', 'product', 'is_term'],
}

export const searchesByCustomer: Table = {
  what: 'The searches as one row a customer.',
  columns: {
    customer: text('The customer.', false),
    products: list('Products searched and not bought, the last touched first.', false),
    products_left_in_bag: list('Those of them that lie in a bag, the last touched first.', false),
    applications: list('Applications they were looked at in, by name.', false),
    first_seen: time('First event of all of them.', false),
    last_seen: time('Last event of all of them.', false),
  },
  order: ['customer'],
}

export const touches: Table = {
  what: 'One row a journey and application: what was done there, and where it was bought in the end.',
  columns: {
    customer: text('The customer.', false),
    product: text('The product, or the search term when nothing was opened from it.', false),
    is_term: flag('Whether the product is a search term.', false),
    journey: integer('Number of the journey of this customer and product, from 1.', false),
    application: text('The application.'),
    terms: list('Terms searched there, in order.', false),
    searched: integer('Searches there.', false),
    viewed: integer('Views there.', false),
    put_in_bag: integer('Times put in the bag there.', false),
    removed: integer('Times removed from the bag there.', false),
    checked_out: integer('Checkouts begun there.', false),
    first_seen: time('First event there.', false),
    last_seen: time('Last event there.', false),
    price_first_seen: decimal('Unit price first shown there.'),
    price_last_seen: decimal('Unit price last shown there.'),
    currency: text('Of the price last shown, ISO 4217 code.'),
    bought_at: text('The application where the journey ended in a purchase; empty when it has not.'),
    bought_on: time('When it did.'),
  },
  order: ['customer', 'product', 'is_term', 'journey', 'application'],
}

export const rejected: Table = {
  what: 'Rows that could not be read, with the reason.',
  columns: {
    source: text('The source of the mapping.', false),
    file: text('The file, as it was named to the run.', false),
    line: integer('Line in the file, the first is 1.'),
    column: text('The column at fault, where one is.'),
    reason: text('What is wrong and what would be right.', false),
    value: text('What stood there, cut after 200 characters.'),
  },
  order: ['source', 'file', 'line', 'column', 'reason', 'value'],
}

export const unassigned: Table = {
  what: 'Events of nobody: rows without a customer, kept apart.',
  columns: {
    source: text('The source of the mapping.', false),
    timestamp: time('When it happened.', false),
    action: text('SEARCH, VIEW, BAG, REMOVE, CHECKOUT, PURCHASE or RETURN.', false),
    application: text('The application.'),
    product: text('The product, variants and spellings made one.'),
    term: text('The term searched.'),
    quantity: decimal('Pieces.'),
    unit_price: decimal('Unit price.'),
    final_price: decimal("The line's total after discounts."),
    currency: text('ISO 4217 code.'),
    order_id: text('The order, as the application numbers it.'),
    product_written: text("The product's name as the file has it."),
  },
  order: [
    'source',
    'timestamp',
    'action',
    'application',
    'product_written',
    'term',
    'order_id',
    'quantity',
    'final_price',
  ],
}

/** By the names they carry in files and databases. */
export const TABLES = {
  purchases,
  searches,
  searches_by_customer: searchesByCustomer,
  touches,
  unassigned,
  rejected,
} satisfies Record<string, Table>
export type TableName = keyof typeof TABLES

/** In the order they have within one timestamp. */
export const ACTIONS = ['SEARCH', 'VIEW', 'BAG', 'REMOVE', 'CHECKOUT', 'PURCHASE', 'RETURN'] as const
export type Action = (typeof ACTIONS)[number]
export const ACTION_CODES = Object.fromEntries(ACTIONS.map((action, code) => [action, code])) as Record<Action, number>

/** The types of columns as DuckDB has them. */
export const DUCK_TYPES: Record<ColumnType, string> = {
  text: 'varchar',
  list: 'varchar[]',
  integer: 'bigint',
  decimal: 'decimal(18,4)',
  share: 'double',
  time: 'timestamp',
  flag: 'boolean',
}
