import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asSystem, transact } from '../../src/platform/context.ts'
import { claim } from '../../src/platform/messages/claims.ts'
import { run } from '../../tools/program.ts'
import { eachDatabase } from '../support/databases.ts'
import { waitFor } from '../support/wait-for.ts'
import { actions, createProcess, createStage, held, put, refuse, rows, sms } from './outbox-stage.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

eachDatabase('outbox', (open, place) => {
  const stage = () => createStage(open)

  test('sends what was committed, once, and wipes its secret', async () => {
    const { app, worker, database, carrier, clock } = await stage()
    await put(app, sms({ template: 'code', secret: app.keys.seal('otp', '123456') }))
    await worker.runDue()
    await worker.runDue()
    const { id } = (await rows(database))[0]!
    const ref = app.keys.mac('message', id)
    expect(carrier.handed).toEqual([{ to: '+919800000001', text: 'Code 123456', ref }])
    expect(app.lines.find(({ msg }) => msg === 'message')).toMatchObject({ id, template: 'code', outcome: 'sent' })
    expect(await rows(database)).toMatchObject([
      {
        state: 'SENT',
        provider: 'carrier',
        provider_id: 'id-1',
        sent_at: clock.now(),
        secret: null,
        leased_by: null,
        leased_until: null,
        tries: 1,
        uncertain: 0,
      },
    ])
    expect(app.events).toMatchObject([
      { action: 'message.sent', subject: 'message', data: { channel: 'SMS', template: 'code' } },
    ])
    expect(JSON.stringify([app.lines, app.events])).not.toMatch(/9800000001|123456/)
  })

  test('a rolled-back transaction sends nothing', async () => {
    const { app, worker, carrier } = await stage()
    const failing = transact(asSystem(app), async (work) => {
      await work.send(sms())
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await worker.runDue()
    expect(carrier.handed).toEqual([])
  })

  test('e-mail carries subject and html, in the language of the message', async () => {
    const { app, worker, carrier } = await stage()
    await put(app, sms({ channel: 'EMAIL', recipient: 'asha@example.com', lang: 'hi' }))
    await worker.runDue()
    expect(carrier.handed).toMatchObject([
      { to: 'asha@example.com', subject: 'Hello', text: 'Hello 7 in hi', html: '<p>H</p>' },
    ])
  })

  test('SMS carry the ids of the settings', async () => {
    const { app, worker, carrier, database } = await stage()
    const value = JSON.stringify({ entity: '1101', sender: 'AURUM', templates: { hello: '1107' } })
    await database.write.insertInto('setting').values({ key: 'sms', value }).execute()
    await put(app, sms())
    await put(app, sms({ template: 'code' }))
    await worker.runDue()
    const handed = (text: RegExp) => carrier.handed.find((message) => text.test(message.text))
    expect(handed(/Hello/)).toMatchObject({ entityId: '1101', senderId: 'AURUM', templateId: '1107' })
    expect(handed(/Code/)).toMatchObject({ entityId: '1101', senderId: 'AURUM' })
    expect(handed(/Code/)).not.toHaveProperty('templateId')
  })

  test('a taken dedupe key writes nothing and spoils nothing', async () => {
    const { app, worker, carrier, database } = await stage()
    await put(app, sms({ dedupeKey: 'feedback:7' }))
    await transact(asSystem(app), async (work) => {
      await work.send(sms({ dedupeKey: 'feedback:7' }))
      await work.send(sms({ dedupeKey: 'feedback:8' }))
      await work.send(sms())
      await work.send(sms())
    })
    await worker.runDue()
    await put(app, sms({ dedupeKey: 'feedback:7' }))
    await worker.runDue()
    expect(carrier.handed).toHaveLength(4)
    expect((await rows(database)).map((row) => row.dedupe_key)).toEqual(['feedback:7', 'feedback:8', null, null])
  })

  test('several workers over several processes hand over each message once', async () => {
    const { app, database } = await stage()
    await transact(asSystem(app), async (work) => {
      for (let i = 0; i < 200; i++) await work.send(sms({ refs: { demo: i } }))
    })
    const program = join(import.meta.dirname, 'outbox-process.ts')
    const runs = await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, [program, place.url()], { timeout: 30_000 })),
    )
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(runs.map(() => [0, '']))
    const texts = runs.flatMap(({ stdout }) => JSON.parse(stdout) as string[])
    expect(texts).toHaveLength(200)
    expect(new Set(texts).size).toBe(200)
    expect(new Set((await rows(database)).map(({ state }) => state))).toEqual(new Set(['SENT']))
  })

  test('workers of one process share the work', async () => {
    const { app, database, carrier, clock, worker } = await stage()
    for (let i = 0; i < 30; i++) await put(app, sms({ refs: { demo: i } }))
    const workers = [worker, ...[1, 2].map(() => createProcess(database, clock, carrier).worker)]
    await Promise.all(workers.map((each) => each.runDue()))
    expect(carrier.handed).toHaveLength(30)
    expect(new Set(carrier.handed.map(({ text }) => text)).size).toBe(30)
  })

  test('what was due first leaves first', async () => {
    const { app, worker, carrier, clock } = await stage()
    for (const [demo, wait] of [
      [2, 2],
      [1, 1],
      [3, HOUR],
    ] as const) {
      await put(app, sms({ refs: { demo }, notBefore: clock.now() + wait }))
    }
    await worker.runDue()
    expect(carrier.handed).toEqual([])
    clock.advance(10)
    const claimed = await claim(asSystem(app), 'SMS', 10, MINUTE)
    expect(claimed.map(({ refs }) => refs)).toEqual(['{"demo":1}', '{"demo":2}'])
  })

  test('no more than so many are on their way at once', async () => {
    const { app, database, carrier, clock } = await stage()
    const { worker } = createProcess(database, clock, carrier, { concurrency: 2 })
    let [running, most] = [0, 0]
    const soon = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return { id: 'soon' }
    }
    const slow = held()
    carrier.next(
      () => {
        running++
        return slow.sending()
      },
      ...Array.from({ length: 6 }, () => soon),
    )
    for (let i = 0; i < 7; i++) await put(app, sms({ refs: { demo: i } }))
    const sending = worker.runDue()
    await waitFor('the others', () => carrier.handed.length === 7)
    slow.succeed()
    await sending
    expect(most).toBe(2)
  })

  test('a stuck channel does not hold up the other', async () => {
    const { app, database, carrier, clock } = await stage()
    const { worker } = createProcess(database, clock, carrier, { concurrency: 2, pollMs: HOUR })
    worker.start()
    const [first, second] = [held(), held()]
    carrier.next(first.sending, second.sending)
    for (let i = 0; i < 5; i++) await put(app, sms({ channel: 'EMAIL', recipient: `${i}@example.com` }))
    const running = worker.runDue()
    await Promise.all([first.begun, second.begun])
    await put(app, sms())
    worker.wake()
    await waitFor('the SMS', () => carrier.handed.some(({ to }) => to === '+919800000001'))
    expect(carrier.handed).toHaveLength(3)
    first.succeed()
    second.succeed()
    await running
    await worker.stop()
    expect(carrier.handed).toHaveLength(6)
  })

  test('refused for good: dead at once, told, secret wiped', async () => {
    const { app, worker, carrier, database } = await stage()
    carrier.next(refuse('permanent'))
    await put(app, sms({ template: 'code', secret: app.keys.seal('otp', '123456') }))
    await worker.runDue()
    expect(await rows(database)).toMatchObject([{ state: 'DEAD', fault: 'said permanent', secret: null, tries: 1 }])
    expect(app.events).toMatchObject([{ action: 'message.dead', data: { fault: 'said permanent' } }])
  })

  test('refused for now: tried later and later until it is taken; Retry-After counts', async () => {
    const { app, worker, carrier, database, clock } = await stage()
    carrier.next(refuse('temporary'), refuse('temporary', 90_000), refuse('temporary'))
    await put(app, sms())
    for (const wait of [1000, 90_000, 4000]) {
      await worker.runDue()
      expect(await rows(database)).toMatchObject([
        { state: 'PENDING', next_try: clock.now() + wait, fault: 'said temporary', leased_by: null },
      ])
      clock.advance(wait - 1)
      await worker.runDue()
      clock.advance(1)
    }
    expect(carrier.handed).toHaveLength(3)
    await worker.runDue()
    expect(carrier.handed).toHaveLength(4)
    expect(await rows(database)).toMatchObject([{ state: 'SENT', tries: 4, fault: null, uncertain: 0 }])
  })

  test('an hour of refusals loses nothing; hours of them end', async () => {
    const { app, worker, carrier, database, clock } = await stage()
    carrier.next(...Array.from({ length: 40 }, () => refuse('temporary')))
    await put(app, sms())
    const start = clock.now()
    const state = async () => (await rows(database))[0]!
    while ((await state()).state === 'PENDING') {
      clock.advance(Math.max(0, (await state()).next_try - clock.now()))
      await worker.runDue()
    }
    expect((await state()).state).toBe('DEAD')
    expect(clock.now() - start).toBeGreaterThan(2 * HOUR)
    expect(actions(app)).toEqual(['message.dead'])
  })

  test('outcome unknown: once more and marked, then dead', async () => {
    const { app, worker, carrier, database, clock } = await stage()
    carrier.next(refuse('unknown'), refuse('unknown'))
    await put(app, sms())
    await worker.runDue()
    expect(await rows(database)).toMatchObject([{ state: 'PENDING', uncertain: 1 }])
    clock.advance(MINUTE)
    await worker.runDue()
    expect(await rows(database)).toMatchObject([{ state: 'DEAD', uncertain: 1, tries: 2 }])
    clock.advance(HOUR)
    await worker.runDue()
    expect(carrier.handed).toHaveLength(2)
    expect(new Set(carrier.handed.map(({ ref }) => ref)).size).toBe(1)
  })

  test('no longer true, too late, or without a template', async () => {
    const { app, worker, carrier, database, clock } = await stage()
    await put(app, sms({ template: 'untrue', secret: 'x' }))
    await put(app, sms({ expiresAt: clock.now() + MINUTE, secret: 'x' }))
    await put(app, sms({ template: 'constructor', secret: 'x' }))
    await put(app, sms({ expiresAt: clock.now(), secret: 'x' }))
    clock.advance(MINUTE)
    await worker.runDue()
    expect(carrier.handed).toEqual([])
    const [untrue, late, unknown, stillborn] = await rows(database)
    expect(untrue).toMatchObject({ state: 'EXPIRED', secret: null })
    expect(late).toMatchObject({ state: 'EXPIRED', secret: null })
    expect(unknown).toMatchObject({ state: 'DEAD', secret: null, fault: 'No template "constructor"' })
    expect(stillborn).toMatchObject({ state: 'EXPIRED', secret: null })
    expect(actions(app)).toEqual(['message.dead'])
  })

  test('what is found too late when woken is not sent either', async () => {
    const { app, carrier, database, clock } = await stage()
    const { worker } = createProcess(database, clock, carrier, { pollMs: HOUR })
    worker.start()
    await worker.runDue()
    await put(app, sms({ expiresAt: clock.now() + MINUTE, secret: 'x' }))
    clock.advance(MINUTE)
    worker.wake()
    await waitFor('its end', async () => (await rows(database))[0]?.state !== 'PENDING')
    await worker.stop()
    expect(await rows(database)).toMatchObject([{ state: 'EXPIRED', secret: null }])
    expect([carrier.handed, actions(app)]).toEqual([[], []])
  })

  test('what waits for later expires, wiped, on time; after a failed try that is told', async () => {
    const { app, worker, carrier, database, clock } = await stage()
    carrier.next(refuse('temporary', HOUR))
    await put(app, sms({ expiresAt: clock.now() + 2 * MINUTE, secret: 'x' }))
    await put(app, sms({ expiresAt: clock.now() + 2 * MINUTE, secret: 'y', notBefore: clock.now() + MINUTE }))
    await worker.runDue()
    clock.advance(2 * MINUTE)
    await worker.runDue()
    expect((await rows(database)).map(({ state, secret }) => [state, secret])).toEqual([
      ['EXPIRED', null],
      ['EXPIRED', null],
    ])
    expect(app.events).toMatchObject([{ action: 'message.expired', data: { fault: 'said temporary' } }])
    expect(carrier.handed).toHaveLength(1)
  })

  test('a template that fails is tried again later, and its words are not logged', async () => {
    const { app, worker, database, clock } = await stage()
    await put(app, sms({ template: 'broken' }))
    await worker.runDue()
    const [row] = await rows(database)
    expect(row).toMatchObject({ state: 'PENDING', fault: 'It could not be rendered' })
    expect(row!.next_try).toBeGreaterThan(clock.now())
    expect(JSON.stringify(app.lines)).not.toContain('asha@')
    expect(app.lines.find(({ msg }) => msg === 'message not rendered')).toMatchObject({ id: row!.id })
  })

  test('polite SMS wait for the morning, also when an evening’s retry comes; codes do not, nor e-mail', async () => {
    const { app, worker, carrier, database, clock } = await stage()
    const evening = Date.UTC(2026, 0, 15, 15, 29, 59)
    const morning = Date.UTC(2026, 0, 16, 2, 30)
    clock.advance(evening - clock.now())
    carrier.next(refuse('temporary'))
    await put(app, sms({ urgency: 'POLITE', refs: { demo: 1 } }))
    await worker.runDue()
    clock.advance(MINUTE)
    await put(app, sms({ urgency: 'POLITE', refs: { demo: 2 } }))
    await put(app, sms({ urgency: 'POLITE', expiresAt: morning }))
    await put(app, sms({ refs: { demo: 3 } }))
    await put(app, sms({ urgency: 'POLITE', channel: 'EMAIL', recipient: 'a@example.com', refs: { demo: 4 } }))
    await worker.runDue()
    expect(carrier.handed.map(({ text }) => text).sort()).toEqual(['Hello 1 in en', 'Hello 3 in en', 'Hello 4 in en'])
    expect(await rows(database)).toMatchObject([
      { state: 'PENDING', next_try: morning, tries: 1 },
      { state: 'PENDING', next_try: morning, tries: 0 },
      { state: 'EXPIRED', tries: 0 },
      { state: 'SENT' },
      { state: 'SENT' },
    ])
    clock.advance(morning - clock.now())
    await worker.runDue()
    expect(
      carrier.handed
        .slice(3)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['Hello 1 in en', 'Hello 2 in en'])
  })

  test('the quiet hours are the brand’s', async () => {
    const { app, database, clock } = await stage()
    const value = JSON.stringify({ from: '11:00', to: '13:15' })
    await database.write.insertInto('setting').values({ key: 'quiet', value }).execute()
    await put(app, sms({ urgency: 'POLITE' }))
    expect((await rows(database))[0]?.next_try).toBe(clock.now() + 75 * MINUTE)
    await database.write.updateTable('setting').set({ value: 'broken' }).execute()
    await put(app, sms({ urgency: 'POLITE' }))
    expect((await rows(database))[1]?.next_try).toBe(clock.now())
  })
})
