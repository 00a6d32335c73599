import { z } from 'zod'

/** The two submit buttons of the page. */
export const nextStep = z.enum(['live', 'schedule']).catch('live')
export type NextStep = z.output<typeof nextStep>

/** Body of POST /demo/:slug/otp. The code is read by `readCode`: people paste all sorts of things. */
export const otpForm = z.object({
  code: z.string().max(100).catch(''),
  next: nextStep,
  key: z.string().max(64).optional().catch(undefined),
})

/** Query of GET /demo/:slug/otp: what the page answers to. */
export const otpQuery = z.object({ sent: z.enum(['again', 'new']).optional().catch(undefined) })

/** What waits for the code. */
export interface Pending {
  productId: number
  /** E.164. */
  mobile: string
  name: string
  email: string
  source: 'WEBSITE' | 'BRAND_STORE'
  storeId: number | null
  /** Versions of the documents agreed to. */
  terms: string
  privacy: string
  news: boolean
  kiosk: boolean
  /** IANA zone of the browser; '' when it told none. */
  zone: string
}

/** How the page stands for a browser. */
export interface OtpState {
  otpId: number
  state: 'waiting' | 'expired' | 'locked' | 'unsendable'
  /** End of the code, ms. */
  expiresAt: number
  /** From when another code may be asked for, ms; null: none for now. */
  resendAt: number | null
  /** Locked: from when asking is possible again, when that is not a matter of seconds, ms. */
  lockedUntil: number | null
  checksLeft: number
  pending: Pending
}
