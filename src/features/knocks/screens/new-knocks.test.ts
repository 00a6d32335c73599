import { expect, test } from 'vitest'
import type { LiveState } from '../../live-demos/schema.ts'
import type { QueuedKnock } from '../schema.ts'
import { besideKnock, chosenKnock, newKnocks } from './new-knocks.ts'

const knock = (id: number, product = 1): QueuedKnock => ({
  id,
  demoId: id,
  name: `Visitor ${id}`,
  product: { id: product, name: `Product ${product}` },
  askedAt: id,
  source: 'WEBSITE',
  store: null,
  device: '',
  away: false,
  first: false,
  slot: null,
})
const row = (id: number, state: LiveState) => ({
  product: { id, name: `Product ${id}`, slug: `p${id}` },
  state,
  since: null,
  others: [],
  waiting: 0,
  timingsOpen: true,
})

test('only knocks not seen before ring, and none on opening the page', () => {
  const queue = { rows: [row(1, 'LIVE')], knocks: [knock(1), knock(2)], total: 2 }
  expect(newKnocks(null, queue)).toEqual([])
  expect(newKnocks(new Set([1]), queue).map(({ id }) => id)).toEqual([2])
})

test('products one does not take visitors of stay silent', () => {
  const rows = [row(1, 'OFF'), row(2, 'PAUSED'), row(3, 'STOPPING')]
  const knocks = [knock(1, 1), knock(2, 2), knock(3, 3)]
  expect(newKnocks(new Set(), { rows, knocks, total: 3 }).map(({ id }) => id)).toEqual([3])
})

test('one who moves up from behind the end of a long queue has rung before', () => {
  const rows = [row(1, 'LIVE')]
  const seen = new Set([1, 2, 9])
  expect(newKnocks(seen, { rows, knocks: [knock(2), knock(5)], total: 7 })).toEqual([])
  expect(newKnocks(seen, { rows, knocks: [knock(2), knock(10)], total: 7 }).map(({ id }) => id)).toEqual([10])
  // A queue sent whole hides nobody: whoever is new to it has just asked, whatever the number.
  expect(newKnocks(seen, { rows, knocks: [knock(2), knock(5)], total: 2 }).map(({ id }) => id)).toEqual([5])
})

test('keys act on the chosen knock while it waits, else on the first', () => {
  const knocks = [knock(1), knock(2)]
  expect(chosenKnock(knocks, 2)?.id).toBe(2)
  expect(chosenKnock(knocks, 9)?.id).toBe(1)
  expect(chosenKnock([], 1)).toBeNull()
})

test('the choice moves by one and holds at the ends', () => {
  const knocks = [knock(1), knock(2), knock(3)]
  expect(besideKnock(knocks, null, 1)).toBe(2)
  expect(besideKnock(knocks, 1, -1)).toBe(1)
  expect(besideKnock(knocks, 3, 1)).toBe(3)
  expect(besideKnock([], null, 1)).toBeNull()
})
