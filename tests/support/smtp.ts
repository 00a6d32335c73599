import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { type Mail, parseMail } from './mail.ts'
import { waitFor } from './wait-for.ts'

/**
 * What the server does with the next messages: take them, refuse them with a 4xx or 5xx reply, say nothing once it has
 * the message, or take the message and drop the connection before saying so (the outcome is then unknown to the sender).
 */
export type SmtpBehaviour = 'accept' | { refuse: number } | 'hang' | 'drop-after-accept'

export interface SmtpService {
  /** smtp:// address, with the user and password that it asks for. */
  url: string
  /** Messages taken, in order. */
  mails: Mail[]
  /** Messages offered, taken or not. */
  attempts(): number
  behave(behaviour: SmtpBehaviour): void
  /** The first taken message that matches; waits for it. */
  mail(matches: (mail: Mail) => boolean, timeout?: number): Promise<Mail>
  stop(): Promise<void>
}

const USER = 'phygital'
const PASSWORD = 'smtp-password'

/** Starts an SMTP server on a free port of 127.0.0.1 (login asked, no TLS). */
export async function startSmtp(): Promise<SmtpService> {
  let behaviour: SmtpBehaviour = 'accept'
  let attempts = 0
  const mails: Mail[] = []
  const sockets = new Set<Socket>()

  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    // A hanging reply must outlast the sender's patience, not ours.
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) => {
      if (username === USER && password === PASSWORD) done(null, { user: USER })
      else done(Object.assign(new Error('Authentication failed'), { responseCode: 535 }))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        attempts++
        const { mailFrom, rcptTo } = session.envelope
        const mail = parseMail(
          Buffer.concat(chunks).toString('utf8'),
          mailFrom ? mailFrom.address : '',
          rcptTo.map(({ address }) => address),
        )
        if (behaviour === 'hang') return
        if (typeof behaviour === 'object') {
          return done(Object.assign(new Error('Refused by the test'), { responseCode: behaviour.refuse }))
        }
        mails.push(mail)
        if (behaviour === 'accept') return done()
        for (const socket of sockets) {
          if (socket.remotePort === session.remotePort) socket.destroy()
        }
      })
    },
  })
  // Connections dropped on purpose are reported as errors; nothing else is expected here.
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo

  return {
    url: `smtp://${USER}:${PASSWORD}@127.0.0.1:${port}`,
    mails,
    attempts: () => attempts,
    behave: (next) => {
      behaviour = next
    },
    mail: (matches, timeout) => waitFor('a mail', () => mails.find(matches), timeout),
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
