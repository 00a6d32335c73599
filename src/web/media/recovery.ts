/** When a connection that carries no media does what about it. Pure, so that every order of events can be tested. */

export interface Health {
  /** Media can flow: ICE and DTLS are up. */
  up: boolean
  /** This browser believes it has a network; some are wrong, so without one we only try less often. */
  online: boolean
  /** We yield when both act at once, hence also act a little later. */
  polite: boolean
  ice: RTCIceConnectionState
  /** A remote description was set at least once. */
  met: boolean
  /** Our offer has no answer yet. */
  offering: boolean
  /** When we last sent an offer or a hello, restarted, or built anew. */
  lastTry: number
  /** Restarts since media last flowed. */
  restarts: number
}

export type Step = 'wait' | 'hello' | 'resend' | 'restart' | 'rebuild'

export const STUCK_AFTER_MS = 15_000
const RESEND_AFTER_MS = 2_000
const DISCONNECTED_GRACE_MS = 2_000
const CHECKING_GRACE_MS = 6_000
const RESTARTS_BEFORE_REBUILD = 4
// So that the two sides seldom restart at the same instant.
const POLITE_EXTRA_MS = 1_000
const OFFLINE_EXTRA_MS = 5_000

/** What to do now. Times in milliseconds of one clock. */
export function nextStep(health: Health, now: number): Step {
  if (health.up) return 'wait'
  const idle = now - health.lastTry
  if (idle < RESEND_AFTER_MS) return 'wait'
  if (health.offering) return 'resend'
  if (!health.met) return health.polite ? 'hello' : 'resend'
  const patience = (health.polite ? POLITE_EXTRA_MS : 0) + (health.online ? 0 : OFFLINE_EXTRA_MS)
  const grace = { failed: 0, disconnected: DISCONNECTED_GRACE_MS }[health.ice as string] ?? CHECKING_GRACE_MS
  if (idle < Math.max(RESEND_AFTER_MS, grace) + patience) return 'wait'
  return health.restarts >= RESTARTS_BEFORE_REBUILD ? 'rebuild' : 'restart'
}

/** Both sides are there and no media have flowed for 15 s. */
export function isStuck(up: boolean, downSince: number, now: number): boolean {
  return !up && now - downSince >= STUCK_AFTER_MS
}
