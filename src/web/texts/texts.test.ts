import { expect, test } from 'vitest'
import { languageNames } from '../visitor/language-switch.tsx'
import { counted } from './counted.ts'
import { en } from './en.ts'
import { hi } from './hi.ts'
import { islandTexts, languages, type Texts, texts } from './texts.ts'

test('a language we do not speak is answered in English', () => {
  for (const lang of ['en', 'en-IN', 'ta', '', 'constructor']) expect(texts(lang)).toBe(en)
  expect(texts('hi-IN')).toBe(hi)
})

test('what is spoken can be chosen, and nothing else', () => {
  expect(Object.keys(languageNames)).toEqual(languages)
})

test('a hydrated page is handed the words its bundle does not carry', () => {
  expect(islandTexts('en-IN')).toEqual({})
  expect(islandTexts('hi').texts).toBe(hi.media)
  expect(JSON.parse(JSON.stringify(hi.media))).toEqual(hi.media)
})

test('counts agree with their nouns, by the plurals of the language', () => {
  expect(en.expert.wait(1)).toContain('1 minute ')
  expect(en.expert.wait(4)).toContain('4 minutes ')
  expect(en.otp.errors.wrong(1)).toContain('1 try')
  expect(hi.otp.errors.wrong(1)).toContain('1 कोशिश ')
  expect(hi.otp.errors.wrong(4)).toContain('4 कोशिशें ')
  expect([0, 1, 2, 1200].map((n) => counted('hi')(n, 'एक', 'कई'))).toEqual(['0 एक', '1 एक', '2 कई', '1,200 कई'])
})

type Leaf = { path: string; text: string }

/** Every text of a catalogue, functions called with what can be found again in what they say. */
function leaves(value: unknown, path = ''): Leaf[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value === 'function') return [{ path, text: value(...[7001, 7003, 7007, 7009].slice(0, value.length)) }]
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
}
const placed = (text: string) => (text.replaceAll('7,00', '700').match(/\{\w*\}|700\d/g) ?? []).sort()

/** The same in both: what people call it in either language. */
const same = /^\.labels\.otp$/
/** Parts of a sentence that one language needs and the other does not. */
const empty = /^\.registration\.terms\.after$/

test('Hindi says all that English says, with the same values in it, in its own script', () => {
  const [english, hindi] = [leaves(en), leaves(hi)]
  expect(hindi.map(({ path }) => path)).toEqual(english.map(({ path }) => path))
  const rows = english.map(({ path, text }, i) => ({ path, text, translated: hindi[i]!.text }))
  expect(rows.filter(({ text, translated }) => `${placed(text)}` !== `${placed(translated)}`)).toEqual([])
  expect(rows.filter(({ path, text, translated }) => text === translated && !same.test(path))).toEqual([])
  const plain = rows.filter(({ path }) => !same.test(path) && !empty.test(path))
  expect(plain.filter(({ translated }) => !/[\u0900-\u097f]/.test(translated))).toEqual([])
  // Latin digits, as Indian apps write them; no bar or stop of the other script; no shouting.
  expect(rows.filter(({ translated }) => /[\u0966-\u096f!]|[\u0900-\u097f]\.(\s|$)/.test(translated))).toEqual([])
})

test('forms of counted phrases are those the language has', () => {
  for (const [lang, { media }] of [['en', en] as const, ['hi', hi] as const]) {
    const wanted = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.toSorted()
    for (const forms of [media.lobby.wait, media.chat.unread]) expect(Object.keys(forms).toSorted()).toEqual(wanted)
  }
})

// GSM 03.38: what an SMS of 160 characters may hold; one character outside makes it UCS-2, 70 characters.
const gsm = /^[\n\r @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&'()*+,\-./0-9:;<=>?¡A-Z¿a-zÄÖÑÜ§äöñüà^{}\\[~\]|€]*$/
function segments(text: string): number {
  const plain = gsm.test(text)
  const [one, each] = plain ? [160, 153] : [70, 67]
  const length = plain ? text.length + (text.match(/[\^{}\\[~\]|€]/g) ?? []).length : text.length
  return length <= one ? 1 : Math.ceil(length / each)
}

const brand = 'Kaveri Living'
const product = 'Tara espresso machine'
const link = (path: string) => `https://demo.kaveriliving.in${path}`
const token = 'V1StGXR8_Z5jdHi6B-myT0'

/** Each message with values as they come: an SMS as it goes out, null for an e-mail. */
const sms: Record<keyof Texts['messages'], ((t: Texts['messages']) => string) | null> = {
  otp: (t) => `${t.otp('482913', brand)}\n\n@demo.kaveriliving.in #482913`,
  admitted: (t) => t.admitted(brand, link(`/meet/${token}`)),
  live: (t) => t.live(brand, product, link(`/l/${token}`)),
  feedbackSubject: null,
  feedback: null,
}

const when = 'Fri, 16 Jan, 10:30 am'
const m = link(`/m/${token}`)
const bookingSms: Record<keyof Texts['bookingMessages'], ((t: Texts['bookingMessages']) => string) | null> = {
  made: (t) => t.made(brand, product, when, m, '482913'),
  moved: (t) => t.moved(brand, when, m, '482913'),
  cancelled: (t) => t.cancelled(brand, when, link('/demo/tara-espresso-machine/schedule')),
  reminderHour: (t) => t.reminderHour(brand, product, '10:30 am', m),
  reminderSoon: (t) => t.reminderSoon(brand, '10:30 am', m, '482913'),
  pin: (t) => t.pin(brand, '482913'),
  missedVisitor: (t) => t.missedVisitor(brand, link('/demo/tara-espresso-machine/schedule')),
  missedExpert: (t) => t.missedExpert(brand, when, m),
  missedExpertNone: (t) => t.missedExpertNone(brand, m),
  offer: (t) => t.offer(brand, `${when} IST`, link(`/w/${token}`)),
  ...{ subject: null, hello: null, mail: null, mailWhen: null, mailLink: null, mailManage: null, mailAgain: null },
  ...{ reason: null, reminderSubject: null, reminderDay: null },
}

test.each([
  ['en', 1],
  ['hi', 2],
] as const)('an SMS in %s takes at most %i segments', (lang, most) => {
  const { messages, bookingMessages } = texts(lang)
  const plain = Object.entries(sms).map(([name, written]) => [name, written?.(messages)])
  const booking = Object.entries(bookingSms).map(([name, written]) => [name, written?.(bookingMessages)])
  for (const [name, text] of [...plain, ...booking]) {
    if (text) expect.soft(segments(text), `${name}, ${text.length} characters: ${text}`).toBeLessThanOrEqual(most)
  }
})

test('segments are counted as networks do', () => {
  expect([160, 161, 306, 307].map((n) => segments('a'.repeat(n)))).toEqual([1, 2, 2, 3])
  expect([70, 71, 134, 135].map((n) => segments('क'.repeat(n)))).toEqual([1, 2, 2, 3])
  expect(segments('€'.repeat(80))).toBe(1)
  expect(segments('€'.repeat(81))).toBe(2)
})
