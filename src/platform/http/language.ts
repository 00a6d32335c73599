let spoken: readonly string[] = ['en']

/** Says which languages the visitor pages speak (tags without a region). App does at start: platform knows no words. */
export function speak(languages: readonly string[]): void {
  spoken = languages
}

/** The first of our languages that an Accept-Language header names; English otherwise. */
export function pickLanguage(header: string | undefined): string {
  const wanted = (header ?? '').split(',').map((part) => part.trim().split(/[-;]/, 1)[0]!.toLowerCase())
  return wanted.find((lang) => spoken.includes(lang)) ?? 'en'
}
