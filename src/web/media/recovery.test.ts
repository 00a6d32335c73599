import { expect, test } from 'vitest'
import { type Health, isStuck, nextStep, type Step } from './recovery.ts'

const fresh: Health = {
  up: false,
  online: true,
  polite: false,
  ice: 'new',
  met: false,
  offering: false,
  lastTry: 0,
  restarts: 0,
}
const met: Health = { ...fresh, met: true }

const cases: [string, Health, number, Step][] = [
  ['flowing media are left alone', { ...met, up: true, ice: 'connected' }, 60_000, 'wait'],
  ['nothing twice within two seconds', { ...met, ice: 'failed' }, 1_900, 'wait'],
  ['the polite one without an offer says that it is there', { ...fresh, polite: true }, 2_000, 'hello'],
  ['an unanswered offer goes out again', { ...fresh, offering: true }, 2_000, 'resend'],
  ['also one that restarts', { ...met, offering: true, ice: 'failed' }, 2_000, 'resend'],
  ['a failed connection restarts', { ...met, ice: 'failed' }, 2_000, 'restart'],
  ['the polite one a little later', { ...met, polite: true, ice: 'failed' }, 2_999, 'wait'],
  ['but it does', { ...met, polite: true, ice: 'failed' }, 3_000, 'restart'],
  ['a short gap may heal by itself', { ...met, ice: 'disconnected' }, 1_999, 'wait'],
  ['a longer one restarts', { ...met, ice: 'disconnected' }, 2_000, 'restart'],
  ['checking takes its time', { ...met, ice: 'checking' }, 5_999, 'wait'],
  ['but not for ever', { ...met, ice: 'checking' }, 6_000, 'restart'],
  ['offline it tries less often', { ...met, ice: 'failed', online: false }, 6_999, 'wait'],
  ['yet does, since browsers are wrong about it', { ...met, ice: 'failed', online: false }, 7_000, 'restart'],
  ['after four restarts everything is built anew', { ...met, ice: 'failed', restarts: 4 }, 2_000, 'rebuild'],
]

test.each(cases)('%s', (_, health, now, step) => {
  expect(nextStep(health, now)).toBe(step)
})

test('stuck is fifteen seconds without media', () => {
  expect(isStuck(false, 1_000, 15_999)).toBe(false)
  expect(isStuck(false, 1_000, 16_000)).toBe(true)
  expect(isStuck(true, 1_000, 60_000)).toBe(false)
})
