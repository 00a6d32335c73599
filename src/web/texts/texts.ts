import type { MediaTexts } from '../media/texts.ts'
import { en } from './en.ts'

/** What every language must say. */
export type Texts = typeof en

// A further language is its file and its line here.
const catalogues = new Map<string, Texts>([['en', en]])

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
