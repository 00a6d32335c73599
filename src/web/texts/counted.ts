/** Counted nouns of a language: `counted('en')(4, 'minute', 'minutes')` is "4 minutes", by its plurals and digits. */
export function counted(lang: string): (n: number, one: string, other: string) => string {
  const plurals = new Intl.PluralRules(lang)
  const digits = new Intl.NumberFormat(lang)
  return (n, one, other) => `${digits.format(n)} ${plurals.select(n) === 'one' ? one : other}`
}
