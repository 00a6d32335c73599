const SECOND = 1000
const MINUTE = 60 * SECOND

/** Checks of one code. */
export const MAX_CHECKS = 5
/** Codes sent to one number within `SENDS_MS`, the same code again included. */
export const MAX_SENDS = 5
export const SENDS_MS = 10 * MINUTE
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** However often it is sent again, a code never lives longer. */
export const MOST_LIFE_MS = 10 * MINUTE
/** A code with less life to give than this is not worth sending again: a new one is sent. */
const LEAST_LIFE_MS = 30 * SECOND
/** Waits before the second, third and each further sending. */
const WAITS = [30 * SECOND, 60 * SECOND, 120 * SECOND]
/** Requests from one network are counted over this span. */
export const NETWORK_MS = 10 * MINUTE
/** Admins hear of codes that cannot be sent once in this span. */
export const TOLD_MS = 10 * MINUTE
/** What was typed and never proved is forgotten after this. */
export const FORGET_MS = DAY

export interface Code {
  createdAt: number
  expiresAt: number
  sentAt: number
  sends: number
  checks: number
  usedAt: number | null
}

/** When this code may be sent again, ms, as far as the code itself goes. */
export function resendFrom(code: Pick<Code, 'sentAt' | 'sends'>): number {
  return code.sentAt + WAITS[Math.min(code.sends, WAITS.length) - 1]!
}

/** End of a code sent at `now`: a full span, but never over 10 minutes from its making. */
export const expiryOf = (createdAt: number, now: number, ttl: number): number =>
  Math.min(now + ttl, createdAt + MOST_LIFE_MS)

export const isSpent = (code: Code, now: number): boolean =>
  code.usedAt !== null || code.expiresAt <= now || code.checks >= MAX_CHECKS

/** The same code goes out again while it lives and can be given some more life; otherwise a new one. */
export const sendsSameCode = (code: Code, now: number): boolean =>
  !isSpent(code, now) && code.createdAt + MOST_LIFE_MS - now >= LEAST_LIFE_MS

// Not beside phone numbers: a page's script takes this to the browser, and their tables are large.
/** Digits of other scripts (Devanagari, Arabic, Tamil, full-width …) as 0-9; all else as it is. */
export function plainDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    // Each script's ten digits stand together, from a code point whose predecessor is no digit of the ten.
    const code = digit.codePointAt(0)!
    let zero = code
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
    return String(code - zero)
  })
}

/** Six digits as typed or pasted in any script, with spaces or hyphens; undefined when it is no code. */
export function readCode(text: string): string | undefined {
  const plain = plainDigits(text).replace(/[\s-]/g, '')
  return /^\d{6}$/.test(plain) ? plain : undefined
}

/** Numbers that are counted together against pumping: the country and the first digits, five in all. */
export const prefixOf = (mobile: string): string => mobile.slice(0, 6)
