export type Piece = { text: string; href?: string }

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi
/** Ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}'"»”’]+$/

/**
 * Splits a message into words and links. Only http and https become links, and only addresses the browser itself can
 * parse; those that carry a name before an @ stay text, for they only pretend to lead where they read.
 */
export function findLinks(message: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of message.matchAll(ADDRESS)) {
    let address = match[0]
    const tail = TRAILING.exec(address)?.[0] ?? ''
    // A closing bracket belongs to the address when it was opened in it.
    const kept = tail.startsWith(')') && address.includes('(') ? tail.slice(1) : tail
    address = kept ? address.slice(0, -kept.length) : address
    const href = safeHref(address)
    if (!href) continue
    if (match.index > from) pieces.push({ text: message.slice(from, match.index) })
    pieces.push({ text: address, href })
    from = match.index + address.length
  }
  if (from < message.length) pieces.push({ text: message.slice(from) })
  return pieces
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
