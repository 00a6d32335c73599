import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { type App, asSystem } from '../context.ts'
import { watchLeases } from '../jobs/lease-watch.ts'
import {
  type Channel,
  type Claimed,
  claim,
  expireOverdue,
  reapDead,
  recordExpired,
  recordFault,
  recordSent,
  release,
} from './claims.ts'
import { deliver, type Outcome } from './delivery.ts'
import type { EmailProvider, SmsProvider } from './providers/provider.ts'
import { afterFault } from './retry.ts'
import type { Templates } from './template.ts'

export interface WorkerOptions {
  templates: Templates
  sms: SmsProvider
  email: EmailProvider
  /** Messages of one channel on their way at once. */
  concurrency?: number
  /** How often to look for what is due by time alone, ms. */
  pollMs?: number
  /** Most time for the provider, ms. */
  sendMs?: number
  /** Most time for rendering, ms. */
  renderMs?: number
  /** Time that only goes forward, ms; injected by tests. */
  monotonic?: () => number
  random?: () => number
}

/** Sends what the outbox holds. Any number of workers may run, in one or several processes. */
export interface Worker {
  start(): void
  /** Call after each commit: what was written leaves at once, not at the next poll. Nothing before `start`. */
  wake(): void
  /** Sends all that is due now and comes back when the outcomes are recorded. */
  runDue(): Promise<void>
  /** Takes nothing more; waits for what is on its way, gives back what is not yet with a provider; closes both. */
  stop(): Promise<void>
}

interface Lane {
  channel: Channel
  inFlight: Set<Promise<void>>
  filling: Promise<void> | undefined
  /** Woken while filling: look once more. */
  again: boolean
}

const RECORD_TRIES = 100
const SLACK_MS = 5000

/** Makes a worker; nothing runs before `start` or `runDue`. */
export function createWorker(app: App, options: WorkerOptions): Worker {
  const { concurrency = 8, pollMs = 2000, sendMs = 12_000, renderMs = 8000, random = Math.random } = options
  const monotonic = options.monotonic ?? (() => performance.now())
  const leaseMs = renderMs + sendMs + SLACK_MS
  const ctx = asSystem(app)
  const deadLeases = watchLeases<number>(leaseMs, monotonic)
  const mine = new Set<number>()
  // An e-mail server that hangs must not hold up codes by SMS, so each channel has places of its own.
  const lanes = (['SMS', 'EMAIL'] as const).map(
    (channel): Lane => ({ channel, inFlight: new Set(), filling: undefined, again: false }),
  )
  const ending = new AbortController()
  const stopping = () => ending.signal.aborted
  const means = { ...options, renderMs, sendMs, stopping }
  let poll: NodeJS.Timeout | undefined
  let sweeping: Promise<void> | undefined
  // A wake may come from inside a request's transaction, which sending must not join.
  const outside = AsyncLocalStorage.snapshot()

  const failed = (error: unknown) => app.log.error({ err: error }, 'outbox not reachable')

  async function sweep(): Promise<void> {
    await expireOverdue(ctx)
    await reapDead(ctx, (held) => deadLeases(held).filter(({ key }) => !mine.has(key)))
  }

  function fill(lane: Lane): Promise<void> {
    lane.again = true
    lane.filling ??= (async () => {
      while (lane.again && !stopping() && lane.inFlight.size < concurrency) {
        const free = concurrency - lane.inFlight.size
        lane.again = false
        const claimed = await claim(ctx, lane.channel, free, leaseMs)
        for (const message of claimed) begin(lane, message)
      }
    })().finally(() => {
      lane.filling = undefined
      // Woken in the moment between the last look and here.
      if (lane.again && lane.inFlight.size < concurrency && !stopping()) fill(lane).catch(failed)
    })
    return lane.filling
  }

  function begin(lane: Lane, message: Claimed): void {
    mine.add(message.id)
    const sending = handle(message)
      .catch(failed)
      .finally(() => {
        lane.inFlight.delete(sending)
        mine.delete(message.id)
        if (!stopping()) fill(lane).catch(failed)
      })
    lane.inFlight.add(sending)
  }

  async function handle(message: Claimed): Promise<void> {
    const started = monotonic()
    const outcome = await deliver(ctx, message, means)
    const { id, channel, template, tries } = message
    const ms = Math.round(monotonic() - started)
    const fault = outcome.kind === 'fault' ? { fault: outcome.fault.message, kind: outcome.fault.kind } : {}
    app.log.info({ id, channel, template, tries, outcome: outcome.kind, ms, ...fault }, 'message')
    await untilRecorded(() => record(message, outcome))
  }

  function record(message: Claimed, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'sent') return recordSent(ctx, message, outcome.provider, outcome.id)
    if (outcome.kind === 'expired') return recordExpired(ctx, message)
    if (outcome.kind === 'released') return release(ctx, message, outcome.at)
    const next = afterFault(outcome.fault, { tries: message.tries, uncertain: message.uncertain === 1 }, random())
    return recordFault(ctx, message, outcome.fault.message, next)
  }

  // A message that was sent but is not recorded would be sent again: while the database is away this keeps trying.
  async function untilRecorded(write: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await write()
      } catch (error) {
        if (attempt === RECORD_TRIES || stopping()) throw error
        failed(error)
        await pause(Math.min(5000, 50 * 2 ** attempt), undefined, { signal: ending.signal }).catch(() => {})
      }
    }
  }

  const look = async () => {
    sweeping ??= sweep().finally(() => {
      sweeping = undefined
    })
    await sweeping
    await Promise.all(lanes.map(fill))
  }
  const onItsWay = () => lanes.flatMap(({ inFlight, filling }) => (filling ? [...inFlight, filling] : [...inFlight]))

  return {
    start() {
      poll ??= setInterval(() => outside(look).catch(failed), pollMs)
      outside(look).catch(failed)
    },
    wake: () => {
      if (poll && !stopping()) outside(() => Promise.all(lanes.map(fill))).catch(failed)
    },
    async runDue() {
      await outside(look)
      while (onItsWay().length) await Promise.all(onItsWay())
    },
    async stop() {
      ending.abort()
      clearInterval(poll)
      const late = new AbortController()
      const limit = pause(leaseMs, undefined, { signal: late.signal }).catch(() => {})
      const settled = async () => {
        while (onItsWay().length) await Promise.allSettled(onItsWay())
        await sweeping?.catch(() => {})
      }
      await Promise.race([settled(), limit])
      late.abort()
      options.sms.close?.()
      options.email.close?.()
    },
  }
}
