import type { MediaTexts } from '../media/texts.ts'
import { en, type Texts } from './en.ts'
import { hi } from './hi.ts'

export type { Texts }

// A further language is its file, its line here, and its name in web/visitor/language-switch.tsx.
const catalogues = new Map<string, Texts>([
  ['en', en],
  ['hi', hi],
])

/** Tags of the languages the visitor pages speak, English first. */
export const languages: readonly string[] = [...catalogues.keys()]

/** The catalogue of a language tag ('en', 'en-IN'); English where there is none. */
export function texts(lang: string): Texts {
  return catalogues.get(lang) ?? catalogues.get(lang.split('-')[0] ?? '') ?? en
}

/** The words a hydrated page is handed with its props; none in English, which its bundle carries. */
export function islandTexts(lang: string): { texts?: MediaTexts } {
  const { media } = texts(lang)
  return media === en.media ? {} : { texts: media }
}
