import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../tools/program.ts'
import { provision } from './support/provision.ts'
import { add, collect, forget, line, type Runner, type Totals } from './support/totals.ts'

const root = join(import.meta.dirname, '..')
const LIMIT = 60 * 60_000
const end = Date.now() + LIMIT
const results = join(root, 'test-results')
const vitest: Runner = { name: 'unit and contract', report: join(results, 'vitest.json'), count: 'vitest' }
const browser = (project: string): Runner => ({
  name: `browser ${project}`,
  report: join(results, `playwright-${project}.json`),
  count: 'playwright',
})

// Programs and browsers that are stopped in the middle leave their folders in here, and it goes at the end.
const scratch = mkdtempSync(join(tmpdir(), 'phygital-'))
// PostgreSQL runs as another user, and reaches its own folder in here.
chmodSync(scratch, 0o711)
function leave(code: number): never {
  // Registered last, so that it comes after those that end the children.
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }))
  process.exit(code)
}

let totals: Totals = { passed: 0, failed: 0, skipped: 0 }
const summary: string[] = []
const failed: string[] = []
const note = (name: string, verdict: string, seconds: number) =>
  summary.push(`${name.padEnd(18)} ${verdict}${seconds < 1 ? '' : ` (${Math.round(seconds)} s)`}`)

/** Runs one of our programs with this Node; the time left of the whole is its limit. */
async function step(name: string, args: string[], env: Record<string, string> = {}) {
  console.log(`\n== ${name}`)
  const started = Date.now()
  const timeout = Math.max(1, end - started)
  const { code } = await run(process.execPath, args, {
    cwd: root,
    env: { ...process.env, TMPDIR: scratch, ...env },
    timeout,
    show: true,
  })
  if (Date.now() >= end) console.log(`${name}: stopped, the whole took longer than ${LIMIT / 60_000} min`)
  return { code, seconds: (Date.now() - started) / 1000 }
}

/** A step that is right or wrong as a whole: wrong counts as one failure. */
async function gate(name: string, args: string[]): Promise<boolean> {
  const { code, seconds } = await step(name, args)
  note(name, code === 0 ? 'ok' : 'FAILED', seconds)
  if (code !== 0) totals = add(totals, { passed: 0, failed: 1, skipped: 0 })
  return code === 0
}

async function tests(runner: Runner, args: string[], env: Record<string, string> = {}): Promise<void> {
  forget(runner)
  const { code, seconds } = await step(runner.name, args, env)
  const { why, failures = [], ...counted } = collect(runner, code)
  failed.push(...failures)
  totals = add(totals, counted)
  note(runner.name, `${line(counted)}${why ? `: ${why}` : ''}`, seconds)
}

function finish(): never {
  if (failed.length > 0) console.log(`\n== failed\n${failed.join('\n')}`)
  console.log(`\n== summary\n${summary.join('\n')}`)
  console.log(line(totals))
  leave(totals.failed > 0 || totals.passed === 0 ? 1 : 0)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leave(130))

mkdirSync(results, { recursive: true })
const complaint = await provision()
if (complaint) {
  console.error(complaint)
  note('programs', 'FAILED', 0)
  totals.failed = 1
  finish()
}

await gate('check', ['tools/check.ts'])
const built = await gate('build', ['tools/build.ts'])
await tests(vitest, [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${vitest.report}`,
])

for (const [project, workers] of Object.entries({ pages: '2', calls: '1' })) {
  const runner = browser(project)
  if (!built) note(runner.name, 'NOT RUN: the build failed', 0)
  else {
    await tests(
      runner,
      [
        'node_modules/@playwright/test/cli.js',
        'test',
        '--reporter=list,json',
        '--project',
        project,
        '--workers',
        workers,
      ],
      { PLAYWRIGHT_JSON_OUTPUT_FILE: runner.report },
    )
  }
}
finish()
