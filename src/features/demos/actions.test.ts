import { expect, test } from 'vitest'
import { Bookings } from '../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { interrupted, refusal, Visits } from '../../../tests/support/visits.ts'
import { leaveQueue } from '../knocks/actions/ask.ts'
import { rejectKnock } from '../knocks/actions/decide.ts'
import { sweepAdmitted, sweepQueue } from '../knocks/actions/sweep.ts'
import { endMeeting, enterMeeting, sweepMeetings } from '../meetings/actions.ts'
import { seeVisits, sweepTimings } from '../timings/actions.ts'
import { changeDemo } from './actions/change.ts'
import { enterLobby, keepDeviceLog, sweepDemos } from './actions.ts'
import { VISIT_LOST_MS } from './rules.ts'

const MINUTE = 60_000

eachDatabase('demos', (open) => {
  const stage = async () => new Visits(await open())

  test('entering the lobby makes a LIVE demo with what was given, and opens the visit', async () => {
    const visits = await stage()
    const [product, store] = [await visits.product(), await visits.store()]
    await visits.expert(product)
    const visitor = await visits.visitor()
    const given = { productId: product, source: 'BRAND_STORE' as const, storeId: store, name: 'Asha', email: 'a@b.in' }
    expect(await enterLobby(visitor.ctx, given)).toEqual({ lobby: expect.stringMatching(/^[\w-]{22}$/) })
    const [demo] = await visits.database.read.selectFrom('demo').selectAll().execute()
    expect(demo).toMatchObject({
      type: 'LIVE',
      status: 'PENDING',
      source: 'BRAND_STORE',
      store_id: store,
      name: 'Asha',
      email: 'a@b.in',
      customer_id: visitor.id,
      requested_at: visits.clock.now(),
    })
    expect(await visits.timings(demo!)).toMatchObject([
      { entry_at: visits.clock.now(), request_at: null, leave_at: null },
    ])
    expect(visits.app.events.map(({ action }) => action)).toContain('demo.requested')
  })

  test('a store nobody knows is left out', async () => {
    const visits = await stage()
    const product = await visits.product()
    await visits.expert(product)
    const visitor = await visits.visitor()
    const given = { productId: product, source: 'BRAND_STORE' as const, storeId: 9999, name: 'Asha', email: 'a@b.in' }
    expect(await enterLobby(visitor.ctx, given)).toHaveProperty('lobby')
  })

  test('nobody live is a choice, closed timings another; neither makes a demo', async () => {
    const visits = await stage()
    const product = await visits.product()
    const closed = await visits.product({ liveTimings: { week: { mon: [['03:00', '03:01']] } } })
    await visits.staffer([product])
    await visits.expert(closed)
    const visitor = await visits.visitor()
    expect(await visits.join(visitor, product)).toEqual({ choice: 'nobody' })
    expect(await visits.join(visitor, closed)).toEqual({ choice: 'closed' })
    expect(await visits.database.read.selectFrom('demo').select('id').execute()).toEqual([])
  })

  test('an expert who pauses takes nobody new; those in the queue come back in', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const [waiting, other] = [await visits.visitor(), await visits.visitor()]
    const visit = await visits.waiting(product, waiting)
    await visits.live(expert, 'PAUSE', [product])
    expect(await visits.join(other, product)).toEqual({ choice: 'nobody' })
    expect(await visits.join(waiting, product)).toEqual({ lobby: visit.demo })
  })

  test('a retry within the visit reuses the demo, from another browser too', async () => {
    const visits = await stage()
    const product = await visits.product()
    await visits.expert(product)
    const visitor = await visits.visitor()
    const { demo } = await visits.lobby(visitor, product)
    visits.clock.advance(20 * MINUTE)
    expect(await visits.join(visitor, product)).toEqual({ lobby: demo })
    const second = { ...visitor, ...(await visits.session(visitor.id)) }
    expect(await visits.join(second, product)).toEqual({ lobby: demo })
    const other = await visits.visitor()
    expect(await visits.join(other, product)).not.toEqual({ lobby: demo })
  })

  test('20 presses at once make one demo and one visit', async () => {
    const visits = await stage()
    const product = await visits.product()
    await visits.expert(product)
    const visitor = await visits.visitor()
    const answers = await Promise.all(Array.from({ length: 20 }, () => visits.join(visitor, product)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveProperty('size', 1)
    expect(await visits.database.read.selectFrom('demo').select('id').execute()).toHaveLength(1)
    expect(await visits.database.read.selectFrom('customer_timing').select('id').execute()).toHaveLength(1)
    expect(visits.app.events.filter(({ action }) => action === 'demo.requested')).toHaveLength(1)
  })

  test('one open demo per customer and product: other products and settled demos do not count', async () => {
    const visits = await stage()
    const [product, second] = [await visits.product(), await visits.product()]
    const expert = await visits.expert(product)
    await visits.expert(second)
    const visitor = await visits.visitor()
    const first = await visits.lobby(visitor, product)
    expect((await visits.lobby(visitor, second)).id).not.toBe(first.id)
    await changeDemo(expert.ctx, first.id, { status: 'CANCELLED' })
    expect((await visits.lobby(visitor, product)).id).not.toBe(first.id)
  })

  test('staff set status, outcome and remarks; each change is one event', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    await changeDemo(expert.ctx, visit.id, { outcome: 'WILL_BUY', remarks: 'Wants it in green' })
    expect(await visits.demo(visit)).toMatchObject({
      status: 'PENDING',
      outcome: 'WILL_BUY',
      remarks: 'Wants it in green',
    })
    await changeDemo(expert.ctx, visit.id, { outcome: null })
    expect(await visits.demo(visit)).toMatchObject({ outcome: null, remarks: 'Wants it in green' })
    expect(visits.app.events.filter(({ action }) => action === 'demo.changed')).toHaveLength(2)
  })

  test('a demo cancelled by hand gives up its place in the queue', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    await changeDemo(expert.ctx, visit.id, { status: 'CANCELLED' })
    expect(await visits.seen(visit)).toMatchObject({ state: 'LEFT', place: null })
    expect((await visits.queue(expert)).knocks).toEqual([])
  })

  test('a booked demo cancelled by hand gives its seat back, and its customer is told', async () => {
    const here = await Bookings.open(await open())
    const slot = await here.slot('10:00')
    const { booking, visitor } = await here.booked(slot)
    for (const status of ['COMPLETED', 'NOT_JOINED'] as const)
      expect(await refusal(changeDemo(here.agent.ctx, booking.demo_id, { status }))).toBe('conflict')
    await changeDemo(here.agent.ctx, booking.demo_id, { status: 'CANCELLED', remarks: 'Called' })
    expect(await here.row(booking.id)).toMatchObject({ state: 'CANCELLED', status: 'CANCELLED', demo_open: null })
    expect(await here.taken(slot)).toBe(0)
    expect(await here.visits.messages('booking.cancelled')).toHaveLength(1)
    expect((await here.visits.demo({ id: booking.demo_id })).remarks).toBe('Called')
    expect(await here.book(visitor, await here.slot('12:00'))).toEqual({ booked: expect.any(Number) })
  })

  test('the wrap-up saved with the status it has leaves a met visitor the way back', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visitor = await visits.visitor()
    const visit = await visits.waiting(product, visitor)
    await endMeeting(expert.ctx, await visits.meet(expert, visit))
    await changeDemo(expert.ctx, visit.id, { status: 'COMPLETED', outcome: 'FOLLOW_UP' })
    expect((await visits.lobby(visitor, product)).id).toBe(visit.id)
  })

  test('agents of other products change nothing and see nothing', async () => {
    const visits = await stage()
    const [product, other] = [await visits.product(), await visits.product()]
    await visits.expert(product)
    const stranger = await visits.expert(other)
    const visit = await visits.waiting(product)
    const before = await visits.everything()
    expect(await refusal(changeDemo(stranger.ctx, visit.id, { status: 'CANCELLED' }))).toBe('not_found')
    expect(await refusal(changeDemo(visit.ctx, visit.id, { status: 'CANCELLED' }))).toBe('forbidden')
    const stranger2 = await visits.visitor()
    expect(await refusal(keepDeviceLog(stranger2.ctx, visit.demo, { os: 'x' }))).toBe('not_found')
    expect(await refusal(keepDeviceLog(visits.system, visit.demo, { os: 'x' }))).toBe('unauthenticated')
    expect({ ...(await visits.everything()), visitor_session: 0 }).toEqual({ ...before, visitor_session: 0 })
  })

  test('after half an hour without a visit it is NOT_JOINED: the visitor was missing who never knocked', async () => {
    const visits = await stage()
    const product = await visits.product()
    await visits.expert(product)
    const visit = await visits.lobby(await visits.visitor(), product)
    visits.clock.advance(VISIT_LOST_MS)
    await sweepTimings(visits.system)
    await sweepDemos(visits.system)
    expect(await visits.demo(visit)).toMatchObject({ status: 'PENDING', missing: null })
    visits.clock.advance(1)
    await sweepDemos(visits.system)
    expect(await visits.demo(visit)).toMatchObject({ status: 'NOT_JOINED', missing: 'VISITOR', open_key: null })
    expect(visits.app.events.at(-1)).toMatchObject({ action: 'demo.not-joined', subjectId: visit.id })
  })

  test('who is still there is not given up', async () => {
    const visits = await stage()
    const product = await visits.product()
    await visits.expert(product)
    const visit = await visits.lobby(await visits.visitor(), product)
    for (let minute = 0; minute < 45; minute += 3) {
      visits.clock.advance(3 * MINUTE)
      await seeVisits(visits.app, [visit.id], visits.clock.now())
      await sweepTimings(visits.system)
      await sweepDemos(visits.system)
    }
    expect(await visits.demo(visit)).toMatchObject({ status: 'PENDING' })
  })

  /** Time passes until the visit is long over, with every sweep in its turn. */
  async function fadeAway(visits: Visits) {
    for (const minutes of [2, 5, 31]) {
      visits.clock.advance(minutes * MINUTE)
      for (const sweep of [sweepTimings, sweepMeetings, sweepAdmitted, sweepQueue, sweepDemos])
        await sweep(visits.system)
    }
  }

  test('the expert was missing from a knock nobody admitted, or that was rejected', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const [unseen, rejected] = [await visits.waiting(product), await visits.waiting(product)]
    await rejectKnock(expert.ctx, (await visits.knock(rejected)).id, 'BUSY', '')
    await fadeAway(visits)
    expect(await visits.demo(unseen)).toMatchObject({ status: 'NOT_JOINED', missing: 'EXPERT' })
    expect(await visits.demo(rejected)).toMatchObject({ status: 'NOT_JOINED', missing: 'EXPERT' })
  })

  test('admitted: whoever did not enter was missing, both when nobody did', async () => {
    const visits = await stage()
    const product = await visits.product()
    const experts = [await visits.expert(product), await visits.expert(product), await visits.expert(product)] as const
    const [neither, alone, shy] = [
      await visits.waiting(product),
      await visits.waiting(product),
      await visits.waiting(product),
    ]
    await visits.admit(experts[0], neither)
    await enterMeeting(alone.ctx, await visits.admit(experts[1], alone), 'visitorsession')
    await enterMeeting(experts[2].ctx, await visits.admit(experts[2], shy), 'expertsession')
    await fadeAway(visits)
    expect(await visits.demo(neither)).toMatchObject({ status: 'NOT_JOINED', missing: 'BOTH' })
    expect(await visits.demo(alone)).toMatchObject({ status: 'NOT_JOINED', missing: 'EXPERT' })
    expect(await visits.demo(shy)).toMatchObject({ status: 'NOT_JOINED', missing: 'VISITOR' })
  })

  test('who comes back while the sweep looks keeps the demo', async () => {
    const visits = await stage()
    const product = await visits.product()
    await visits.expert(product)
    const visitor = await visits.visitor()
    const visit = await visits.lobby(visitor, product)
    await leaveQueue(visit.ctx, visit.demo)
    visits.clock.advance(VISIT_LOST_MS + 1)
    await sweepDemos(interrupted(visits.system, () => visits.join(visitor, product)))
    expect(await visits.demo(visit)).toMatchObject({ status: 'PENDING', open_key: expect.any(String) })
  })

  test('a met demo is over after half an hour too: the next request is another demo', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visitor = await visits.visitor()
    const visit = await visits.waiting(product, visitor)
    await endMeeting(expert.ctx, await visits.meet(expert, visit))
    visits.clock.advance(VISIT_LOST_MS + 1)
    await sweepDemos(visits.system)
    expect(await visits.demo(visit)).toMatchObject({ status: 'COMPLETED', missing: null, open_key: null })
    await visits.live(expert, 'GO', [product])
    expect((await visits.lobby(visitor, product)).id).not.toBe(visit.id)
  })
})
