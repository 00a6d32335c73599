export interface Mail {
  /** Envelope, as the protocol said. */
  from: string
  to: string[]
  subject: string
  /** Header fields by lower-case name, unfolded and decoded. */
  headers: Record<string, string>
  /** The text/plain part, or '' when there is none. */
  text: string
  html: string
  attachments: { type: string; name: string; content: Buffer }[]
  raw: string
}

/** RFC 2047 encoded words, those side by side joined. */
function decodeWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(=\?)/g, '$1$2')
  return joined.replace(/=\?([^?]+)\?([BQ])\?([^?]*)\?=/gi, (_, _charset, kind: string, text: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64').toString('utf8')
      : decodeQuotedPrintable(text.replaceAll('_', ' ')).toString('utf8'),
  )
}

function decodeQuotedPrintable(text: string): Buffer {
  const bytes = text.replace(/=\r?\n/g, '').replace(/=([\dA-F]{2})/gi, (_, hex: string) => `\0${hex}`)
  const parts = bytes.split('\0')
  return Buffer.concat(
    parts.map((part, index) =>
      index === 0
        ? Buffer.from(part)
        : Buffer.concat([Buffer.from(part.slice(0, 2), 'hex'), Buffer.from(part.slice(2))]),
    ),
  )
}

function splitHeaders(raw: string): { headers: Record<string, string>; body: string } {
  const end = /\r?\n\r?\n/.exec(raw)
  const head = end ? raw.slice(0, end.index) : raw
  const headers: Record<string, string> = {}
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim())
  }
  return { headers, body: end ? raw.slice(end.index + end[0].length) : '' }
}

const parameter = (value: string, name: string) => new RegExp(`${name}="?([^";]+)"?`, 'i').exec(value)?.[1]

function readPart(raw: string, mail: Mail): void {
  const { headers, body } = splitHeaders(raw)
  const type = headers['content-type'] ?? 'text/plain'
  const boundary = parameter(type, 'boundary')
  if (/^multipart\//i.test(type) && boundary) {
    const parts = body.split(new RegExp(`(?:^|\\r?\\n)--${boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:--)?`))
    for (const part of parts.slice(1, -1)) readPart(part.replace(/^[ \t]*\r?\n/, ''), mail)
    return
  }
  const encoding = (headers['content-transfer-encoding'] ?? '').toLowerCase()
  const content =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? decodeQuotedPrintable(body)
        : Buffer.from(body)
  const disposition = headers['content-disposition'] ?? ''
  const name = parameter(disposition, 'filename') ?? parameter(type, 'name')
  if (name || /^attachment/i.test(disposition)) {
    mail.attachments.push({ type: type.split(';')[0]!.trim(), name: name ?? '', content })
  } else if (/^text\/html/i.test(type)) mail.html += content.toString('utf8')
  else if (/^text\/plain/i.test(type)) mail.text += content.toString('utf8')
  else mail.attachments.push({ type: type.split(';')[0]!.trim(), name: '', content })
}

/** Reads a message (RFC 5322 with MIME) as far as tests look at it. */
export function parseMail(raw: string, from: string, to: string[]): Mail {
  const { headers } = splitHeaders(raw)
  const mail: Mail = { from, to, subject: headers.subject ?? '', headers, text: '', html: '', attachments: [], raw }
  readPart(raw, mail)
  return mail
}
