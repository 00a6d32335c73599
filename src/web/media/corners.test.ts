import { expect, test } from 'vitest'
import { type Corner, cornerByKey, nearestCorner, nextCorner } from './corners.ts'

const stage = { left: 100, top: 50, width: 400, height: 300 }
const box = (left: number, top: number) => ({ left, top, width: 100, height: 80 })

test.each<[number, number, Corner]>([
  [110, 60, 'tl'],
  [390, 60, 'tr'],
  [110, 250, 'bl'],
  [390, 250, 'br'],
  [260, 170, 'br'],
  [90, 40, 'tl'],
])('a picture let go at %i,%i rests %s', (left, top, corner) => {
  expect(nearestCorner(box(left, top), stage)).toBe(corner)
})

test('arrow keys reach every corner, and stay where there is none', () => {
  expect(cornerByKey('br', 'ArrowLeft')).toBe('bl')
  expect(cornerByKey('bl', 'ArrowUp')).toBe('tl')
  expect(cornerByKey('tl', 'ArrowRight')).toBe('tr')
  expect(cornerByKey('tr', 'ArrowDown')).toBe('br')
  expect(cornerByKey('br', 'ArrowRight')).toBe('br')
  expect(cornerByKey('br', 'a')).toBeNull()
})

test('a press goes round', () => {
  const round = (['tl', 'tr', 'br', 'bl'] as const).map(nextCorner)
  expect(round).toEqual(['tr', 'br', 'bl', 'tl'])
})
