import { cloneElement, type ReactElement } from 'react'
import { expect, test } from 'vitest'
import { latinWords, saidIn } from '../../../tests/support/latin-words.ts'
import { BookedPage, type BookedView } from '../../features/bookings/pages/booked-page.tsx'
import { ConfirmPage, HasPage } from '../../features/bookings/pages/confirm-page.tsx'
import { LinkPage, type LinkView } from '../../features/bookings/pages/link-page.tsx'
import { ManagePage, MovePage } from '../../features/bookings/pages/manage-page.tsx'
import { PinPage, type PinView } from '../../features/bookings/pages/pin-page.tsx'
import { SchedulePage, type ScheduleView } from '../../features/bookings/pages/schedule-page.tsx'
import type { Calendar } from '../../features/bookings/schema.ts'
import { DocumentPage } from '../../features/brand/pages/document-page.tsx'
import { ErrorPage } from '../../features/brand/pages/error-page.tsx'
import { LiveChoicePage, type LiveChoiceView } from '../../features/demos/pages/live-choice-page.tsx'
import { FeedbackPage, type FeedbackView } from '../../features/feedbacks/pages/feedback-page.tsx'
import { ThanksPage } from '../../features/feedbacks/pages/thanks-page.tsx'
import { PlaceHeldPage } from '../../features/live-alerts/pages/place-held-page.tsx'
import { OtpPage, type OtpView } from '../../features/otps/pages/otp-page.tsx'
import { ProductGonePage } from '../../features/registrations/pages/product-gone-page.tsx'
import { RegistrationPage, type RegistrationView } from '../../features/registrations/pages/registration-page.tsx'
import { ForgotPage } from '../../features/users/pages/forgot-page.tsx'
import { LoginPage, type LoginView } from '../../features/users/pages/login-page.tsx'
import { ResetPage } from '../../features/users/pages/reset-page.tsx'
import { TotpPage } from '../../features/users/pages/totp-page.tsx'
import { OfferPage } from '../../features/waitlist/pages/offer-page.tsx'
import { themeCss } from '../theme/theme.ts'
import { renderVisitorPage } from './document.tsx'
import type { PageFrame } from './shell.tsx'

const now = Date.UTC(2026, 7, 4, 5, 0)
const brand = {
  name: 'Aroha',
  logoUrl: '/logo.svg',
  supportPhone: '+91 80 4718 2000',
  supportEmail: 'care@aroha.example',
}
const product = { name: 'Cloud 9', bannerUrl: '/banner.jpg' }
const frame: PageFrame = { brand, product, lang: 'en-IN', zone: 'Asia/Kolkata', now, trial: true }
const bare: PageFrame = { ...frame, product: null }

const registration: RegistrationView = {
  action: '/demo/cloud-9',
  key: 'k',
  kiosk: false,
  values: { name: '', email: '', mobile: '', source: 'WEBSITE', store: '', terms: false, news: false, zone: '' },
  errors: {},
  emailSuggestion: null,
  stores: [{ value: '1', label: 'Indiranagar' }],
  fixedStore: null,
  country: 'India (+91)',
  expert: { live: true, waitMinutes: 3, opensAt: null },
  verified: null,
  browser: { inApp: false, platform: 'android', openHref: null, pageUrl: 'https://aroha.example/demo/cloud-9' },
  altcha: null,
}
const verified = {
  name: 'A•••',
  joinAction: '/demo/cloud-9/live',
  scheduleHref: '/s',
  forgetAction: '/demo/cloud-9/forget',
}
const otp: OtpView = {
  action: '/demo/cloud-9/otp',
  resendAction: '/demo/cloud-9/otp/resend',
  changeHref: '/demo/cloud-9',
  maskedMobile: '••••• ••210',
  state: 'waiting',
  expiresAt: now + 120_000,
  resendAt: now + 30_000,
  lockedUntil: null,
  sent: null,
  error: null,
  checksLeft: 5,
  key: 'k',
}
const HOUR = 3_600_000
const times = Array.from({ length: 12 }, (_, n) => ({
  ...{ id: 12_000 + n, startsAt: now + (n + 1) * HOUR, endsAt: now + (n + 1.5) * HOUR, left: n % 4, capacity: 4 },
  bar: n % 4 === 0 ? ('FULL' as const) : null,
}))
const calendar: Calendar = {
  ...{ month: '2026-08', earlier: null, later: '2026-09', weekStart: 7, day: '2026-08-04', times, next: times[1]! },
  days: Array.from({ length: 31 }, (_, n) => ({
    day: `2026-08-${String(n + 1).padStart(2, '0')}`,
    state: (['PAST', 'PAST', 'SOON', 'FREE', 'FULL', 'NONE'] as const)[n] ?? 'FREE',
    free: 8,
  })),
  ...{ zone: 'Asia/Kolkata', otherZone: 'America/New_York', waited: ['2026-08-05'], held: [] },
}
const schedule: ScheduleView = {
  ...{ calendar, carry: { zone: 'Asia/Kolkata' }, key: 'k', live: false, liveUrl: '/api/demo/c/live' },
  ...{ joinAction: '/j', waitAction: '/w', booked: null, said: null, nearest: [] },
}
const inNewYork: PageFrame = { ...frame, zone: 'America/New_York' }
const slot = { startsAt: now + HOUR, endsAt: now + 1.5 * HOUR, productZone: 'Asia/Kolkata', capacity: 1 }
const booked: BookedView = {
  ...{ ...slot, expert: null, name: 'Kavya', maskedMobile: '••210', email: 'k@mail.example', icsHref: '/i' },
  ...{ googleHref: 'https://g.example', outlookHref: 'https://o.example', linkHref: '/m/t', manageHref: '/m/t/manage' },
  buyUrl: 'https://shop.example',
}
const link: LinkView = {
  ...{ ...slot, state: 'EARLY', opensAt: now + HOUR / 2, href: '/m/t', stateUrl: '/api/m/t/state', reason: null },
  ...{ manageHref: '/m/t/manage', scheduleHref: '/s', moved: null },
}
const pin: PinView = {
  ...{ action: '/m/t', newAction: '/m/t/pin', next: null, maskedMobile: '••210', error: null, lockedUntil: null },
  ...{ sent: null, proveHref: '/demo/t' },
}
const manage = {
  ...{
    ...slot,
    expert: 'Kavya',
    name: 'Asha',
    changeable: true,
    movable: true,
    asks: false,
    href: '/m/t/manage',
    linkHref: '/m/t',
  },
  cancelAction: '/m/t/cancel',
}
const offer = {
  action: '/w/t',
  stateUrl: '/api/w/t/state',
  startsAt: now,
  heldUntil: now + 60_000,
  movesFrom: null,
  scheduleHref: '/s',
}
const live: LiveChoiceView = {
  reason: 'nobody',
  tryAction: '/t',
  alertAction: '/a',
  scheduleHref: '/s',
  key: 'k',
  asked: false,
  maskedMobile: '••210',
  waitMinutes: 4,
  nextSlotAt: now + 86_400_000,
  opensAt: null,
}
const feedback: FeedbackView = {
  action: '/feedback/t',
  key: 'k',
  expertName: 'Kavya',
  values: { overall: '', recommend: '', purpose: '', suggestion: '' },
  errors: {},
  rejoinHref: '/meet/r',
}
const login: LoginView = {
  action: '/crm/login',
  forgotHref: '/crm/forgot',
  values: { email: '', remember: false },
  error: null,
  retryAt: null,
  notice: null,
  next: '',
}
const held = { action: '/l/t', key: 'k', heldUntil: now + 60_000, productHref: '/demo/cloud-9' }
const totp = { action: '/crm/totp', otherHref: '/o', error: null, retryAt: null, offerTrust: true, next: '' }
const forgot = { action: '/crm/forgot', loginHref: '/crm/login', email: '', sent: false, error: null }
const reset = { action: '/crm/reset', token: 't', forgotHref: '/crm/forgot', least: 12, error: null }
const reg = (part: Partial<RegistrationView>) => <RegistrationPage frame={frame} view={{ ...registration, ...part }} />
const code = (part: Partial<OtpView>) => <OtpPage frame={frame} view={{ ...otp, ...part }} />

type Shown = { page: ReactElement; words: string[] }
const shows = (page: ReactElement, words: string[]): Shown => ({ page, words })

/** Every page in every state, with words that must be in it. */
const pages: Record<string, Shown> = {
  registration: shows(reg({}), [
    '>Name<',
    '>Email<',
    '>Mobile number<',
    '>Joining from<',
    '>Get OTP<',
    'An expert is live now',
  ]),
  'registration with errors': shows(reg({ errors: { name: 'missing', mobile: 'wrong', form: 'unsendable' } }), [
    'href="#mobile"',
    'id="mobile-error"',
    'aria-invalid="true"',
  ]),
  'registration with a doubtful address': shows(reg({ emailSuggestion: 'a@gmail.com' }), [
    'name="use_email"',
    'email_seen',
  ]),
  'registration in a store': shows(reg({ fixedStore: { value: '1', label: 'Indiranagar' } }), [
    'name="source" value="BRAND_STORE"',
    'name="store" value="1"',
    'You are at Indiranagar',
  ]),
  'registration in a verified browser': shows(reg({ verified }), [
    'Continue as A•••',
    '>Join live<',
    '>Schedule demo<',
    'Not you?',
  ]),
  'registration in an app': shows(
    reg({ browser: { ...registration.browser, inApp: true, openHref: 'intent://x#Intent;end' } }),
    ['Open in Chrome', 'Copy link'],
  ),
  'registration with a proof of work': shows(reg({ altcha: '{"a":1}' }), ['name="altcha"', '<noscript>']),
  'no product': shows(<ProductGonePage frame={bare} />, ['There is no such page']),
  'product not active': shows(<ProductGonePage frame={frame} />, ['Cloud 9 has no live demos']),
  otp: shows(code({}), [
    '>OTP<',
    '>Resend OTP<',
    '>Join live<',
    '>Schedule demo<',
    'autoComplete="one-time-code"',
    '10:32:00',
    'again from 10:31 am',
  ]),
  'otp wrong': shows(code({ error: 'wrong', checksLeft: 1 }), ['1 try left']),
  'otp sent again': shows(code({ sent: 'again', resendAt: now }), ['the same code']),
  'otp expired': shows(code({ state: 'expired' }), ['Your code has expired', '>Resend OTP<']),
  'otp locked': shows(code({ state: 'locked', lockedUntil: now + 600_000 }), ['10:40 am']),
  'otp not sendable': shows(code({ state: 'unsendable' }), ['cannot send codes', 'tel:+918047182000']),
  'nobody live': shows(<LiveChoicePage frame={frame} view={live} />, [
    'Try again',
    'Tell me when',
    '>Schedule demo<',
    '5 Aug',
  ]),
  'asked to be told': shows(<LiveChoicePage frame={frame} view={{ ...live, asked: true }} />, ['We will text you']),
  'live timings closed': shows(<LiveChoicePage frame={frame} view={{ ...live, reason: 'closed' }} />, ['closed now']),
  schedule: shows(<SchedulePage frame={frame} view={schedule} />, [
    'August 2026',
    'India Standard Time',
    'Show Eastern Time',
    'aria-label="5 August: Waiting"',
    'aria-label="3 August: Too soon"',
    'role="link" aria-disabled="true"',
    '1 left',
    'aria-current="date"',
  ]),
  'schedule, expert live': shows(<SchedulePage frame={frame} view={{ ...schedule, live: true }} />, ['>Join live<']),
  'schedule, just gone': shows(
    <SchedulePage frame={frame} view={{ ...schedule, said: 'gone', nearest: times.slice(1, 4) }} />,
    ['has just gone', 'slot=12001', 'role="alert"'],
  ),
  'schedule, full day': shows(
    <SchedulePage frame={frame} view={{ ...schedule, calendar: { ...calendar, day: '2026-08-05', waited: [] } }} />,
    ['Tell me when a seat is free'],
  ),
  'schedule, nothing': shows(
    <SchedulePage frame={frame} view={{ ...schedule, calendar: { ...calendar, next: null, times: [], day: null } }} />,
    ['No free times'],
  ),
  confirm: shows(
    <ConfirmPage
      frame={inNewYork}
      view={{ action: '/s', hidden: {}, back: { action: '/s', hidden: {} }, slot, movesFrom: now, failed: true }}
    />,
    ['>Confirm<', '>Cancel<', '(India Standard Time)', '30 minutes', 'moves to this time', 'did not work'],
  ),
  'booked already': shows(
    <HasPage frame={frame} view={{ action: '/s', hidden: {}, keepHref: '/b', now: slot, wanted: slot }} />,
    ['>Move<', '>Keep<'],
  ),
  booked: shows(<BookedPage frame={frame} view={booked} />, ['A product expert', '.ics', 'Buy Cloud 9', '/m/t/manage']),
  pin: shows(<PinPage frame={frame} view={pin} />, ['>Meeting PIN<', '>Join meeting<', '>New PIN by SMS<']),
  'pin wrong': shows(<PinPage frame={frame} view={{ ...pin, error: { wrong: 1 } }} />, ['1 try left']),
  'pin locked': shows(<PinPage frame={frame} view={{ ...pin, lockedUntil: now + 900_000 }} />, ['10:45 am']),
  early: shows(<LinkPage frame={frame} view={link} />, ['You are early', 'data-follow', '<noscript>', '/m/t/manage']),
  expired: shows(<LinkPage frame={frame} view={{ ...link, state: 'EXPIRED' }} />, ['is over', 'Book another time']),
  'cancelled by staff': shows(<LinkPage frame={frame} view={{ ...link, state: 'CANCELLED', reason: 'Ill' }} />, [
    'Ill',
  ]),
  moved: shows(<LinkPage frame={frame} view={{ ...link, state: 'MOVED', moved: { at: now, href: '/m/new' } }} />, [
    '/m/new',
  ]),
  'moved, of somebody': shows(<LinkPage frame={frame} view={{ ...link, state: 'MOVED' }} />, ['newer link']),
  manage: shows(<ManagePage frame={frame} view={manage} />, ['Move to another time', 'Cancel booking']),
  'manage, cancel': shows(<ManagePage frame={frame} view={{ ...manage, asks: true }} />, [
    'Cancel your demo of Cloud 9?',
  ]),
  'manage, over': shows(<ManagePage frame={frame} view={{ ...manage, changeable: false }} />, ['has begun']),
  move: shows(
    <MovePage frame={frame} view={{ calendar, carry: {}, said: null, nearest: [], movesFrom: now, href: '/m' }} />,
    ['It stays yours'],
  ),
  'seat held': shows(<OfferPage frame={frame} view={{ ...offer, state: 'held', bookedHref: '/b' }} />, [
    '>Confirm<',
    'No, thanks',
  ]),
  'seat lapsed': shows(<OfferPage frame={frame} view={{ ...offer, state: 'lapsed', bookedHref: '/b' }} />, ['/s']),
  'seat taken': shows(<OfferPage frame={frame} view={{ ...offer, state: 'used', bookedHref: '/b' }} />, ['/b']),
  'seat given up': shows(<OfferPage frame={frame} view={{ ...offer, state: 'left', bookedHref: '/b' }} />, ['/s']),
  'seat taken back': shows(<OfferPage frame={frame} view={{ ...offer, state: 'back', bookedHref: '/b' }} />, ['/s']),
  'place held': shows(<PlaceHeldPage frame={frame} view={{ ...held, state: 'held' }} />, ['10:31 am', '>Join live<']),
  'place lapsed': shows(<PlaceHeldPage frame={frame} view={{ ...held, state: 'lapsed' }} />, ['>Join live<']),
  'place used': shows(<PlaceHeldPage frame={frame} view={{ ...held, state: 'used' }} />, ['Meet an expert']),
  feedback: shows(<FeedbackPage frame={frame} view={feedback} />, [
    '>Overall experience<',
    '>Recommend<',
    '>Purpose<',
    '>Suggestion<',
    '>Submit<',
    '>Rejoin demo<',
    'maxLength="200"',
  ]),
  'feedback with errors': shows(
    <FeedbackPage frame={frame} view={{ ...feedback, errors: { overall: 'missing', suggestion: 'long' } }} />,
    ['href="#overall"', 'id="overall-error"'],
  ),
  'feedback of a meeting that is over': shows(<FeedbackPage frame={frame} view={{ ...feedback, rejoinHref: null }} />, [
    '<p>The meeting has ended. You met Kavya.</p>',
  ]),
  thanks: shows(
    <ThanksPage frame={frame} view={{ already: false, buyUrl: '/b', productHref: '/p', rejoinHref: null }} />,
    ['Buy Cloud 9'],
  ),
  terms: shows(
    <DocumentPage frame={bare} view={{ document: 'terms', version: '3', since: now, body: '# A\n\n<b>x</b>' }} />,
    ['<h2>A</h2>', '&lt;b&gt;', '4 August 2026'],
  ),
  ...Object.fromEntries(
    ([403, 404, 410, 429, 500, 503] as const).map((status) => [
      `error ${status}`,
      shows(<ErrorPage frame={bare} view={{ status, retryAt: null, way: { href: '/', words: null } }} />, [
        'Try again',
      ]),
    ]),
  ),
  login: shows(<LoginPage frame={bare} view={login} />, [
    '>Email<',
    '>Password<',
    '>Remember me<',
    '>Forgot password<',
    '>Log in<',
  ]),
  'login throttled': shows(<LoginPage frame={bare} view={{ ...login, error: 'throttled', retryAt: now }} />, [
    '10:30 am',
  ]),
  totp: shows(<TotpPage frame={bare} view={{ ...totp, kind: 'app' }} />, ['one-time-code']),
  recovery: shows(<TotpPage frame={bare} view={{ ...totp, kind: 'recovery', error: 'wrong' }} />, ['name="recovery"']),
  forgot: shows(<ForgotPage frame={bare} view={forgot} />, ['>Email<']),
  'forgot, sent': shows(<ForgotPage frame={bare} view={{ ...forgot, sent: true, email: '<i>' }} />, ['&lt;i&gt;']),
  reset: shows(<ResetPage frame={bare} view={{ ...reset, error: 'short' }} />, ['new-password', 'At least 12']),
  'reset, link gone': shows(<ResetPage frame={bare} view={{ ...reset, token: null }} />, ['Ask for a new link']),
}

const options = { nonce: 'n0nce', lang: 'en-IN', themeCss: themeCss('#0b7285'), styles: ['/a.css'], scripts: ['/a.js'] }

/** Controls nobody can name: no label for them, none around them, no aria-label. */
function nameless(html: string): string[] {
  const inLabels = [...html.matchAll(/<label>(.*?)<\/label>/gs)].map((match) => match[1]).join('')
  return [...html.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/type="hidden"|aria-label/.test(tag) && !inLabels.includes(tag))
    .filter((tag) => !html.includes(`<label for="${/ id="([^"]+)"/.exec(tag)?.[1]}">`))
}

test.each(Object.entries(pages))('%s', (_name, { page, words }) => {
  const html = renderVisitorPage(page, options)
  for (const word of words) expect(html).toContain(word)
  expect(nameless(html)).toEqual([])
  expect(html).not.toMatch(/<[^>]+\s(style|on[a-z]+)=/)
  expect(html.match(/<(script|style)\b(?![^>]*nonce="n0nce")/g)).toBeNull()
  expect(html.match(/<h1\b/g)).toHaveLength(1)
  expect(html).toMatch(/<head>.*<title>[^<]+ · Aroha<\/title>.*<\/head>/s)
  expect(html.match(/btn btn-primary/g)?.length ?? 0).toBeLessThanOrEqual(1)
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(12_000)
})

const names = ['Aroha', 'Cloud 9', 'Kavya', 'Indiranagar', 'India', 'Asha', 'Ill']
const visitors = Object.entries(pages).filter(([name]) => !/^(login|totp|recovery|forgot|reset)/.test(name))

test.each(visitors)('in Hindi: %s', (_name, { page }) => {
  const inHindi = cloneElement(page as ReactElement<{ frame: PageFrame }>, {
    frame: { ...(page.props as { frame: PageFrame }).frame, lang: 'hi' },
  })
  const html = renderVisitorPage(inHindi, { ...options, lang: 'hi', here: '/demo/cloud-9?source=store' })
  expect(html).toContain('<html lang="hi">')
  expect(latinWords(saidIn(html), names)).toEqual([])
  expect(saidIn(html)).toMatch(/[\u0900-\u097f]/)
  expect(html).toContain('href="/demo/cloud-9?source=store&amp;lang=en" lang="en"')
  expect(html).toMatch(/lang=hi"[^>]* aria-current="true">हिन्दी</)
  expect(nameless(html)).toEqual([])
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(12_000)
})

test('what visitors and settings say stays text', () => {
  const nasty = '"><script>x</script>'
  const values = { ...registration.values, name: nasty, email: nasty }
  const page = (
    <RegistrationPage
      frame={{ ...frame, brand: { ...brand, name: nasty }, product: { ...product, name: nasty } }}
      view={{ ...registration, values, altcha: nasty, emailSuggestion: nasty }}
    />
  )
  expect(renderVisitorPage(page, options)).not.toContain('<script>')
})
