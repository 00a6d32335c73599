import { expect, test } from 'vitest'
import { createClock, NOON } from '../../../tests/contract/test-app.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { interrupted, refusal, type Visitor, Visits } from '../../../tests/support/visits.ts'
import { findVisitor } from '../../platform/auth/visitor.ts'
import { transact } from '../../platform/context.ts'
import { enterLobby } from '../demos/actions.ts'
import { askToJoin } from '../knocks/actions/ask.ts'
import { endMeeting } from '../meetings/actions.ts'
import { askForAlert, putFirst, sweepAlerts, takeHeldPlace } from './actions.ts'
import { templates } from './jobs.ts'
import { hasAsked } from './reads.ts'
import { ALERT_LIVES_MS, HELD_MS } from './rules.ts'

const HOUR = 3_600_000

eachDatabase('being told when an expert is live', (open) => {
  const stage = async (clock = createClock()) => new Visits(await open(), clock)
  const ask = (visitor: Visitor, productId: number) =>
    askForAlert(visitor.ctx, { productId, source: 'WEBSITE', storeId: null })
  const told = async (visits: Visits) => (await visits.messages('alert.live')).map(({ recipient }) => recipient)

  /** As many visitors as wanted, who asked one after another. */
  async function asking(visits: Visits, product: number, count: number): Promise<Visitor[]> {
    const visitors = []
    for (let n = 0; n < count; n++) {
      const visitor = await visits.visitor()
      await ask(visitor, product)
      visits.clock.advance(1000)
      visitors.push(visitor)
    }
    return visitors
  }

  /** The token in the SMS, as it leaves. */
  async function link(visits: Visits, visitor: Visitor): Promise<string> {
    const sms = (await visits.messages('alert.live')).find(({ recipient }) => recipient === visitor.mobile)!
    const { polite_zone, ...refs } = JSON.parse(sms.refs)
    const stored = { refs, secret: null, lang: 'en', channel: 'SMS', recipient: '', createdAt: sms.created_at } as const
    const rendered = await templates['alert.live']!.render(visits.system, stored)
    return /\/l\/([\w-]{22})/.exec(rendered?.text ?? '')?.[1] ?? 'none'
  }

  test('asking twice, or ten times at once, is asking once', async () => {
    const visits = await stage()
    const product = await visits.product()
    const visitor = await visits.visitor()
    await Promise.all(Array.from({ length: 10 }, () => ask(visitor, product)))
    expect(await visits.database.read.selectFrom('live_alert').select('id').execute()).toHaveLength(1)
    expect(await hasAsked(visitor.ctx, product)).toBe(true)
    expect(await hasAsked((await visits.visitor()).ctx, product)).toBe(false)
    expect(await refusal(askForAlert(visits.system, { productId: product, source: 'WEBSITE', storeId: null }))).toBe(
      'unauthenticated',
    )
  })

  test('the SMS is in the language of the visit that asked, not of an earlier one', async () => {
    const visits = await stage()
    const product = await visits.product()
    const visitor = await visits.visitor()
    await ask({ ...visitor, ctx: { ...visitor.ctx, lang: 'hi' } }, product)
    await visits.expert(product)
    const [sms] = await visits.messages('alert.live')
    expect(sms).toMatchObject({ recipient: visitor.mobile, lang: 'hi' })
    const { polite_zone, ...refs } = JSON.parse(sms!.refs)
    const stored = {
      refs,
      secret: null,
      lang: 'hi',
      channel: 'SMS',
      recipient: '',
      createdAt: sms!.created_at,
    } as const
    expect((await templates['alert.live']!.render(visits.system, stored))?.text).toContain('एक्सपर्ट लाइव')
  })

  test('in order, to as many as experts are free', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [first, second, third] = await asking(visits, product, 3)
    await sweepAlerts(visits.system)
    expect(await told(visits)).toEqual([])
    await visits.expert(product)
    expect(await told(visits)).toEqual([first!.mobile])
    await sweepAlerts(visits.system)
    expect(await told(visits)).toEqual([first!.mobile])
    await visits.expert(product)
    expect(await told(visits)).toEqual([first!.mobile, second!.mobile])
    await visits.expert(product)
    expect(await told(visits)).toEqual([first!.mobile, second!.mobile, third!.mobile])
    const [sms] = await visits.messages('alert.live')
    expect(sms).toMatchObject({ state: 'PENDING', secret: null })
    expect(sms!.expires_at! - sms!.created_at).toBe(HELD_MS)
  })

  test('nobody is told while others wait, the expert is in a call, or the hours are over', async () => {
    const visits = await stage()
    const product = await visits.product()
    const closed = await visits.product({ liveTimings: { week: { mon: [['03:00', '03:01']] } } })
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    const [visitor] = await asking(visits, product, 1)
    await asking(visits, closed, 1)
    await visits.expert(closed)
    await sweepAlerts(visits.system)
    const room = await visits.meet(expert, visit)
    await sweepAlerts(visits.system)
    expect(await told(visits)).toEqual([])
    await endMeeting(expert.ctx, room)
    await sweepAlerts(visits.system)
    expect(await told(visits)).toEqual([visitor!.mobile])
  })

  test('the link holds the place for ten minutes without another OTP, once', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [visitor] = await asking(visits, product, 1)
    await visits.expert(product)
    const ahead = await visits.waiting(product)
    const token = await link(visits, visitor!)
    visits.clock.advance(HELD_MS - 1)
    const taken = (await takeHeldPlace(visits.system, token))!
    expect(taken.alert.customer_id).toBe(visitor!.id)
    expect(await findVisitor(visits.app, taken.session.token)).toMatchObject({ actor: { customerId: visitor!.id } })
    expect(await takeHeldPlace(visits.system, token)).toBeUndefined()
    const visit = await visits.waiting(product, visitor)
    expect(await visits.seen(visit)).toMatchObject({ place: 1 })
    expect(await visits.seen(ahead)).toMatchObject({ place: 2 })
  })

  test('of ten presses on the link one opens a session', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [visitor] = await asking(visits, product, 1)
    await visits.expert(product)
    const token = await link(visits, visitor!)
    const answers = await Promise.all(Array.from({ length: 10 }, () => takeHeldPlace(visits.system, token)))
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1)
  })

  test('a guessed link, one never sent, and a blocked number’s open nothing', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [told, untold] = await asking(visits, product, 2)
    await visits.expert(product)
    const token = await link(visits, told!)
    expect(await refusal(takeHeldPlace(visits.system, 'aaaaaaaaaaaaaaaaaaaaaa'))).toBe('not_found')
    const asked = (await visits.database.read.selectFrom('live_alert').selectAll().execute())[1]!
    const unsent = visits.app.keys.mac('alert', untold!.id, product, asked.asked_at)
    expect(await refusal(takeHeldPlace(visits.system, unsent))).toBe('not_found')
    await visits.database.write.updateTable('customer').set({ blocked_at: 1 }).where('id', '=', told!.id).execute()
    expect(await takeHeldPlace(visits.system, token)).toBeUndefined()
  })

  test('a place that lapses goes to the next in line, and its link is dead', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [first, second] = await asking(visits, product, 2)
    await visits.expert(product)
    const token = await link(visits, first!)
    visits.clock.advance(HELD_MS)
    await sweepAlerts(visits.system)
    expect(await takeHeldPlace(visits.system, token)).toBeUndefined()
    visits.clock.advance(1)
    await sweepAlerts(visits.system)
    expect(await told(visits)).toEqual([first!.mobile, second!.mobile])
    expect(await link(visits, first!)).toBe('none')
    await ask(first!, product)
    expect(await hasAsked(first!.ctx, product)).toBe(true)
  })

  test('a place taken, but not yet in the queue, is nobody else’s', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [first, second] = await asking(visits, product, 2)
    const expert = await visits.expert(product)
    await takeHeldPlace(visits.system, await link(visits, first!))
    await sweepAlerts(visits.system)
    expect(await told(visits)).toEqual([first!.mobile])
    const visit = await visits.lobby(first!, product)
    await sweepAlerts(visits.system)
    expect(await told(visits)).toEqual([first!.mobile])
    await askToJoin(visit.ctx, visit.demo)
    await endMeeting(expert.ctx, await visits.meet(expert, visit))
    await sweepAlerts(visits.system)
    expect(await told(visits)).toEqual([first!.mobile, second!.mobile])
  })

  test('taken while the sweep looks is taken', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [visitor] = await asking(visits, product, 1)
    await visits.expert(product)
    const token = await link(visits, visitor!)
    visits.clock.advance(HELD_MS)
    const late = { ...visits.system, now: () => visits.clock.now() + 1 }
    let taken: unknown
    await sweepAlerts(
      interrupted(late, async () => {
        taken = await takeHeldPlace({ ...visits.system, now: () => visits.clock.now() - 1 }, token)
      }),
    )
    expect(taken).toBeDefined()
    expect(visits.app.events.map(({ action }) => action)).not.toContain('alert.lapsed')
  })

  test('who asked a day ago is forgotten, but not while their place is held', async () => {
    const visits = await stage(createClock(NOON))
    const product = await visits.product()
    const [told, untold] = await asking(visits, product, 2)
    visits.clock.advance(ALERT_LIVES_MS - 5000)
    await visits.expert(product)
    visits.clock.advance(10_000)
    await sweepAlerts(visits.system)
    expect(await hasAsked(untold!.ctx, product)).toBe(false)
    expect(await takeHeldPlace(visits.system, await link(visits, told!))).toBeDefined()
  })

  test('who was let down at a booked time is first for a day of their own, by time among themselves', async () => {
    const visits = await stage(createClock(NOON))
    const product = await visits.product()
    const [oldest] = await asking(visits, product, 1)
    visits.clock.advance(ALERT_LIVES_MS - 60_000)
    const letDown = [await visits.visitor(), await visits.visitor()]
    for (const { id: customerId, name, email } of letDown) {
      const visit = { customerId, productId: product, name, email, source: 'WEBSITE' as const, storeId: null }
      await transact(visits.system, (work) => putFirst(visits.system, work, visit))
      visits.clock.advance(1000)
    }
    visits.clock.advance(120_000)
    await sweepAlerts(visits.system)
    expect(await hasAsked(oldest!.ctx, product)).toBe(false)
    const [next] = await asking(visits, product, 1)
    for (const _ of letDown) await visits.expert(product)
    await sweepAlerts(visits.system)
    expect(await told(visits)).toEqual(letDown.map(({ mobile }) => mobile))
    expect(await takeHeldPlace(visits.system, await link(visits, letDown[0]!))).toBeDefined()
    visits.clock.advance(ALERT_LIVES_MS)
    await sweepAlerts(visits.system)
    expect(await hasAsked(next!.ctx, product)).toBe(false)
  })

  test('who was let down is forgotten a day later', async () => {
    const visits = await stage(createClock(NOON))
    const product = await visits.product()
    const visitor = await visits.visitor()
    const { id: customerId, name, email } = visitor
    const visit = { customerId, productId: product, name, email, source: 'WEBSITE' as const, storeId: null }
    await transact(visits.system, (work) => putFirst(visits.system, work, visit))
    visits.clock.advance(ALERT_LIVES_MS)
    await sweepAlerts(visits.system)
    expect(await hasAsked(visitor.ctx, product)).toBe(true)
    visits.clock.advance(1)
    await sweepAlerts(visits.system)
    expect(await hasAsked(visitor.ctx, product)).toBe(false)
  })

  test('at night in the visitor’s zone nobody is told, and nobody loses their turn for it', async () => {
    const visits = await stage()
    const product = await visits.product()
    visits.clock.advance(11 * HOUR)
    const [sleeper] = await asking(visits, product, 1)
    const awake = await visits.visitor({ zone: 'America/New_York' })
    await ask(awake, product)
    await visits.expert(product)
    expect(await told(visits)).toEqual([awake.mobile])
    expect(await visits.messages('alert.live')).toMatchObject([{ state: 'PENDING' }])
    visits.clock.advance(10 * HOUR)
    await visits.expert(product)
    await sweepAlerts(visits.system)
    expect(await told(visits)).toContain(sleeper!.mobile)
  })

  test('the held place leads into the lobby with what was given when asking', async () => {
    const visits = await stage()
    const product = await visits.product()
    const visitor = await visits.visitor()
    await askForAlert(visitor.ctx, { productId: product, source: 'BRAND_STORE', storeId: 424242 })
    await visits.expert(product)
    const { alert, session } = (await takeHeldPlace(visits.system, await link(visits, visitor)))!
    const ctx = { ...visits.system, actor: { kind: 'VISITOR' as const, customerId: visitor.id, sessionId: session.id } }
    const { source, store_id: storeId, name, email } = alert
    expect(await enterLobby(ctx, { productId: product, source, storeId, name, email })).toHaveProperty('lobby')
  })
})
