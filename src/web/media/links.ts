export type Piece = { text: string; href?: string }

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi
// These end a sentence rather than an address.
const CLOSING = '.,;:!?)]}\'"»”’'

/**
 * Splits a message into words and links. Only http and https become links, and only addresses the browser itself can
 * parse; those that carry a name before an @ stay text, for they only pretend to lead where they read.
 */
export function findLinks(message: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of message.matchAll(ADDRESS)) {
    const address = withoutClosing(match[0])
    const href = safeHref(address)
    if (!href) continue
    if (match.index > from) pieces.push({ text: message.slice(from, match.index) })
    pieces.push({ text: address, href })
    from = match.index + address.length
  }
  if (from < message.length) pieces.push({ text: message.slice(from) })
  return pieces
}

function withoutClosing(found: string): string {
  let end = found.length
  while (CLOSING.includes(found[end - 1]!)) end -= 1
  // A closing bracket belongs to the address when it was opened in it.
  return found[end] === ')' && found.slice(0, end).includes('(') ? found.slice(0, end + 1) : found.slice(0, end)
}

function safeHref(address: string): string | null {
  try {
    const url = new URL(address)
    const plain = (url.protocol === 'http:' || url.protocol === 'https:') && !url.username && !url.password
    return plain ? url.href : null
  } catch {
    return null
  }
}
