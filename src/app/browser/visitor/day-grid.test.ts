import { expect, test } from 'vitest'
import { dayAt } from './day-grid.ts'

test('arrows move by days and weeks and stop at the ends of the month', () => {
  expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].map((key) => dayAt(key, 10, 31))).toEqual([
    ...[9, 11, 3, 17, 0, 30],
  ])
  expect([dayAt('ArrowLeft', 0, 31), dayAt('ArrowUp', 6, 31), dayAt('ArrowDown', 30, 31)]).toEqual([
    ...[undefined, undefined, undefined],
  ])
  expect([dayAt('Enter', 5, 31), dayAt('Tab', 5, 31)]).toEqual([undefined, undefined])
})
