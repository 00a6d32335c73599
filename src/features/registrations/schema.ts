import { z } from 'zod'

// The default costs nothing where a catch has an error made first.
const typed = (most: number) => z.string().max(most).default('').catch('')
const marked = z.literal(['1', 'yes']).optional().catch(undefined)

/** Body of POST /demo/:slug as it comes; `readForm` decides, so that all faults are told at once. */
export const registrationBody = z.object({
  key: z.string().max(64).optional().catch(undefined),
  name: typed(1000),
  email: typed(1000),
  mobile: typed(200),
  source: typed(20),
  store: typed(20),
  terms: marked,
  news: marked,
  zone: typed(64),
  altcha: typed(10_000),
  /** The address a suggestion was made for: sent unchanged, it is kept. */
  email_seen: typed(1000),
  /** The suggested address, when its button was pressed. */
  use_email: typed(1000),
  kiosk: marked,
  /** Source and store were given by the link. */
  fixed: marked,
})
export type RegistrationBody = z.output<typeof registrationBody>

/** Query of GET /demo/:slug: what a QR link says. */
export const registrationQuery = z.object({
  source: typed(20),
  store: typed(20),
  kiosk: marked,
})

/** The form, read: E.164 number, store checked, IANA zone or ''. */
export interface Registration {
  name: string
  email: string
  mobile: string
  source: 'WEBSITE' | 'BRAND_STORE'
  storeId: number | null
  news: boolean
  kiosk: boolean
  zone: string
}

/** What is wrong with each field, by the words of the catalogue. */
export interface RegistrationFaults {
  name?: 'missing' | 'long'
  email?: 'missing' | 'wrong'
  mobile?: 'missing' | 'wrong' | 'country'
  source?: 'missing'
  store?: 'missing'
  terms?: 'missing'
}
