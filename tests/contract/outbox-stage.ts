import type { Database } from '../../src/database/database.ts'
import { asSystem, transact } from '../../src/platform/context.ts'
import type { Outgoing } from '../../src/platform/messages/outbox.ts'
import { type Email, SendFault, type Sms } from '../../src/platform/messages/providers/provider.ts'
import type { Templates } from '../../src/platform/messages/template.ts'
import { createWorker, type WorkerOptions } from '../../src/platform/messages/worker.ts'
import { createClock, createTestApp, type TestApp, type TestClock } from './test-app.ts'

export type Sending = () => Promise<{ id: string }>

/** A provider that takes down what it is handed and answers as the test says. Providers stand outside our code. */
export interface Carrier {
  name: string
  send(message: Sms | Email): Promise<{ id: string }>
  handed: (Sms | Email)[]
  /** What the next sendings do; without any they succeed. */
  next(...answers: Sending[]): void
}

export function createCarrier(): Carrier {
  const handed: (Sms | Email)[] = []
  const answers: Sending[] = []
  return {
    name: 'carrier',
    handed,
    next: (...more) => void answers.push(...more),
    send: (message: Sms | Email) => {
      handed.push(message)
      return (answers.shift() ?? (async () => ({ id: `id-${handed.length}` })))()
    },
  }
}

export const refuse = (kind: SendFault['kind'], retryAfterMs?: number): Sending => {
  return () => Promise.reject(new SendFault(kind, `said ${kind}`, retryAfterMs))
}

/** A sending whose end the test decides. */
export function held(): { sending: Sending; begun: Promise<void>; succeed(): void } {
  let succeed = () => {}
  let begin = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const sending = () =>
    new Promise<{ id: string }>((resolve) => {
      succeed = () => resolve({ id: 'late' })
      begin()
    })
  return { sending, begun, succeed: () => succeed() }
}

export const templates: Templates = {
  code: {
    render: async (ctx, { secret }) => ({ text: `Code ${secret === null ? '-' : ctx.keys.open('otp', secret)}` }),
  },
  hello: {
    render: async (ctx, { refs }) => ({
      text: `Hello ${refs.demo} in ${ctx.lang}`,
      subject: 'Hello',
      html: '<p>H</p>',
    }),
  },
  untrue: { render: async () => null },
  broken: { render: () => Promise.reject(new Error('asha@example.com cannot be rendered')) },
}

export const sms = (more: Partial<Outgoing> = {}): Outgoing => ({
  channel: 'SMS',
  recipient: '+919800000001',
  template: 'hello',
  lang: 'en',
  refs: { demo: 7 },
  urgency: 'NOW',
  zone: 'Asia/Kolkata',
  ...more,
})

/** Commits one message as an action does. */
export const put = (app: TestApp, message: Outgoing) => transact(asSystem(app), (work) => work.send(message))

export const rows = (database: Database) => database.read.selectFrom('message').selectAll().orderBy('id').execute()

/** One process: an app and its worker. */
export function createProcess(
  database: Database,
  clock: TestClock,
  carrier: Carrier,
  options: Partial<WorkerOptions> = {},
) {
  const app = createTestApp(database, clock)
  const worker = createWorker(app, {
    templates,
    sms: carrier,
    email: carrier,
    monotonic: clock.monotonic,
    random: () => 0,
    ...options,
  })
  return { app, worker }
}

/** One database, one process on it, time and a provider that the test decides. */
export async function createStage(open: () => Promise<Database>) {
  const database = await open()
  const clock = createClock()
  const carrier = createCarrier()
  return { database, clock, carrier, ...createProcess(database, clock, carrier) }
}

export const actions = (app: TestApp) => app.events.map(({ action }) => action)
