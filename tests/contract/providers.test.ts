import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { variables } from '../../src/platform/config.ts'
import { createGateway } from '../../src/platform/messages/providers/gateway.ts'
import { type Email, SendFault, type Sms } from '../../src/platform/messages/providers/provider.ts'
import { createScreen } from '../../src/platform/messages/providers/screen.ts'
import { createSmtp } from '../../src/platform/messages/providers/smtp.ts'
import { createTwilio } from '../../src/platform/messages/providers/twilio.ts'
import { freePort } from '../support/program.ts'
import { type SmsProviders, startSmsProviders } from '../support/sms-providers.ts'
import { type SmtpService, startSmtp } from '../support/smtp.ts'

const HINDI = 'आपका कोड "123456" है \\ {text}\n👋'
const sms = (to: string): Sms => ({
  to,
  text: HINDI,
  ref: 'ref-1',
  templateId: '1107',
  entityId: '1101',
  senderId: 'AURUM',
})
const email = (to: string): Email => ({
  to,
  subject: 'Your demo – नमूना',
  text: HINDI,
  html: '<p>Your demo</p>',
  attachments: [{ filename: 'demo.ics', contentType: 'text/calendar', content: 'BEGIN:VCALENDAR' }],
  ref: 'ref-1',
})

type Trouble = { refuse: number } | 'hang' | 'lose-answer'

/** One provider as the suite sees it. */
interface Subject {
  name: string
  good: string
  /** An address that is refused for good. */
  bad?: string
  send(to: string, signal?: AbortSignal): Promise<{ id: string }>
  /** The same provider where nothing listens. */
  sendNowhere?(to: string): Promise<{ id: string }>
  /** The same provider at an address where connections are taken but nobody speaks. */
  sendToMute?(to: string, port: number, signal: AbortSignal): Promise<{ id: string }>
  behave?(trouble: Trouble | 'accept'): void
  /** What is answered when asked too often, as the provider says it. */
  tooOften?: number
  taken(): { id?: string; to: string; text: string }[]
}

let smsServer: SmsProviders
let mailServer: SmtpService
let nowhere: number
beforeAll(async () => {
  ;[smsServer, mailServer, nowhere] = await Promise.all([startSmsProviders(), startSmtp(), freePort()])
})
afterAll(() => Promise.all([smsServer?.stop(), mailServer?.stop()]))

const never = () => new AbortController().signal
const screen = createScreen(() => 0)
const smsBehave = (trouble: Trouble | 'accept') => {
  if (trouble === 'hang') smsServer.behave('time-out')
  else if (typeof trouble === 'object') {
    smsServer.behave(trouble.refuse === 429 ? 'rate-limited' : { fail: trouble.refuse })
  } else smsServer.behave(trouble)
}
const twilio = (baseUrl = smsServer.twilio.baseUrl, from = smsServer.twilio.from) =>
  createTwilio({ ...smsServer.twilio, baseUrl, from })
const gateway = (url = smsServer.http.url, body: string = variables.SMS_HTTP_BODY.fallback, idPath = 'id') =>
  createGateway({ ...smsServer.http, url, body, idPath })
const smtp = (url = mailServer.url) => createSmtp({ url, from: 'Aurum <hello@example.com>' })
let pooled: ReturnType<typeof smtp>

const subjects: Subject[] = [
  {
    name: 'screen SMS',
    good: '+919800000001',
    send: (to) => screen.sms.send(sms(to), never()),
    taken: () => screen.recent().filter(({ channel }) => channel === 'SMS'),
  },
  {
    name: 'screen e-mail',
    good: 'asha@example.com',
    send: (to) => screen.email.send(email(to), never()),
    taken: () => screen.recent().filter(({ channel }) => channel === 'EMAIL'),
  },
  {
    name: 'Twilio',
    good: '+919800000001',
    bad: '+0123',
    send: (to, signal = never()) => twilio().send(sms(to), signal),
    sendNowhere: (to) => twilio(`http://127.0.0.1:${nowhere}`).send(sms(to), never()),
    sendToMute: (to, port, signal) => twilio(`https://127.0.0.1:${port}`).send(sms(to), signal),
    behave: smsBehave,
    tooOften: 429,
    taken: () => smsServer.messages.filter(({ provider }) => provider === 'twilio'),
  },
  {
    name: 'gateway',
    good: '+919800000001',
    bad: '+0123',
    send: (to, signal = never()) => gateway().send(sms(to), signal),
    sendNowhere: (to) => gateway(`http://127.0.0.1:${nowhere}/sms`).send(sms(to), never()),
    sendToMute: (to, port, signal) => gateway(`https://127.0.0.1:${port}/sms`).send(sms(to), signal),
    behave: smsBehave,
    tooOften: 429,
    taken: () => smsServer.messages.filter(({ provider }) => provider === 'http'),
  },
  {
    name: 'SMTP',
    good: 'asha@example.com',
    bad: 'asha@',
    send: (to, signal = never()) => pooled.send(email(to), signal),
    sendNowhere: (to) => smtp(`smtp://127.0.0.1:${nowhere}`).send(email(to), never()),
    sendToMute: (to, port, signal) => smtp(`smtp://127.0.0.1:${port}`).send(email(to), signal),
    behave: (trouble) => mailServer.behave(trouble === 'lose-answer' ? 'drop-after-accept' : trouble),
    tooOften: 451,
    taken: () => mailServer.mails.map((mail) => ({ ...mail, id: mail.headers['message-id']!, to: mail.to[0]! })),
  },
]

const faultOf = async (sending: Promise<unknown>): Promise<SendFault> => {
  const fault = await sending.then(
    () => undefined,
    (error) => error,
  )
  expect(fault).toBeInstanceOf(SendFault)
  return fault
}

describe.each(subjects)('$name', (subject) => {
  beforeAll(() => {
    pooled = smtp()
  })
  beforeEach(() => subject.behave?.('accept'))
  afterAll(() => {
    subject.behave?.('accept')
    pooled.close?.()
  })

  test('sends, whatever the text holds, and gives the provider’s id', async () => {
    const before = subject.taken().length
    const { id } = await subject.send(subject.good)
    const taken = subject.taken().slice(before)
    expect(taken).toHaveLength(1)
    expect(taken[0]).toMatchObject({ id, to: subject.good })
    expect(taken[0]?.text.trimEnd().replaceAll('\r\n', '\n')).toBe(HINDI)
  })

  const { bad, behave, tooOften, sendNowhere, sendToMute } = subject
  if (!bad || !behave || !tooOften || !sendNowhere || !sendToMute) return

  test('a bad address is refused for good, and the fault does not quote it', async () => {
    const fault = await faultOf(subject.send(bad))
    expect(fault.kind).toBe('permanent')
    expect(fault.message).not.toContain(bad)
    await subject.send(subject.good)
  })

  test.each([tooOften, 503].filter((status) => status !== 503 || subject.name !== 'SMTP'))(
    'refused with %i: may pass',
    async (refuse) => {
      const before = subject.taken().length
      behave({ refuse })
      const fault = await faultOf(subject.send(subject.good))
      expect(fault.kind).toBe('temporary')
      expect(fault.message).toContain(String(refuse))
      expect(subject.taken()).toHaveLength(before)
      behave('accept')
      await subject.send(subject.good)
    },
  )

  test('no answer in time: unknown', async () => {
    // Silence is what is timed, not loading a library and connecting.
    await subject.send(subject.good)
    behave('hang')
    const fault = await faultOf(subject.send(subject.good, AbortSignal.timeout(1000)))
    expect(fault.kind).toBe('unknown')
    behave('accept')
    await subject.send(subject.good)
  })

  test('taken, but the answer is lost: unknown, and not sent again by the provider itself', async () => {
    // A kept connection is the harder case: clients like to try again on a new one.
    await subject.send(subject.good)
    const before = subject.taken().length
    behave('lose-answer')
    const fault = await faultOf(subject.send(subject.good))
    expect(fault.kind).toBe('unknown')
    expect(subject.taken()).toHaveLength(before + 1)
    behave('accept')
    await subject.send(subject.good)
    expect(subject.taken()).toHaveLength(before + 2)
  })

  test('nobody listens: not sent', async () => {
    const fault = await faultOf(sendNowhere(subject.good))
    expect(fault.kind).toBe('temporary')
  })

  describe('where connections are taken in silence', () => {
    let mute: Server
    beforeAll(async () => {
      mute = createServer(() => {}).listen(0, '127.0.0.1')
      await once(mute, 'listening')
    })
    afterAll(() => mute?.close())

    test('no conversation in time: not sent', async () => {
      const { port } = mute.address() as AddressInfo
      const fault = await faultOf(sendToMute(subject.good, port, AbortSignal.timeout(300)))
      expect(fault.kind).toBe('temporary')
    })
  })
})

test('Twilio is asked as its documentation says; a messaging service goes by its own field', async () => {
  smsServer.behave('accept')
  await twilio().send(sms('+919800000001'), never())
  expect(smsServer.messages.at(-1)?.fields).toEqual({ To: '+919800000001', From: '+15005550006', Body: HINDI })
  await twilio(smsServer.twilio.baseUrl, 'MGabc').send(sms('+919800000001'), never())
  expect(smsServer.messages.at(-1)?.fields).toMatchObject({ MessagingServiceSid: 'MGabc' })
  expect(smsServer.messages.at(-1)?.fields).not.toHaveProperty('From')
  const fault = await faultOf(twilio().send(sms('+0123'), never()))
  expect(fault.message).toBe('HTTP 400 Twilio 21211')
})

test('the gateway gets the operators’ ids, and its id may stand deep in the answer', async () => {
  smsServer.behave('accept')
  await gateway().send(sms('+919800000001'), never())
  expect(smsServer.messages.at(-1)?.fields).toEqual({
    to: '+919800000001',
    text: HINDI,
    template: '1107',
    entity: '1101',
    sender: 'AURUM',
    ref: 'ref-1',
  })
  const nested = '{"to":"{to}","text":"{sender}: {text}","options":[{"ref":"{ref}","flash":false,"left":"{other}"}]}'
  await gateway(undefined, nested).send({ to: '+919800000001', text: 'Hi', ref: 'r' }, never())
  expect(smsServer.messages.at(-1)?.fields).toEqual({
    to: '+919800000001',
    text: ': Hi',
    options: [{ ref: 'r', flash: false, left: '{other}' }],
  })
})

test('a gateway that says 200 without an id has refused; it is not asked again', async () => {
  smsServer.behave('accept')
  const fault = await faultOf(gateway(undefined, undefined, 'data.0.id').send(sms('+919800000001'), never()))
  expect(fault).toMatchObject({ kind: 'permanent', message: 'HTTP 200 without an id at "data.0.id"' })
})

test('a configuration that cannot work stops the start with one line', () => {
  expect(() => gateway(undefined, '{"to":{to}}')).toThrow('PHYGITAL_SMS_HTTP_BODY is not JSON')
  expect(() => createTwilio({ accountSid: 'SK1', authToken: 't', from: '+1' })).toThrow('must begin with AC')
})

test('a mail says who sends it, is told by its reference, and holds both texts and the attachment', async () => {
  mailServer.behave('accept')
  const mails = smtp()
  const { id } = await mails.send(email('asha@example.com'), never())
  mails.close?.()
  expect(id).toBe('<ref-1@example.com>')
  const mail = mailServer.mails.at(-1)!
  expect(mail).toMatchObject({ from: 'hello@example.com', to: ['asha@example.com'], subject: 'Your demo – नमूना' })
  expect(mail.headers).toMatchObject({ 'message-id': '<ref-1@example.com>', 'auto-submitted': 'auto-generated' })
  expect(mail.html).toContain('<p>Your demo</p>')
  expect(mail.attachments).toMatchObject([{ type: 'text/calendar', name: 'demo.ics' }])
})

test('SMTP: refused for good with its codes only; a wrong password is told apart from silence', async () => {
  mailServer.behave({ refuse: 550 })
  const mails = smtp()
  const refused = await faultOf(mails.send(email('asha@example.com'), never()))
  expect(refused).toMatchObject({ kind: 'permanent', message: 'SMTP 550' })
  mails.close?.()
  const stranger = smtp(mailServer.url.replace('smtp-password', 'wrong'))
  expect(await faultOf(stranger.send(email('asha@example.com'), never()))).toMatchObject({ message: 'SMTP 535' })
  stranger.close?.()
})
