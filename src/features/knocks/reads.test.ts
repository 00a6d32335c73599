import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { refusal, Visits } from '../../../tests/support/visits.ts'
import { changeDemo } from '../demos/actions/change.ts'
import { keepDeviceLog } from '../demos/actions.ts'
import { endMeeting, enterMeeting, leaveMeeting } from '../meetings/actions.ts'
import { WRAP_UP_MS } from '../meetings/rules.ts'
import { demoLobby, visitSnapshots } from './reads.ts'
import { deviceWords, QUEUE_SHOWN, rankOf } from './rules.ts'

eachDatabase('what the lobby and Join live show', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const product = await visits.product()
    const expert = await visits.expert(product)
    return { visits, product, expert }
  }

  test('a visit from the lobby to the end', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.lobby(await visits.visitor(), product)
    const none = { slot: null, place: null, reason: null, room: null, expert: null, feedback: null, notes: [] }
    expect(await visits.seen(visit)).toEqual({
      ...none,
      ...{ state: 'LOBBY', waitMs: 0, experts: 1, noExpertsSince: null, serverNow: visits.clock.now() },
    })
    await visits.waiting(product)
    expect(await visits.seen(visit)).toMatchObject({ state: 'LOBBY', waitMs: 150_000 })
    await changeDemo(expert.ctx, visit.id, { status: 'CANCELLED' })
    expect(await visits.seen(visit)).toMatchObject({ ...none, state: 'LEFT' })
  })

  test('the way to the feedback is shown once the meeting is over, and only if it was one', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    expect(await visits.seen(visit)).toMatchObject({ state: 'ADMITTED', room, feedback: null })
    await leaveMeeting(visit.ctx, room)
    expect(await visits.seen(visit)).toMatchObject({ state: 'ADMITTED', room, feedback: null })
    await endMeeting(expert.ctx, room)
    const feedback = `/feedback/${visits.app.keys.mac('feedback', visit.demo)}`
    expect(await visits.seen(visit)).toMatchObject({ state: 'CLOSED', room: null, feedback })
  })

  test('many visits in one read are what each is alone', async () => {
    const { visits, product, expert } = await stage()
    const second = await visits.product()
    await visits.expert(second)
    const all = [await visits.waiting(product), await visits.waiting(second), await visits.waiting(product)]
    all.push(await visits.lobby(await visits.visitor(), second))
    await visits.admit(expert, all[0]!)
    const together = await visitSnapshots(
      visits.app,
      all.map(({ id }) => id),
    )
    for (const visit of all) expect(together.get(visit.id)).toEqual(await visits.seen(visit))
    expect((await visitSnapshots(visits.app, [424242])).size).toBe(0)
  })

  test('an agent’s queue is that of their products, with what they need to know of each', async () => {
    const { visits, product, expert } = await stage()
    const [other, idle] = [await visits.product(), await visits.staffer([])]
    await visits.expert(other)
    const visit = await visits.waiting(product)
    await visits.waiting(other)
    await keepDeviceLog(visit.ctx, visit.demo, { os: 'Android 15', browser: 'Chrome 143', camera: 'ok' })
    const demo = await visits.demo(visit)
    const queue = await visits.queue(expert)
    expect(queue).toMatchObject({ total: 1, meeting: null, wrapUp: null })
    expect(queue.knocks).toEqual([
      {
        ...{ id: expect.any(Number), demoId: visit.id, name: demo.name, askedAt: visits.clock.now(), store: null },
        ...{ product: { id: product, name: expect.any(String) }, source: 'WEBSITE', away: false, first: false },
        slot: null,
        device: 'Android 15, Chrome 143',
      },
    ])
    expect(JSON.stringify(queue)).not.toContain(demo.email)
    expect(await visits.queue(idle)).toMatchObject({ rows: [], knocks: [], total: 0 })
  })

  test(`a queue longer than ${QUEUE_SHOWN} shows its beginning and its length`, async () => {
    const { visits, product, expert } = await stage()
    const visitor = await visits.visitor()
    const { id } = await visits.lobby(visitor, product)
    const demo = await visits.demo({ id })
    await visits.database.transact(async (db) => {
      for (let n = 0; n < QUEUE_SHOWN + 5; n++) {
        const { id: _, ...row } = { ...demo, token: `t${n}`, open_key: null, feedback_hash: `h${n}` }
        const made = await db.insertInto('demo').values(row).executeTakeFirstOrThrow()
        const at = visits.clock.now() + n
        const knock = { demo_id: Number(made.insertId), product_id: product, state: 'WAITING' as const }
        await db
          .insertInto('knock')
          .values({ ...knock, rank: rankOf(at, false), asked_at: at, last_seen: at })
          .execute()
      }
    })
    const queue = await visits.queue(expert)
    expect([queue.total, queue.knocks.length]).toEqual([QUEUE_SHOWN + 5, QUEUE_SHOWN])
    expect(queue.knocks.map(({ askedAt }) => askedAt)).toEqual(queue.knocks.map((_, n) => visits.clock.now() + n))
  })

  test('after a call its wrap-up is offered for an hour, until there is an outcome; not for one that never was', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    expect(await visits.queue(expert)).toMatchObject({ meeting: { room }, wrapUp: null })
    await endMeeting(expert.ctx, room)
    const endedAt = visits.clock.now()
    expect(await visits.queue(expert)).toMatchObject({ meeting: null, wrapUp: { demoId: visit.id, endedAt } })
    await changeDemo(expert.ctx, visit.id, { outcome: 'FOLLOW_UP' })
    expect((await visits.queue(expert)).wrapUp).toBeNull()
    await changeDemo(expert.ctx, visit.id, { outcome: null })
    visits.clock.advance(WRAP_UP_MS)
    expect((await visits.queue(expert)).wrapUp).toBeNull()
    const shy = await visits.waiting(product)

    const empty = await visits.admit(expert, shy)
    await enterMeeting(expert.ctx, empty, 'expertsession')
    await endMeeting(expert.ctx, empty)
    expect((await visits.queue(expert)).wrapUp).toBeNull()
  })

  test('the lobby of one’s own demo, and of nobody else’s', async () => {
    const { visits, product } = await stage()
    const visit = await visits.lobby(await visits.visitor(), product)
    expect(await demoLobby(visit.ctx, visit.id)).toMatchObject({ id: visit.id, token: visit.demo })
    expect(await refusal(demoLobby((await visits.visitor()).ctx, visit.id))).toBe('not_found')
    expect(await refusal(demoLobby(visits.system, visit.id))).toBe('unauthenticated')
  })
})

test('a device in words is short, whatever a browser says', () => {
  expect(deviceWords('{}')).toBe('')
  expect(deviceWords('{"os":"iOS 19"}')).toBe('iOS 19')
  expect(deviceWords(JSON.stringify({ os: 'x'.repeat(100), browser: 'y' }))).toHaveLength(60)
})

test('first stand before all others, by the time they asked', () => {
  const now = Date.UTC(2099, 0, 1)
  expect(rankOf(now, true)).toBeLessThan(rankOf(0, false))
  expect(rankOf(now, true)).toBeLessThan(rankOf(now + 1, true))
})
