import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { variables } from '../../src/platform/config.ts'
import type { Outgoing } from '../../src/platform/messages/outbox.ts'
import { createGateway } from '../../src/platform/messages/providers/gateway.ts'
import type { EmailProvider, SmsProvider } from '../../src/platform/messages/providers/provider.ts'
import { createSmtp } from '../../src/platform/messages/providers/smtp.ts'
import { createTwilio } from '../../src/platform/messages/providers/twilio.ts'
import type { WorkerOptions } from '../../src/platform/messages/worker.ts'
import { eachDatabase } from '../support/databases.ts'
import { type SmsProviders, startSmsProviders } from '../support/sms-providers.ts'
import { type SmtpService, startSmtp } from '../support/smtp.ts'
import { createCarrier, createProcess, put, rows, sms } from './outbox-stage.ts'
import { createClock } from './test-app.ts'

const HOUR = 3_600_000
type Trouble = 'none' | 'refused' | 'busy' | 'fault' | 'silent' | 'lost'

let smsServer: SmsProviders
let mailServer: SmtpService
beforeAll(async () => {
  ;[smsServer, mailServer] = await Promise.all([startSmsProviders(), startSmtp()])
})
afterAll(() => Promise.all([smsServer?.stop(), mailServer?.stop()]))

function smsTrouble(trouble: Trouble): void {
  const { behave } = smsServer
  if (trouble === 'busy') behave('rate-limited')
  else if (trouble === 'fault') behave({ fail: 503 })
  else behave(trouble === 'silent' ? 'time-out' : trouble === 'lost' ? 'lose-answer' : 'accept')
}

function mailTrouble(trouble: Trouble): void {
  const { behave } = mailServer
  if (trouble === 'busy') behave({ refuse: 451 })
  else if (trouble === 'fault') behave({ refuse: 421 })
  else behave(trouble === 'silent' ? 'hang' : trouble === 'lost' ? 'drop-after-accept' : 'accept')
}

interface Case {
  name: string
  message(address?: string): Outgoing
  bad: string
  provider(): SmsProvider | EmailProvider
  means(provider: SmsProvider | EmailProvider): Partial<WorkerOptions>
  trouble(trouble: Trouble): void
  taken(): number
}

const smsCase = (name: string, provider: () => SmsProvider): Case => ({
  name,
  message: (recipient = '+919800000001') => sms({ recipient }),
  bad: '+0123',
  provider,
  means: (made) => ({ sms: made as SmsProvider }),
  trouble: smsTrouble,
  taken: () => smsServer.messages.length,
})

const cases: Case[] = [
  smsCase('Twilio', () => createTwilio(smsServer.twilio)),
  smsCase('a gateway', () =>
    createGateway({
      ...smsServer.http,
      body: variables.SMS_HTTP_BODY.fallback,
      idPath: variables.SMS_HTTP_ID.fallback,
    }),
  ),
  {
    name: 'SMTP',
    message: (recipient = 'asha@example.com') => sms({ channel: 'EMAIL', recipient }),
    bad: 'asha@',
    provider: () => createSmtp({ url: mailServer.url, from: 'Aurum <hello@example.com>' }),
    means: (made) => ({ email: made as EmailProvider }),
    trouble: mailTrouble,
    taken: () => mailServer.mails.length,
  },
]

eachDatabase('messages', (open) => {
  describe.each(cases)('over $name', ({ message, bad, provider, means, trouble, taken }) => {
    let made: SmsProvider | EmailProvider
    beforeEach(() => {
      trouble('none')
      made = provider()
      return () => made.close?.()
    })

    /** Sends one message in trouble, then once more when it has passed. */
    async function live(first: Trouble, second: Trouble = 'none', recipient?: string) {
      const database = await open()
      const clock = createClock()
      const provider = means(made)
      if (first === 'silent') {
        // Silence is what is timed, not loading a library and connecting.
        const { app, worker } = createProcess(database, clock, createCarrier(), provider)
        await put(app, message())
        await worker.runDue()
        await database.write.deleteFrom('message').execute()
      }
      const limit = first === 'silent' ? { sendMs: 1000 } : {}
      const { app, worker } = createProcess(database, clock, createCarrier(), { ...provider, ...limit })
      const before = taken()
      await put(app, message(recipient))
      const states = []
      for (const now of [first, second, 'none'] as const) {
        trouble(now)
        await worker.runDue()
        clock.advance(HOUR)
        const [row] = await rows(database)
        states.push(row!.uncertain ? `${row!.state}?` : row!.state)
      }
      return { states, taken: taken() - before, row: (await rows(database))[0]! }
    }

    test('sent once', async () => {
      const { states, taken, row } = await live('none')
      expect(states).toEqual(['SENT', 'SENT', 'SENT'])
      expect(taken).toBe(1)
      expect(row.provider_id).toMatch(/.{10}/)
    })

    test('a bad address is dead at once', async () => {
      const { states, taken, row } = await live('none', 'none', bad)
      expect(states).toEqual(['DEAD', 'DEAD', 'DEAD'])
      expect(taken).toBe(0)
      expect(row.fault).not.toContain(bad)
    })

    test.each(['busy', 'fault'] as const)('%s: sent when it has passed', async (first) => {
      const { states, taken } = await live(first)
      expect(states).toEqual(['PENDING', 'SENT', 'SENT'])
      expect(taken).toBe(1)
    })

    test('silent: once more, marked', async () => {
      expect(await live('silent')).toMatchObject({ states: ['PENDING?', 'SENT?', 'SENT?'], taken: 1 })
    })

    test('taken but the answer lost: once more, marked; lost twice: dead', async () => {
      expect(await live('lost')).toMatchObject({ states: ['PENDING?', 'SENT?', 'SENT?'], taken: 2 })
      const database = await open()
      await database.write.deleteFrom('message').execute()
      expect(await live('lost', 'lost')).toMatchObject({ states: ['PENDING?', 'DEAD?', 'DEAD?'], taken: 2 })
    })
  })
})
