import { column, type Table } from '../tables.ts'

const text = column('text')
const list = column('list')
const integer = column('integer')
const decimal = column('decimal')
const time = column('time')
const flag = column('flag')

/** Median and quartiles of one measure: always a value that occurs, never one between two. */
const quartiles = (name: string, what: string, of: typeof decimal) => ({
  [`${name}_quarter`]: of(`${what}: a quarter took no more.`, false),
  [`${name}_median`]: of(`${what}: half took no more.`, false),
  [`${name}_three_quarters`]: of(`${what}: three quarters took no more.`, false),
})

const customers: Table = {
  what: 'One row a customer: what they do, what they spent, and how they compare with the others.',
  columns: {
    customer: text('The customer.', false),
    first_seen: time('First event of all.', false),
    last_seen: time('Last event of all.', false),
    journeys: integer('Journeys, bought or not.', false),
    purchases: integer('Purchased lines.', false),
    orders: integer('Orders: by application and number, without one by application and time.', false),
    returned: integer('Purchased lines of which something was returned.', false),
    last_bought: time('Last purchase.'),
    currency: text('The currency most of the purchases were paid in; of equals the first by name.'),
    spent: decimal('Final prices of the purchases in that currency, returns not taken off; nothing is converted.'),
    spent_by_currency: list(
      'The same for every currency, as `INR 31450.0000`, by name; `?` where none is known.',
      false,
    ),
    bought_at: list('Applications bought at, most purchases first, then by name.', false),
    looked_at: list('Applications searched, viewed or filled a bag at, most journeys first, then by name.', false),
    favourite_application: text('The first of those bought at.'),
    searches_open: integer('Products and terms searched or looked at and not bought since.', false),
    left_in_bag: integer('Those of them that still lie in a bag.', false),
    median_steps: integer('Events of a journey to its purchase: half took no more.'),
    median_sessions: integer('Sessions of a journey to its purchase: half took no more.'),
    median_days: decimal('Days, in parts, from first event to purchase: half took no more.'),
    repeat_days: decimal('Days, in parts, from an order of a product to the next of it: half took no more.'),
    recency: integer('1 to 5: how late the last purchase was. 5: later than at least four fifths of the buyers.'),
    frequency: integer('1 to 5: how many orders. 5: more than at least four fifths of the buyers.'),
    money: integer('1 to 5: how much was spent, among buyers of the same currency. Equals have equal scores.'),
    segment: text('The word for these scores: best, loyal, new, promising, slipping, passing, gone or looking.', false),
  },
  order: ['customer'],
}

const lookedBought: Table = {
  what: 'Where people looked and where they bought: one row for each pair of applications and currency.',
  columns: {
    how: text('first: where the journey began; any: each place looked at; none: bought without a look.', false),
    looked_at: text('The application looked at; empty where none is known.'),
    bought_at: text('The application bought at.'),
    currency: text('ISO 4217 code.'),
    journeys: integer('Journeys that ended so, those with lines in two currencies once in each.', false),
    amount: decimal('Final prices of their lines, returns not taken off.'),
  },
  order: ['how', 'looked_at', 'bought_at', 'currency'],
}

const priceGaps: Table = {
  what: 'The same product in two applications: each against the one where it was seen cheapest. Variants count as one product.',
  columns: {
    product: text('The product.', false),
    currency: text('ISO 4217 code.', false),
    cheapest: text('The application with the lowest median price seen; of equals the first by name.', false),
    application: text('The other application.', false),
    price_cheapest: decimal('Median of the unit prices last seen at the cheapest.', false),
    price: decimal('Median of the unit prices last seen at the other.', false),
    difference: decimal('How much more it was at the other.', false),
    paid_cheapest: decimal('Median of the unit prices paid at the cheapest.'),
    paid: decimal('Median of the unit prices paid at the other.'),
    journeys_cheapest: integer('Journeys with a price at the cheapest.', false),
    journeys: integer('Journeys with a price at the other.', false),
  },
  order: ['product', 'currency', 'application'],
}

const timeToPurchase: Table = {
  what: 'How long it took from the first event of a journey to its purchase, by category and for all (`whole`).',
  columns: {
    whole: flag('Whether the row is of all categories.', false),
    category: text('The category; empty for products without one, and in the row of all.'),
    journeys: integer('Journeys that ended in a purchase.', false),
    ...quartiles('hours', 'Hours, in parts, from first event to purchase', decimal),
    ...quartiles('steps', 'Events, the purchase included', integer),
    ...quartiles('sessions', 'Sessions', integer),
  },
  order: ['whole', 'category'],
}

const bags: Table = {
  what: 'What is left in bags, by product and application. A product of a customer counts once: where it was put in most.',
  columns: {
    product: text('The product.', false),
    application: text('Where it lies in the bag.'),
    currency: text('ISO 4217 code.'),
    customers: integer('Customers with it in their bag.', false),
    quantity: decimal('Pieces; one where the customer’s quantity is not known.'),
    amount: decimal('Pieces by the unit price last seen, of those with a price.'),
  },
  order: ['product', 'application', 'currency'],
}

const repeats: Table = {
  what: 'Products that customers bought again.',
  columns: {
    product: text('The product.', false),
    customers: integer('Customers who bought it.', false),
    customers_again: integer('Those who bought it again, in another order.', false),
    orders_again: integer('Orders after the first of a customer.', false),
    median_days: decimal('Days, in parts, from an order of it to the next: half took no more.', false),
  },
  order: ['product'],
}

const segments: Table = {
  what: 'How many customers stand in each segment; who bought in two currencies counts once in each.',
  columns: {
    segment: text('best, loyal, new, promising, slipping, passing, gone; looking: never bought.', false),
    currency: text('ISO 4217 code; empty where nothing was bought or none is known.'),
    customers: integer('Customers of the segment who bought in that currency.', false),
    purchases: integer('Purchased lines in that currency.', false),
    amount: decimal('Final prices of them, returns not taken off.'),
  },
  order: ['segment', 'currency'],
}

/** The tables made of a finished run's, by the names they carry; they stand beside `TABLES`. */
export const INSIGHTS = {
  customers,
  looked_bought: lookedBought,
  price_gaps: priceGaps,
  time_to_purchase: timeToPurchase,
  bags,
  repeats,
  segments,
} satisfies Record<string, Table>
