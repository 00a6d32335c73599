import { cloneElement, type ReactElement } from 'react'
import { expect, test } from 'vitest'
import { latinWords, saidIn } from '../../../tests/support/latin-words.ts'
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

const names = ['Aroha', 'Cloud 9', 'Kavya', 'Indiranagar', 'India']
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
