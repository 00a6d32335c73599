import { readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface Totals {
  passed: number
  failed: number
  skipped: number
}

/** What we read of Vitest's JSON report. */
interface VitestReport {
  testResults: { status: string; name: string; message?: string; assertionResults: VitestTest[] }[]
}
interface VitestTest {
  status: string
  fullName?: string
  failureMessages?: string[]
}

/** What we read of Playwright's JSON report. */
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: { message?: string }[]
  suites?: PlaywrightSuite[]
}
interface PlaywrightSuite {
  file: string
  suites?: PlaywrightSuite[]
  specs: { title: string; tests: { status: string; results: { error?: { message?: string } }[] }[] }[]
}

/** A file that could not be read at all counts as one failure. */
export function countVitest(report: VitestReport): Totals {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 }
  for (const file of report.testResults) {
    const of = (status: string) => file.assertionResults.filter((test) => test.status === status).length
    const failed = of('failed')
    totals.passed += of('passed')
    totals.failed += file.status === 'failed' && failed === 0 ? 1 : failed
    totals.skipped += file.assertionResults.length - of('passed') - failed
  }
  return totals
}

/** A test that passed on a second try did not pass. */
export function countPlaywright({ stats, errors }: PlaywrightReport): Totals {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped }
}

/** Names the tests that failed, each with why, for the end of a long log. */
export function failuresOfVitest({ testResults }: VitestReport): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [failure(name, 'could not be read', message)]
    return failed.map((test) => failure(name, test.fullName, test.failureMessages?.[0]))
  })
}

/** As {@link failuresOfVitest}. */
export function failuresOfPlaywright({ errors, suites = [] }: PlaywrightReport): string[] {
  const within = ({ file, specs, suites = [] }: PlaywrightSuite): string[] => [
    ...specs.flatMap(({ title, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ results }) => failure(file, title, results.find(({ error }) => error)?.error?.message)),
    ),
    ...suites.flatMap(within),
  ]
  return [...suites.flatMap(within), ...errors.map(({ message }) => failure('outside tests', '', message))]
}

const failure = (file: string, test = '', why = 'no message') =>
  `${[relative(process.cwd(), file), test].filter(Boolean).join(' > ')}\n  ${stripVTControlCharacters(why).split('\n').slice(0, 12).join('\n  ')}`

export interface Runner {
  name: string
  /** Its JSON report. */
  report: string
  count: 'vitest' | 'playwright'
}

/** Removes what an earlier run left, so that it cannot be taken for this run's. */
export const forget = ({ report }: Runner) => rmSync(report, { force: true })

/**
 * Totals of a runner that has ended: a failed exit without a failed test, a missing or broken report, and a run of 0
 * tests each count as a failure.
 */
export function collect({ report, count }: Runner, code: number): Totals & { why?: string; failures?: string[] } {
  let totals: Totals & { failures?: string[] }
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'))
    totals = count === 'vitest' ? countVitest(json) : countPlaywright(json)
    const failures = count === 'vitest' ? failuresOfVitest(json) : failuresOfPlaywright(json)
    if (failures.length > 0) totals.failures = failures
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, why: `no report: ${(error as Error).message}` }
  }
  const { passed, failed, skipped } = totals
  if (passed + failed + skipped === 0) return { ...totals, failed: 1, why: 'ran no tests' }
  if (code !== 0 && failed === 0) return { ...totals, failed: 1, why: `ended with code ${code}` }
  return totals
}

export const add = (a: Totals, b: Totals): Totals => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

export const line = ({ passed, failed, skipped }: Totals) => `${passed} passed, ${failed} failed, ${skipped} skipped`
