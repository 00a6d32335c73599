import { readFileSync, rmSync } from 'node:fs'

export interface Totals {
  passed: number
  failed: number
  skipped: number
}

/** What we read of Vitest's JSON report. */
interface VitestReport {
  testResults: { status: string; name: string; assertionResults: { status: string }[] }[]
}

/** What we read of Playwright's JSON report. */
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: unknown[]
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
export function collect({ report, count }: Runner, code: number): Totals & { why?: string } {
  let totals: Totals
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'))
    totals = count === 'vitest' ? countVitest(json) : countPlaywright(json)
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
