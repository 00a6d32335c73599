import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import { plainDigits } from '../otps/rules.ts'

export type MobileFault = 'missing' | 'wrong' | 'country'

/**
 * A mobile number as people write it (spaces, brackets, 0 or 00 before it, other scripts' digits) as E.164.
 * `wrong`: not a number that takes SMS (landlines, toll-free and premium ones too). `country`: not an allowed one.
 * @param country ISO code of a number without +
 * @param countries ISO codes codes are sent to
 */
export function readMobile(
  text: string,
  country: string,
  countries: readonly string[],
): { mobile: string } | { fault: MobileFault } {
  const plain = plainDigits(text).trim().replace(/^00/, '+')
  if (plain === '') return { fault: 'missing' }
  const number = parsePhoneNumberFromString(plain, { defaultCountry: country as CountryCode, extract: false })
  if (!number || number.ext) return { fault: 'wrong' }
  // Its country first: of a country codes are not sent to, "check the digits" would be wrong advice.
  const known = number.country !== undefined && countries.includes(number.country)
  if (number.isValid() && !known) return { fault: 'country' }
  const type = number.getType()
  if (type !== 'MOBILE' && type !== 'FIXED_LINE_OR_MOBILE') return { fault: 'wrong' }
  return { mobile: number.number }
}

/** The digits of a number (E.164) that people of its country say. */
export const nationalDigits = (mobile: string): string =>
  String(parsePhoneNumberFromString(mobile)?.nationalNumber ?? mobile.slice(1))

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** "••••• ••210": enough for its owner, whoever else looks on. */
export const maskMobile = (mobile: string): string => `••••• ••${mobile.slice(-3)}`

/** "A•••": the first letter as people count letters, so that Devanagari keeps its vowel signs. */
export function maskName(name: string): string {
  const [first] = segments.segment(name.trim())
  return `${first?.segment ?? ''}•••`
}

/** The form of an e-mail address that is compared: jose@ and JOSE@ are one, josé@ is another. */
export const emailKey = (email: string): string => email.normalize('NFKC').trim().toLowerCase()

/** ISO codes of every country that numbers are known of. */
export const knownCountries = (): readonly string[] => getCountries()

const countryNames = new Map<string, string>()

/** A country in words with its calling code: "India (+91)". */
export function countryLabel(lang: string, country: string): string {
  const key = `${lang} ${country}`
  let label = countryNames.get(key)
  if (!label) {
    const name = new Intl.DisplayNames(lang, { type: 'region' }).of(country) ?? country
    label = isSupportedCountry(country) ? `${name} (+${getCountryCallingCode(country)})` : name
    countryNames.set(key, label)
  }
  return label
}
