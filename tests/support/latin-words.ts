/** Names and words that Hindi pages write in Latin letters. */
const usual = new Set(
  'OTP SMS PIN IST GMT am pm Chrome Safari Edge Firefox JavaScript iPhone English Permissions Settings Website Google Outlook ics'.split(
    ' ',
  ),
)
const spoken =
  /\b(?:aria-label|alt|title|placeholder|data-(?:missing|template|left|running|done|failed|copied|other))="([^"]*)"/g
const address = /\S+@\S+|https?:\/\/\S+|[\w-]+\.(?:com|example)\b\S*/g

/** Latin words in a text, but for names of things, addresses, and those in `besides` (of the page's own data). */
export function latinWords(text: string, besides: readonly string[] = []): string[] {
  // Long names first: a short one may be a part of them.
  const names = besides.toSorted((a, b) => b.length - a.length)
  const own = names.reduce((rest, name) => rest.replaceAll(name, ' '), text)
  return (own.replace(address, ' ').match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !usual.has(word))
}

/** All that a document says to eyes and screen readers, from its markup. */
export function saidIn(html: string): string {
  const body = html.replace(/<(script|style)\b.*?<\/\1>/gs, ' ')
  const attributes = [...body.matchAll(spoken)].map(([, value]) => value)
  return [...attributes, body.replace(/<[^>]+>/g, ' ')].join(' ').replace(/&#x27;|&[a-z]+;/g, ' ')
}
