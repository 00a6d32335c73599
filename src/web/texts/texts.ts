import type { MediaTexts } from '../media/texts.ts'
import { en } from './en.ts'

/** What every language must say. */
export type Texts = typeof en

const languages = new Map<string, Texts>([['en', en]])

/** The catalogue of a language tag ('en', 'en-IN'); English where there is none. */
export function texts(lang: string): Texts {
  return languages.get(lang) ?? languages.get(lang.split('-')[0] ?? '') ?? en
}

/** The words a hydrated page is handed with its props; none in English, which its bundle carries. */
export function islandTexts(lang: string): { texts?: MediaTexts } {
  const { media } = texts(lang)
  return media === en.media ? {} : { texts: media }
}
