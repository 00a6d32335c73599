import { z } from 'zod'
import { isZone } from '../brand/schema.ts'
import { readMobile } from '../customers/rules.ts'
import type { Registration, RegistrationBody, RegistrationFaults } from './schema.ts'

const NAME_MOST = 100
const EMAIL_MOST = 254
/** Signs that could turn a line around or hide in it; the joiners that Indian scripts need stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be taken out
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** A name as it is kept: one line, single spaces, nothing invisible but joiners. */
export const readName = (text: string): string =>
  text.normalize('NFC').replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim()

const DOMAIN = /^([\p{L}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}][\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}]$/u
const address = z.email({ pattern: z.regexes.unicodeEmail })

/** An e-mail address as it is kept (domain in small letters), or undefined when it cannot be one. */
export function readEmail(text: string): string | undefined {
  const trimmed = text.normalize('NFC').trim()
  const at = trimmed.lastIndexOf('@')
  const email = `${trimmed.slice(0, at)}@${trimmed.slice(at + 1).toLowerCase()}`
  const valid = email.length <= EMAIL_MOST && address.safeParse(email).success && DOMAIN.test(email.slice(at + 1))
  return at > 0 && valid && !/[\p{C},;:<>()[\]\\]|\.\.|^\.|\.@/u.test(email) ? email : undefined
}

export interface FormSettings {
  country: string
  countries: readonly string[]
  stores: readonly { id: number }[]
}

/** Reads the registration form whole: either all of it is good, or what is wrong with each field. */
export function readForm(
  body: RegistrationBody,
  { country, countries, stores }: FormSettings,
): { registration: Registration } | { faults: RegistrationFaults } {
  const faults: RegistrationFaults = {}
  const name = readName(body.name)
  if (!/[\p{L}\p{N}]/u.test(name)) faults.name = 'missing'
  else if (name.length > NAME_MOST) faults.name = 'long'
  const typedEmail = body.use_email || body.email
  const email = readEmail(typedEmail)
  if (email === undefined) faults.email = typedEmail.trim() ? 'wrong' : 'missing'
  const number = readMobile(body.mobile, country, countries)
  if ('fault' in number) faults.mobile = number.fault
  const inStore = body.source === 'BRAND_STORE'
  if (!inStore && body.source !== 'WEBSITE') faults.source = 'missing'
  const store = inStore ? stores.find(({ id }) => String(id) === body.store) : undefined
  if (inStore && !store) faults.store = 'missing'
  if (!body.terms) faults.terms = 'missing'
  if (Object.keys(faults).length > 0 || email === undefined || 'fault' in number) return { faults }
  return {
    registration: {
      name,
      email,
      mobile: number.mobile,
      source: inStore ? 'BRAND_STORE' : 'WEBSITE',
      storeId: store?.id ?? null,
      news: body.news !== undefined,
      kiosk: body.kiosk !== undefined,
      zone: isZone(body.zone) ? body.zone : '',
    },
  }
}

/** Domains people often mean. Those that are near another (ymail, mail, gmx) stand here so that they are left alone. */
const DOMAINS = [
  'gmail.com',
  'googlemail.com',
  'yahoo.com',
  'yahoo.co.in',
  'yahoo.in',
  'yahoo.co.uk',
  'ymail.com',
  'rocketmail.com',
  'hotmail.com',
  'hotmail.co.uk',
  'hotmail.co.in',
  'outlook.com',
  'outlook.in',
  'live.com',
  'live.in',
  'msn.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'rediffmail.com',
  'rediff.com',
  'aol.com',
  'mail.com',
  'email.com',
  'gmx.com',
  'gmx.net',
  'gmx.de',
  'zoho.com',
  'zohomail.in',
  'proton.me',
  'protonmail.com',
  'fastmail.com',
]
/** Short names are near to everything; only these few are worth a question. */
const SUGGESTED = DOMAINS.filter((domain) => domain.length >= 8)

/** Optimal string alignment: insert, delete, replace and swap neighbours each cost one. */
export function distance(a: string, b: string): number {
  let [older, old] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(old[j]! + 1, row[j - 1]! + 1, old[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, older[j - 2]! + 1)
      row.push(least)
    }
    older = old
    old = row
  }
  return old[b.length]!
}

/** The address that may have been meant (`asha@gmial.com` -> `asha@gmail.com`); null when there is no doubt. */
export function suggestEmail(email: string): string | null {
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1).toLowerCase()
  if (at < 1 || DOMAINS.includes(domain)) return null
  const near = SUGGESTED.map((known) => ({ known, off: distance(domain, known) })).sort((a, b) => a.off - b.off)[0]!
  return near.off <= (near.known.length > 9 ? 2 : 1) ? `${email.slice(0, at)}@${near.known}` : null
}

/** Apps whose own browser shows links, mostly without a camera. Tokens as their user agents carry them. */
const IN_APP =
  /\b(FBAN|FBAV|FB_IAB|FBIOS|Instagram|WhatsApp|Messenger|Barcelona|Twitter|LinkedInApp|Snapchat|Pinterest|musical_ly|BytedanceWebview|TikTok|MicroMessenger|Line\/|KAKAOTALK|Viber|Telegram|ShareChat|GSA\/)/i

/** What the user agent tells of the browser. `inApp`: inside another app, or a bare web view. */
export function readBrowser(userAgent: string): { inApp: boolean; platform: 'android' | 'ios' | 'other' } {
  const ios = /\b(iPhone|iPad|iPod)\b/.test(userAgent)
  const platform = ios ? 'ios' : /\bAndroid\b/.test(userAgent) ? 'android' : 'other'
  // Real browsers on iOS name Safari or themselves; a bare web view names neither.
  const bareIos =
    ios && /AppleWebKit/.test(userAgent) && !/(Safari|CriOS|FxiOS|EdgiOS|OPiOS|DuckDuckGo)\//.test(userAgent)
  const bareAndroid = platform === 'android' && /; wv\)/.test(userAgent)
  return { inApp: IN_APP.test(userAgent) || bareIos || bareAndroid, platform }
}

/** An address that opens a page in Chrome itself: https://developer.chrome.com/docs/android/intents */
export function chromeIntent(pageUrl: string): string {
  const { protocol, host, pathname, search } = new URL(pageUrl)
  const fallback = encodeURIComponent(pageUrl)
  return `intent://${host}${pathname}${search}#Intent;scheme=${protocol.slice(0, -1)};package=com.android.chrome;S.browser_fallback_url=${fallback};end`
}

/** The query of a link that fixes the store, or is for a shared device: '' for a plain one. */
export function linkQuery(link: { storeId: number | null; kiosk?: boolean }): string {
  const query = new URLSearchParams()
  if (link.storeId !== null) {
    query.set('source', 'store')
    query.set('store', String(link.storeId))
  }
  if (link.kiosk) query.set('kiosk', '1')
  const text = query.toString()
  return text && `?${text}`
}
