import type { Readable } from 'node:stream'
import type { Email, EmailProvider } from './provider.ts'
import { SendFault } from './provider.ts'

const CONNECTIONS = 5

export interface SmtpOptions {
  /** smtp:// or smtps:// */
  url: string
  /** Name <address>. */
  from: string
}

interface SmtpError extends Error {
  code?: string
  responseCode?: number
  response?: string
}

/** The reply's two codes; its words may quote the address. */
function toFault(error: SmtpError, handedOver: boolean): SendFault {
  const { responseCode, response = '' } = error
  if (responseCode) {
    const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(response)?.[1]
    const said = `SMTP ${responseCode}${enhanced ? ` ${enhanced}` : ''}`
    return new SendFault(responseCode >= 500 ? 'permanent' : 'temporary', said)
  }
  if (error.code === 'EENVELOPE') return new SendFault('permanent', 'SMTP: not an address that can be sent to')
  return new SendFault(handedOver ? 'unknown' : 'temporary', `SMTP: no reply (${error.code ?? error.name})`)
}

async function openPool(url: string) {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    // Only a kept connection found closed is tried anew, and only before the message was handed over.
    maxRequeues: 1,
    connectionTimeout: 8000,
    greetingTimeout: 8000,
    socketTimeout: 20_000,
    dnsTimeout: 8000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  // The body of each send, by its signal: the server asks for it last, so a body never read was not handed over.
  const bodies = new WeakMap<AbortSignal, Readable>()
  transport.use('stream', (mail, done) => {
    const { signal } = mail.data
    mail.message.processFunc((body: Readable) => {
      if (signal) bodies.set(signal, body)
      return body
    })
    done()
  })
  return { transport, handedOver: (signal: AbortSignal) => bodies.get(signal)?.readableDidRead === true }
}

/** E-mail over SMTP, on a pool of connections opened with the first message. */
export function createSmtp(options: SmtpOptions): EmailProvider {
  const domain = /@([\w.-]+)/.exec(options.from)?.[1] ?? 'localhost'
  let pool: ReturnType<typeof openPool> | undefined
  const content = ({ to, subject, text, html, attachments, ref }: Email) => ({
    from: options.from,
    to,
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    attachments: (attachments ?? []).map(({ content: bytes, ...rest }) => ({
      ...rest,
      content: typeof bytes === 'string' ? bytes : Buffer.from(bytes),
    })),
    messageId: `<${ref}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
  return {
    name: 'smtp',
    async send(email, signal) {
      pool ??= openPool(options.url)
      const { transport, handedOver } = await pool
      const own = AbortSignal.any([signal])
      try {
        const { messageId } = await transport.sendMail({ ...content(email), signal: own })
        return { id: messageId }
      } catch (error) {
        throw toFault(error as SmtpError, handedOver(own))
      }
    },
    close: () => void pool?.then(({ transport }) => transport.close()),
  }
}
