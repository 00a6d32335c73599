import { expect, test } from 'vitest'
import { RESULT_TABLES, TRACED } from '../../journeys/journeys.ts'
import { journeyLists, journeyTables, shareDone, shownName, timeLeft, tracedTables } from './rules.ts'

test('the lists sort and filter by columns their tables have', () => {
  expect(journeyTables.toSorted()).toEqual(Object.keys(RESULT_TABLES).toSorted())
  for (const table of journeyTables) {
    const { sorts, filters } = journeyLists[table]
    for (const name of [...sorts, ...Object.keys(filters)])
      expect(RESULT_TABLES[table].columns, table).toHaveProperty(name)
  }
  expect(tracedTables).toEqual(TRACED)
})

test('names of files are shown, and lead nowhere', () => {
  expect(shownName('../../etc/passwd')).toBe('passwd')
  expect(shownName('C:\\data\\May 2026.csv')).toBe('May 2026.csv')
  expect(shownName('खरीद\u0000 सूची.csv')).toBe('खरीद सूची.csv')
  expect(shownName('a\u202evsc.exe')).toBe('avsc.exe')
  expect(shownName('..')).toBe('..')
  expect(shownName('\u0000/')).toBe('unnamed')
  expect(shownName('🧺'.repeat(300))).toBe('🧺'.repeat(120))
})

test('the time left is told once there is a rate', () => {
  expect(timeLeft(0.01, 60_000)).toBe(undefined)
  expect(timeLeft(0.25, 10_000)).toBe(30_000)
  expect(shareDone({ phase: 'read', done: 1 })).toBe(0.5)
  expect(shareDone({ phase: 'derive', done: 1 })).toBe(1)
})
