/** Languages the visitor pages speak; a further one is one more file in src/web/texts. */
export const languages = ['en'] as const

/** The first of our languages that an Accept-Language header names; English otherwise. */
export function pickLanguage(header: string | undefined): string {
  const wanted = (header ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase())
  return wanted.find((lang) => (languages as readonly string[]).includes(lang)) ?? 'en'
}
