import type { Database } from '../../src/database/database.ts'
import { readConfig } from '../../src/platform/config.ts'
import type { App, DomainEvent } from '../../src/platform/context.ts'
import { createKeys } from '../../src/platform/keys.ts'
import { createLog } from '../../src/platform/log.ts'

/** Time as a test decides it. */
export interface TestClock {
  now(): number
  monotonic(): number
  /** Time goes by. */
  advance(ms: number): void
  /** The clock on the wall is set, forward or back; no time goes by. */
  jump(ms: number): void
}

/** Noon in India on a winter's day: nobody's quiet hours there. */
export const NOON = Date.UTC(2026, 0, 15, 6, 30)

export function createClock(start = NOON): TestClock {
  let [wall, steady] = [start, 0]
  return {
    now: () => wall,
    monotonic: () => steady,
    advance(ms) {
      wall += ms
      steady += ms
    },
    jump(ms) {
      wall += ms
    },
  }
}

export interface TestApp extends App {
  /** All events handed on after commits, in order. */
  events: DomainEvent[]
  /** Lines logged, parsed. */
  lines: Record<string, unknown>[]
}

/** One process's app on a database. */
export function createTestApp(database: Database, clock: Pick<TestClock, 'now'> = createClock()): TestApp {
  const events: DomainEvent[] = []
  const lines: Record<string, unknown>[] = []
  return {
    config: readConfig({}),
    database,
    keys: createKeys('a secret of the tests, 32+ characters'),
    log: createLog('debug', { write: (line) => void lines.push(JSON.parse(line)) }),
    now: clock.now,
    committed: (more) => void events.push(...more),
    events,
    lines,
  }
}
