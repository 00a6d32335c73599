import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { wasInserted } from '../../database/database.ts'
import type { Row } from '../../database/tables.ts'
import { type App, asSystem, type Context } from '../context.ts'
import { newToken } from '../keys.ts'
import { watchLeases } from './lease-watch.ts'

/** Work done again and again, by one process at a time. */
export interface Job {
  name: string
  everyMs: number
  /** `signal` is aborted when the process ends its jobs: long work stops then. */
  run(ctx: Context, signal: AbortSignal): Promise<void>
}

export interface JobsOptions {
  /** How often to look for due jobs, ms; 0: only `runDue` does. */
  tickMs?: number
  /** A process that has not renewed a job for so long counts as dead, ms. */
  leaseMs?: number
  /** How long `stop` waits for running jobs, ms. */
  stopMs?: number
  /** Time that only goes forward, ms; injected by tests. */
  monotonic?: () => number
}

export interface Jobs {
  /** Runs all jobs that are due now, once each, and waits for them. */
  runDue(): Promise<void>
  /** Starts no more jobs and waits for those running, or its time limit. */
  stop(): Promise<void>
}

/** A next run further off than one period and this is left from a clock that was wrong, or from a longer period. */
const CLOCK_SKEW_MS = 60_000

/**
 * Runs the jobs over all processes that start them. A run missed is made up for once, not as often as it was missed;
 * after the clock was set back a job waits at most its period and a minute.
 */
export function startJobs(app: App, jobs: Job[], options: JobsOptions = {}): Jobs {
  const { tickMs = 1000, leaseMs = 15_000, stopMs = 10_000 } = options
  const monotonic = options.monotonic ?? (() => performance.now())
  const ctx = asSystem(app)
  const { read, write } = app.database
  const deadLeases = watchLeases<string>(leaseMs, monotonic)
  const running = new Map<string, Promise<void>>()
  const ending = new AbortController()
  let stopped = false
  let ready: Promise<void> | undefined

  const isDue = (job: Job, row: Row<'job'>, now: number) =>
    row.next_at <= now || row.next_at > now + job.everyMs + CLOCK_SKEW_MS

  async function rows(): Promise<Row<'job'>[]> {
    ready ??= Promise.all(
      jobs.map(({ name }) => wasInserted(write.insertInto('job').values({ name, next_at: app.now() }))),
    ).then(() => {})
    await ready.catch((error) => {
      ready = undefined
      throw error
    })
    const names = jobs.map(({ name }) => name)
    return names.length ? read.selectFrom('job').selectAll().where('name', 'in', names).execute() : []
  }

  /** Takes the job if nobody changed its row since it was read. */
  async function take(row: Row<'job'>, token: string, now: number): Promise<boolean> {
    let update = write
      .updateTable('job')
      .set({ leased_by: token, leased_until: now + leaseMs })
      .where('name', '=', row.name)
      .where('next_at', '=', row.next_at)
    update = row.leased_by
      ? update.where('leased_by', '=', row.leased_by).where('leased_until', '=', row.leased_until)
      : update.where('leased_by', 'is', null)
    return (await update.executeTakeFirst()).numUpdatedRows > 0n
  }

  async function runOnce(job: Job, token: string, startedAt: number): Promise<void> {
    const started = monotonic()
    const mine = () => write.updateTable('job').where('name', '=', job.name).where('leased_by', '=', token)
    const renewing = setInterval(() => {
      mine()
        .set((eb) => ({ leased_until: eb('leased_until', '+', 1) }))
        .execute()
        .catch((error) => app.log.warn({ err: error, job: job.name }, 'job not renewed'))
    }, leaseMs / 3)
    let fault: unknown
    try {
      await job.run(ctx, ending.signal)
    } catch (error) {
      fault = error
    } finally {
      clearInterval(renewing)
    }
    const ms = Math.round(monotonic() - started)
    if (fault) app.log.error({ job: job.name, ms, ok: false, err: fault }, 'job')
    else app.log.info({ job: job.name, ms, ok: true }, 'job')
    await mine()
      .set({ next_at: startedAt + job.everyMs, leased_by: null, leased_until: null })
      .execute()
  }

  async function tick(): Promise<Promise<void>[]> {
    const found = await rows()
    const held = found.flatMap(({ name, leased_by, leased_until }) =>
      leased_by === null ? [] : [{ key: name, token: `${leased_by} ${leased_until}` }],
    )
    const dead = new Set(deadLeases(held).map(({ key }) => key))
    const now = app.now()
    for (const row of found) {
      const job = jobs.find(({ name }) => name === row.name)
      if (stopped || !job || running.has(job.name) || !isDue(job, row, now)) continue
      if (row.leased_by !== null && !dead.has(row.name)) continue
      const token = newToken()
      if (!(await take(row, token, now))) continue
      const run = runOnce(job, token, now)
        .catch((error) => app.log.error({ err: error, job: job.name }, 'job not recorded'))
        .finally(() => running.delete(job.name))
      running.set(job.name, run)
    }
    return [...running.values()]
  }

  // A job must not join the transaction of whoever started the jobs.
  const outside = AsyncLocalStorage.snapshot()
  let ticking: Promise<unknown> | undefined
  const timer =
    tickMs > 0
      ? setInterval(() => {
          ticking ??= outside(tick)
            .catch((error) => app.log.error({ err: error }, 'jobs not reachable'))
            .finally(() => {
              ticking = undefined
            })
        }, tickMs)
      : undefined

  return {
    async runDue() {
      await ticking
      await Promise.all(await outside(tick))
    },
    async stop() {
      stopped = true
      ending.abort()
      clearInterval(timer)
      await ticking
      const late = new AbortController()
      const limit = pause(stopMs, undefined, { signal: late.signal }).catch(() => {})
      await Promise.race([Promise.all(running.values()), limit])
      late.abort()
    },
  }
}
