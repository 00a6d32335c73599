import { expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { asSystem, once, transact } from '../../src/platform/context.ts'
import { type Job, type JobsOptions, startJobs } from '../../src/platform/jobs/jobs.ts'
import { kernelJobs } from '../../src/platform/jobs/kernel-jobs.ts'
import { take } from '../../src/platform/rates.ts'
import { eachDatabase } from '../support/databases.ts'
import { waitFor } from '../support/wait-for.ts'
import { createClock, createTestApp, type TestClock } from './test-app.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const LEASE = 15 * SECOND

eachDatabase('jobs', (open) => {
  /** One process; it looks only when told to. */
  function start(database: Database, clock: TestClock, jobs: Job[], options: JobsOptions = {}) {
    const app = createTestApp(database, clock)
    return { app, ...startJobs(app, jobs, { tickMs: 0, monotonic: clock.monotonic, ...options }) }
  }
  function counter(everyMs = MINUTE): Job & { runs: number } {
    const job = {
      name: 'count',
      everyMs,
      runs: 0,
      run: async () => {
        job.runs++
      },
    }
    return job
  }
  /** A job that goes on until the test ends it. */
  function endless() {
    let [running, most, begun] = [0, 0, 0]
    const ends: (() => void)[] = []
    const job: Job = {
      name: 'endless',
      everyMs: MINUTE,
      async run() {
        begun++
        most = Math.max(most, ++running)
        await new Promise<void>((resolve) => ends.push(resolve))
        running--
      },
    }
    return { job, begun: () => begun, most: () => most, end: () => ends.splice(0).forEach((end) => void end()) }
  }

  test('runs at once and then once per period, as the system, with a line in the log', async () => {
    const [database, clock, job] = [await open(), createClock(), counter()]
    const seen: unknown[] = []
    const run: Job['run'] = async (ctx, signal) => {
      seen.push(ctx.actor)
      await job.run(ctx, signal)
    }
    const { app, runDue, stop } = start(database, clock, [{ ...job, run }])
    await runDue()
    await runDue()
    clock.advance(MINUTE - 1)
    await runDue()
    expect(job.runs).toBe(1)
    clock.advance(1)
    await runDue()
    expect(job.runs).toBe(2)
    expect(seen[0]).toEqual({ kind: 'SYSTEM' })
    expect(app.lines).toMatchObject([
      { job: 'count', ms: 0, ok: true },
      { job: 'count', ms: 0, ok: true },
    ])
    await stop()
  })

  test('counts and keys of presses are dropped once nobody can need them', async () => {
    const [database, clock] = [await open(), createClock()]
    const { app, runDue, stop } = start(database, clock, kernelJobs)
    const ctx = asSystem(app)
    const limit = { key: 'a', most: 3, span: HOUR }
    const press = () =>
      transact(ctx, async (work) => [await take(work, limit), await once(work, 'x', 'key', async () => 1)])
    await press()
    clock.advance(47 * HOUR)
    await runDue()
    expect(await database.read.selectFrom('idempotency').select('key').execute()).toHaveLength(1)
    clock.advance(2 * HOUR)
    await runDue()
    expect(await database.read.selectFrom('idempotency').select('key').execute()).toEqual([])
    expect(await database.read.selectFrom('rate').select('key').execute()).toEqual([])
    await stop()
  })

  test('of several processes one runs it', async () => {
    const [database, clock, slow] = [await open(), createClock(), endless()]
    const processes = [1, 2, 3].map(() => start(database, clock, [slow.job]))
    const rounds = processes.map(({ runDue }) => runDue())
    await waitFor('the run', () => slow.begun() === 1)
    // A process that finds it taken has nothing to wait for.
    const others = Promise.all([start(database, clock, [slow.job]).runDue(), Promise.race(rounds)])
    await others
    slow.end()
    await Promise.all(rounds)
    expect([slow.begun(), slow.most()]).toEqual([1, 1])
    clock.advance(MINUTE)
    const again = Promise.all(processes.map(({ runDue }) => runDue()))
    await waitFor('the next run', () => slow.begun() === 2)
    slow.end()
    await again
    expect([slow.begun(), slow.most()]).toEqual([2, 1])
  })

  test('a fault is logged and the next run goes on; other jobs are not held up', async () => {
    const [database, clock, job] = [await open(), createClock(), counter()]
    const broken = { name: 'broken', everyMs: MINUTE, run: () => Promise.reject(new Error('asha@example.com')) }
    const { app, runDue } = start(database, clock, [broken, job])
    await runDue()
    clock.advance(MINUTE)
    await runDue()
    expect(job.runs).toBe(2)
    expect(app.lines.filter((line) => line.job === 'broken')).toMatchObject([
      { ok: false, level: 50 },
      { ok: false, level: 50 },
    ])
    expect(JSON.stringify(app.lines)).not.toContain('asha@')
  })

  test('runs missed are made up for once', async () => {
    const [database, clock, job] = [await open(), createClock(), counter()]
    const { runDue } = start(database, clock, [job])
    await runDue()
    clock.advance(10 * HOUR)
    await runDue()
    await runDue()
    expect(job.runs).toBe(2)
  })

  test.each([2 * HOUR, -2 * HOUR])('a clock set by %i ms neither starves nor storms', async (ms) => {
    const [database, clock, job] = [await open(), createClock(), counter()]
    const processes = [start(database, clock, [job]), start(database, clock, [job])]
    const look = async () => {
      for (const { runDue } of processes) await runDue()
    }
    await look()
    clock.jump(ms)
    for (let second = 0; second < 600; second += 10) {
      await look()
      clock.advance(10 * SECOND)
    }
    expect(job.runs).toBeGreaterThanOrEqual(9)
    expect(job.runs).toBeLessThanOrEqual(12)
    clock.jump(-ms)
    const before = job.runs
    for (let second = 0; second < 600; second += 10) {
      await look()
      clock.advance(10 * SECOND)
    }
    expect(job.runs - before).toBeGreaterThanOrEqual(9)
    expect(job.runs - before).toBeLessThanOrEqual(12)
  })

  test.each([MINUTE, 2 * HOUR])(
    'set back by %i ms, a long period waits no longer than itself and a minute',
    async (ms) => {
      const [database, clock, job] = [await open(), createClock(), counter(4 * HOUR)]
      const { runDue } = start(database, clock, [job])
      await runDue()
      clock.jump(-ms)
      await runDue()
      clock.advance(4 * HOUR + MINUTE)
      await runDue()
      expect(job.runs).toBe(ms === MINUTE ? 2 : 3)
    },
  )

  test('a clock set during a run does not let a second process in', async () => {
    const [database, clock, slow] = [await open(), createClock(), endless()]
    const [first, second] = [start(database, clock, [slow.job]), start(database, clock, [slow.job])]
    const running = first.runDue()
    await waitFor('the run', () => slow.begun() === 1)
    for (const ms of [2 * HOUR, -4 * HOUR]) {
      await second.runDue()
      clock.jump(ms)
      await second.runDue()
    }
    expect(slow.begun()).toBe(1)
    slow.end()
    await running
  })

  test('left by a process that died: taken over after its lease, and the dead one’s end changes nothing', async () => {
    const [database, clock, slow, job] = [await open(), createClock(), endless(), counter()]
    // Its event loop stands still: it neither renews nor ends.
    const dead = start(database, clock, [{ ...slow.job, name: job.name }])
    const dying = dead.runDue()
    await waitFor('the run', () => slow.begun() === 1)
    const { runDue } = start(database, clock, [job])
    await runDue()
    clock.advance(LEASE - 1)
    await runDue()
    expect(job.runs).toBe(0)
    clock.advance(1)
    await runDue()
    expect(job.runs).toBe(1)
    const rows = () => database.read.selectFrom('job').selectAll().execute()
    const before = await rows()
    expect(before).toMatchObject([{ leased_by: null, next_at: clock.now() + MINUTE }])
    slow.end()
    await dying
    expect(await rows()).toEqual(before)
  })

  test('a long run renews its lease', async () => {
    const [database, clock, slow] = [await open(), createClock(), endless()]
    const first = start(database, clock, [slow.job], { leaseMs: 150 })
    const second = start(database, clock, [slow.job], { leaseMs: 150 })
    const running = first.runDue()
    await waitFor('the run', () => slow.begun() === 1)
    const lease = async () =>
      (await database.read.selectFrom('job').select('leased_until').executeTakeFirst())?.leased_until
    for (let round = 0; round < 3; round++) {
      const before = await lease()
      await second.runDue()
      await waitFor('the renewal', async () => (await lease()) !== before)
      clock.advance(200)
      await second.runDue()
    }
    expect(slow.begun()).toBe(1)
    slow.end()
    await running
  })

  test('ticks by itself; stop starts nothing more and waits for what runs, but not for ever', async () => {
    const [database, clock, slow, job] = [await open(), createClock(), endless(), counter(SECOND)]
    const { stop, runDue } = start(database, clock, [slow.job, job], { tickMs: 10, stopMs: 100 })
    await waitFor('both', () => slow.begun() === 1 && job.runs === 1)
    clock.advance(SECOND)
    await waitFor('the next', () => job.runs === 2)
    clock.advance(SECOND)
    await stop()
    const runs = job.runs
    clock.advance(HOUR)
    slow.end()
    await runDue()
    expect([job.runs, slow.begun()]).toEqual([runs, 1])
  })

  test('the database away: logged, and the jobs go on when it is back', async () => {
    const [database, clock, job] = [await open(), createClock(), counter()]
    const real = database.read
    database.read = undefined as never
    const away = start(database, clock, [job], { tickMs: 10 })
    await waitFor('the line', () => away.app.lines.some(({ msg }) => msg === 'jobs not reachable'))
    database.read = real
    await away.stop()
    const back = start(database, clock, [job])
    await back.runDue()
    expect(job.runs).toBe(1)
  })
})
