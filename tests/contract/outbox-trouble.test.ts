import { expect, test } from 'vitest'
import { asSystem, transact } from '../../src/platform/context.ts'
import { eachDatabase } from '../support/databases.ts'
import { waitFor } from '../support/wait-for.ts'
import { actions, createProcess, createStage, held, put, rows, sms } from './outbox-stage.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long a worker's lease stands. */
const LEASE = 25_000

eachDatabase('outbox in trouble', (open) => {
  const stage = () => createStage(open)

  test('a provider that never answers is given up in time: unknown', async () => {
    const { app, database, carrier, clock } = await stage()
    const { worker } = createProcess(database, clock, carrier, { sendMs: 50 })
    carrier.next(() => new Promise(() => {}))
    await put(app, sms())
    await worker.runDue()
    expect(await rows(database)).toMatchObject([{ state: 'PENDING', uncertain: 1, fault: 'no answer in time' }])
  })

  test('killed between claim and record: once more, marked; a second time: dead', async () => {
    const { app, database, carrier, clock, worker } = await stage()
    const killed = [held(), held()]
    carrier.next(...killed.map(({ sending }) => sending))
    await put(app, sms({ secret: 'x' }))
    for (const [round, { begun }] of killed.entries()) {
      const dying = createProcess(await open(), clock, carrier, { sendMs: HOUR }).worker
      void dying.runDue()
      await begun
      await worker.runDue()
      clock.advance(LEASE - 1)
      await worker.runDue()
      expect(carrier.handed).toHaveLength(round + 1)
      clock.advance(1)
      if (round === 0) {
        // The next process to take it dies as well.
        const { worker: reaper } = createProcess(database, clock, carrier, { concurrency: 0 })
        await reaper.runDue()
        clock.advance(LEASE)
        await reaper.runDue()
        expect(await rows(database)).toMatchObject([{ state: 'PENDING', uncertain: 1, secret: 'x' }])
      }
    }
    clock.advance(LEASE)
    await worker.runDue()
    expect(await rows(database)).toMatchObject([{ state: 'DEAD', uncertain: 1, tries: 2, secret: null }])
    expect(carrier.handed).toHaveLength(2)
    expect(actions(app)).toEqual(['message.dead'])
  })

  test('a clock set forward or back takes no message from a living process', async () => {
    const { app, carrier, clock, worker } = await stage()
    const slow = held()
    carrier.next(slow.sending)
    await put(app, sms())
    const busy = createProcess(await open(), clock, carrier, { sendMs: HOUR })
    const sending = busy.worker.runDue()
    await slow.begun
    await worker.runDue()
    for (const ms of [2 * HOUR, -4 * HOUR, 2 * HOUR]) {
      clock.jump(ms)
      await worker.runDue()
    }
    expect(carrier.handed).toHaveLength(1)
    slow.succeed()
    await sending
    expect(actions(busy.app)).toEqual(['message.sent'])
  })

  test('a worker that was held up does not take its own message for lost', async () => {
    const { app, database, carrier, clock, worker } = await stage()
    const slow = held()
    carrier.next(slow.sending)
    await put(app, sms())
    const sending = [worker.runDue()]
    await slow.begun
    sending.push(worker.runDue())
    await put(app, sms({ secret: 'x', notBefore: clock.now() + HOUR, expiresAt: clock.now() + HOUR + 1 }))
    clock.advance(2 * HOUR)
    sending.push(worker.runDue())
    await waitFor('the sweep', async () => (await rows(database))[1]?.secret === null)
    slow.succeed()
    await Promise.all(sending)
    expect((await rows(database))[0]).toMatchObject({ state: 'SENT', uncertain: 0 })
  })

  test('a late success stops the retry, and is recorded once', async () => {
    const { app, database, carrier, clock, worker } = await stage()
    const slow = held()
    carrier.next(slow.sending)
    await put(app, sms())
    const stalled = createProcess(await open(), clock, carrier, { sendMs: HOUR })
    const sending = stalled.worker.runDue()
    await slow.begun
    const { worker: reaper } = createProcess(database, clock, carrier, { concurrency: 0 })
    await reaper.runDue()
    clock.advance(LEASE)
    await reaper.runDue()
    expect(await rows(database)).toMatchObject([{ state: 'PENDING', uncertain: 1 }])
    slow.succeed()
    await sending
    await worker.runDue()
    expect(await rows(database)).toMatchObject([{ state: 'SENT', provider_id: 'late', uncertain: 1 }])
    expect(carrier.handed).toHaveLength(1)
    expect(actions(stalled.app)).toEqual(['message.sent'])
  })

  test('woken after a commit it sends at once, from inside a transaction too, and stop ends it', async () => {
    const { app, database, carrier, clock } = await stage()
    const { worker } = createProcess(database, clock, carrier, { pollMs: HOUR })
    worker.start()
    await transact(asSystem(app), async (work) => {
      await work.send(sms())
      worker.wake()
    })
    worker.wake()
    await waitFor('the message', async () => (await rows(database))[0]?.state === 'SENT')
    await worker.stop()
    await put(app, sms())
    worker.wake()
    await worker.runDue()
    expect(carrier.handed).toHaveLength(1)
  })

  test('a process that does not send is not woken', async () => {
    const { app, worker, carrier, database } = await stage()
    await put(app, sms())
    worker.wake()
    await worker.stop()
    expect(await rows(database)).toMatchObject([{ state: 'PENDING', tries: 0 }])
    expect(carrier.handed).toEqual([])
  })

  test('polls for what is due by time alone', async () => {
    const { app, database, carrier, clock } = await stage()
    const { worker } = createProcess(database, clock, carrier, { pollMs: 10 })
    worker.start()
    await worker.runDue()
    await put(app, sms({ notBefore: clock.now() + HOUR }))
    clock.advance(HOUR)
    await waitFor('the message', () => carrier.handed.length === 1)
    await worker.stop()
  })

  test('stop waits for what is with the provider and gives back what is not', async () => {
    const { app, database, carrier, clock } = await stage()
    const slow = held()
    let rendering = () => {}
    const rendered = new Promise<void>((resolve) => {
      rendering = resolve
    })
    let finish = () => {}
    const { worker } = createProcess(database, clock, carrier, {
      templates: {
        hello: { render: async () => ({ text: 'Hello' }) },
        slow: {
          render: () => {
            rendering()
            return new Promise((resolve) => {
              finish = () => resolve({ text: 'Slow' })
            })
          },
        },
      },
    })
    carrier.next(slow.sending)
    await put(app, sms())
    await put(app, sms({ template: 'slow' }))
    void worker.runDue()
    await Promise.all([slow.begun, rendered])
    const stopped = worker.stop()
    finish()
    slow.succeed()
    await stopped
    expect(await rows(database)).toMatchObject([
      { state: 'SENT' },
      { state: 'PENDING', tries: 0, leased_by: null, uncertain: 0 },
    ])
  })

  test('sent, but the database is away when it is to be recorded: recorded later, sent once', async () => {
    const { app, database, carrier, worker } = await stage()
    await put(app, sms())
    const real = database.transact.bind(database)
    let away = 2
    const { sending, begun, succeed } = held()
    carrier.next(sending)
    const running = worker.runDue()
    await begun
    database.transact = (work) => (away-- > 0 ? Promise.reject(new Error('away')) : real(work))
    succeed()
    await running
    expect(away).toBeLessThan(0)
    expect(await rows(database)).toMatchObject([{ state: 'SENT' }])
    expect(carrier.handed).toHaveLength(1)
  })
})
