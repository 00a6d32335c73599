export type Part = { kind: 'text' | 'link' | 'code'; text: string }

// A web address up to the first space, without the sentence's own full stop or bracket; or 4 to 8 digits on their own.
const MARKS = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])|(?<![\d+\w])(\d{4,8})(?![\d\w])/g

/** A message in parts: links to click and codes to copy stand apart from the words. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const match of text.matchAll(MARKS)) {
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) })
    parts.push({ kind: match[1] ? 'link' : 'code', text: match[0] })
    at = match.index + match[0].length
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) })
  return parts
}
