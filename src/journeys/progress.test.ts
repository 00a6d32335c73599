import { expect, test } from 'vitest'
import { telling } from './progress.ts'

function told(json: boolean) {
  const lines: string[] = []
  let at = 0
  const tell = telling(json, { write: (text) => void lines.push(text), now: () => at })
  const wait = (ms: number) => {
    at += ms
  }
  return { lines, tell, wait }
}

test('tells rate and time left, at most once a second and always the end', () => {
  const { lines, tell, wait } = told(false)
  tell({ phase: 'read', done: 0, rows: 0 })
  wait(2000)
  tell({ phase: 'read', done: 0.25, rows: 1_000_000 })
  wait(500)
  tell({ phase: 'read', done: 0.3, rows: 1_200_000 })
  wait(100)
  tell({ phase: 'read', done: 1, rows: 4_000_000 })
  tell({ phase: 'derive', done: 0.5, rows: 4_000_000 })
  tell({ phase: 'load', done: 0, rows: 0 })
  wait(2000)
  tell({ phase: 'load', done: 0.4, rows: 400 })
  expect(lines).toEqual([
    'Reading: 0 %, 0 rows\n',
    'Reading: 25 %, 1,000,000 rows (500,000 a second), about 6 s left\n',
    'Reading: 100 %, 4,000,000 rows (1,538,462 a second)\n',
    'Making the tables: 50 %, 4,000,000 rows\n',
    'Loading: 0 %, 0 rows\n',
    'Loading: 40 %, 400 rows (200 a second), about 3 s left\n',
  ])
})

test('tells machines the same as lines of JSON', () => {
  const { lines, tell, wait } = told(true)
  tell({ phase: 'read', done: 0, rows: 0 })
  wait(1000)
  tell({ phase: 'read', done: 0.5, rows: 10 })
  expect(JSON.parse(lines.at(-1)!)).toEqual({ phase: 'read', done: 0.5, rows: 10, rowsPerSecond: 10, secondsLeft: 1 })
})
