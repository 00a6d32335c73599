import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from './program.ts'
import {
  collect,
  countPlaywright,
  countVitest,
  failuresOfPlaywright,
  failuresOfVitest,
  forget,
  line,
  type Runner,
} from './totals.ts'

const folder = temporaryFolder('totals')
afterAll(() => folder.remove())
const runner = (count: Runner['count'], report?: unknown): Runner => {
  const path = join(folder.path, `${Math.random()}.json`)
  if (report !== undefined) writeFileSync(path, JSON.stringify(report))
  return { name: 'x', report: path, count }
}
const file = (status: string, ...statuses: string[]) => ({
  status,
  name: 'a.test.ts',
  assertionResults: statuses.map((one) => ({ status: one })),
})
const stats = (expected: number, unexpected = 0, flaky = 0, skipped = 0) => ({ expected, unexpected, flaky, skipped })

test('Vitest: tests by their status, a file that broke before its tests as a failure', () => {
  const testResults = [file('passed', 'passed', 'pending', 'todo'), file('failed', 'failed', 'passed'), file('failed')]
  expect(countVitest({ testResults })).toEqual({ passed: 2, failed: 2, skipped: 2 })
})

test('Playwright: flaky tests and errors outside tests are failures', () => {
  expect(countPlaywright({ stats: stats(5, 1, 2, 3), errors: [{ message: 'x' }] })).toEqual({
    passed: 5,
    failed: 4,
    skipped: 3,
  })
})

test('a good run is its totals', () => {
  const totals = collect(runner('vitest', { testResults: [file('passed', 'passed')] }), 0)
  expect(totals).toEqual({ passed: 1, failed: 0, skipped: 0 })
  expect(line(totals)).toBe('1 passed, 0 failed, 0 skipped')
})

test.each([
  ['no report', undefined, 0, 1],
  ['ran no tests', { stats: stats(0), errors: [] }, 0, 1],
  ['ended with code 3', { stats: stats(7), errors: [] }, 3, 1],
  [undefined, { stats: stats(7, 2), errors: [] }, 1, 2],
])('failures beyond tests: %s', (why, report, code, failed) => {
  const totals = collect(runner('playwright', report), code)
  expect(totals.failed).toBe(failed)
  if (why) expect(totals.why).toContain(why)
  else expect(totals.why).toBeUndefined()
})

test('the tests that failed are named, each with why', () => {
  const broken = { status: 'failed', fullName: 'adds > up', failureMessages: ['\u001b[31mexpected 2\u001b[39m'] }
  const testResults = [
    { ...file('failed', 'passed'), assertionResults: [broken, { status: 'passed' }] },
    { ...file('failed'), message: 'no such import' },
  ]
  expect(failuresOfVitest({ testResults })).toEqual([
    'a.test.ts > adds > up\n  expected 2',
    'a.test.ts > could not be read\n  no such import',
  ])
  const spec = (title: string, status: string) => ({
    title,
    tests: [{ status, results: [{ error: { message: 'Timed out' } }] }],
  })
  const inner = { file: 'b.spec.ts', specs: [spec('books', 'unexpected'), spec('moves', 'expected')] }
  const suites = [{ file: 'b.spec.ts', specs: [spec('goes', 'flaky')], suites: [inner] }]
  expect(failuresOfPlaywright({ stats: stats(1, 1, 1), errors: [{ message: 'no port' }], suites })).toEqual([
    'b.spec.ts > goes\n  Timed out',
    'b.spec.ts > books\n  Timed out',
    'outside tests\n  no port',
  ])
})

test('an old report is forgotten', () => {
  const old = runner('vitest', { testResults: [file('passed', 'passed')] })
  forget(old)
  expect(collect(old, 0).failed).toBe(1)
})
