import { createContext, useContext } from 'react'
import type { MediaTexts } from './texts.ts'
import { mediaTexts } from './texts-en.ts'

export interface Words {
  texts: MediaTexts
  /** BCP 47, for numbers and times. */
  lang: string
}

/** The language of everything in this folder; English unless a page provides another. */
export const WordsContext = createContext<Words>({ texts: mediaTexts, lang: 'en' })

export const useWords = (): MediaTexts => useContext(WordsContext).texts

export const useLang = (): string => useContext(WordsContext).lang
