import { expect, test } from 'vitest'
import { journeysOf } from './customer-journeys.ts'

const touch = (change: object) => ({
  ...{ product: 'Pan', is_term: false, journey: 1, application: 'Amazon', terms: [], searched: 0, viewed: 1 },
  ...{ put_in_bag: 0, removed: 0, checked_out: 0, first_seen: '2026-01-01T10:00:00.000Z' },
  ...{ last_seen: '2026-01-01T10:00:00.000Z', price_first_seen: '900.0000', price_last_seen: null, currency: 'INR' },
  ...change,
})
const answer = { customer: 'Asha', zone: 'UTC', of: {}, said: [], purchases: [], searches: [], touches: [], cut: false }

test('touches and what came of them are one journey, the latest first; what may still be bought is left out', () => {
  const flipkart = {
    application: 'Flipkart',
    viewed: 0,
    first_seen: '2026-01-02T10:00:00.000Z',
    last_seen: '2026-01-02T10:00:00.000Z',
  }
  const journeys = journeysOf({
    ...answer,
    purchases: [
      {
        ...{ product: 'Pan', journey: 1, timestamp: '2026-01-02T10:00:00.000Z', application_used: 'Flipkart' },
        ...{ final_price: '850.0000', currency: 'INR', payment_mode: 'COD', quantity: null, returned: false },
        steps: ['VIEW Amazon', 'PURCHASE Flipkart'],
      },
    ],
    searches: [
      { product: 'Lamp', is_term: true, journey: 1, left_in_bag: true, furthest_step: 'BAG', searches: ['s'] },
    ],
    touches: [
      touch(flipkart),
      touch({}),
      touch({ product: 'Lamp', is_term: true, last_seen: '2026-02-01T10:00:00.000Z' }),
      touch({ product: 'New', first_seen: '2026-03-01T10:00:00.000Z' }),
    ],
  })
  expect(journeys.map(({ product, leftInBag, furthest }) => [product, leftInBag, furthest])).toEqual([
    ['Lamp', true, 'BAG'],
    ['Pan', false, ''],
  ])
  expect(journeys[1]).toMatchObject({
    from: Date.UTC(2026, 0, 1, 10),
    until: Date.UTC(2026, 0, 2, 10),
    steps: ['View Amazon', 'Purchase Flipkart'],
    bought: [{ price: '850.0000', application: 'Flipkart' }],
  })
  expect(journeys[1]!.lanes.map(({ application, boughtAt }) => [application, boughtAt.length])).toEqual([
    ['Amazon', 0],
    ['Flipkart', 1],
  ])
})
