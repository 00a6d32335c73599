import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { interrupted, refusal, Visits } from '../../../tests/support/visits.ts'
import { transact } from '../../platform/context.ts'
import { rejectKnock } from '../knocks/actions/decide.ts'
import { setUserProducts } from '../users/actions.ts'
import { endLiveOf, keepLive, sweepLive } from './actions.ts'
import { DROPPED_AFTER_MS } from './rules.ts'

eachDatabase('being live', (open) => {
  const stage = async () => new Visits(await open())
  const open_ = (visits: Visits) =>
    visits.database.read.selectFrom('live_demo').selectAll().where('ended_at', 'is', null).execute()

  test('going live twice, or ten times at once, is being live once', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.staffer([product])
    await Promise.all(Array.from({ length: 10 }, () => visits.live(expert, 'GO', [product])))
    await visits.live(expert, 'GO', [product, product])
    expect(await open_(visits)).toHaveLength(1)
    expect((await visits.queue(expert)).rows).toMatchObject([{ state: 'LIVE', since: visits.clock.now(), others: [] }])
  })

  test('the rows tell who else is live, not who pauses or stops', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [expert, live, paused] = [
      await visits.staffer([product]),
      await visits.expert(product),
      await visits.expert(product),
    ]
    await visits.live(paused, 'PAUSE', [product])
    expect((await visits.queue(expert)).rows).toMatchObject([{ state: 'OFF', since: null, others: [live.actor.name] }])
    expect((await visits.queue(paused)).rows).toMatchObject([{ state: 'PAUSED', others: [live.actor.name] }])
    await visits.live(paused, 'RESUME', [product])
    expect((await visits.queue(paused)).rows).toMatchObject([{ state: 'LIVE' }])
  })

  test('pausing what is over is refused; stopping it changes nothing', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.staffer([product])
    expect(await refusal(visits.live(expert, 'PAUSE', [product]))).toBe('conflict')
    expect(await refusal(visits.live(expert, 'RESUME', [product]))).toBe('conflict')
    await visits.live(expert, 'STOP', [product])
    expect(await open_(visits)).toEqual([])
  })

  test('only products one serves, all of them or none; an admin serves all', async () => {
    const visits = await stage()
    const [product, other] = [await visits.product(), await visits.product()]
    const [expert, admin] = [await visits.staffer([product]), await visits.staffer([], 'ADMIN')]
    const before = await visits.everything()
    expect(await refusal(visits.live(expert, 'GO', [product, other]))).toBe('forbidden')
    expect(await refusal(visits.live(expert, 'STOP', [other], 'TELL'))).toBe('forbidden')
    expect(await visits.everything()).toEqual(before)
    const visitor = await visits.visitor()
    expect(await refusal(visits.live({ ...expert, ctx: visitor.ctx }, 'GO', [product]))).toBe('forbidden')
    await visits.live(admin, 'GO', [product, other])
    expect(await open_(visits)).toHaveLength(2)
  })

  test('Stop, serving those who wait: nobody new, and over when the queue is empty', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    await visits.live(expert, 'STOP', [product], 'SERVE')
    expect((await visits.queue(expert)).rows).toMatchObject([{ state: 'STOPPING' }])
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', place: 1, noExpertsSince: null })
    expect(await visits.join(await visits.visitor(), product)).toEqual({ choice: 'nobody' })
    await sweepLive(visits.system)
    expect(await open_(visits)).toHaveLength(1)
    await rejectKnock(expert.ctx, (await visits.knock(visit)).id, 'BUSY', '')
    await sweepLive(visits.system)
    expect(await open_(visits)).toEqual([])
    expect(visits.app.events.at(-1)).toMatchObject({ action: 'live.stopped', subjectId: product })
  })

  test('who goes live again while the sweep looks is live', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    await visits.live(expert, 'STOP', [product], 'SERVE')
    await rejectKnock(expert.ctx, (await visits.knock(visit)).id, 'BUSY', '')
    await sweepLive(interrupted(visits.system, () => visits.live(expert, 'GO', [product])))
    expect((await visits.queue(expert)).rows).toMatchObject([{ state: 'LIVE' }])
  })

  test('Stop, telling those who wait: over at once, and they read why', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.waiting(product)
    await visits.live(expert, 'STOP', [product], 'SERVE')
    await visits.live(expert, 'STOP', [product], 'TELL')
    expect(await open_(visits)).toEqual([])
    expect(await visits.seen(visit)).toMatchObject({ state: 'LEFT', reason: 'CLOSED', place: null, waitMs: null })
  })

  test('while a colleague is live, stopping leaves the queue to them', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [expert] = [await visits.expert(product), await visits.expert(product)]
    const visit = await visits.waiting(product)
    await visits.live(expert, 'STOP', [product], 'TELL')
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', place: 1, experts: 1 })
    expect((await visits.queue(expert)).rows).toMatchObject([{ state: 'OFF' }])
  })

  test('who is not live tells nobody to go away', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [expert, idle] = [await visits.expert(product), await visits.staffer([product])]
    const visit = await visits.waiting(product)
    visits.clock.advance(DROPPED_AFTER_MS + 1)
    await sweepLive(visits.system)
    await visits.live(idle, 'STOP', [product], 'TELL')
    await visits.live(expert, 'GO', [product])
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', place: 1 })
  })

  test('a silent browser is live no longer, since its last heartbeat', async () => {
    const visits = await stage()
    const product = await visits.product()
    const [silent, heard] = [await visits.expert(product), await visits.expert(product)]
    const last = visits.clock.now()
    visits.clock.advance(DROPPED_AFTER_MS)
    await sweepLive(visits.system)
    expect(await open_(visits)).toHaveLength(2)
    visits.clock.advance(1)
    await keepLive(visits.app, [heard.id], visits.clock.now())
    await sweepLive(visits.system)
    expect(await open_(visits)).toMatchObject([{ user_id: heard.id }])
    const ended = visits.database.read.selectFrom('live_demo').selectAll().where('user_id', '=', silent.id)
    expect(await ended.execute()).toMatchObject([{ ended_at: last, open_key: null }])
    expect(visits.app.events.at(-1)).toMatchObject({ action: 'live.dropped', data: { userId: silent.id } })
  })

  test('a heartbeat that comes while the sweep looks keeps the expert live', async () => {
    const visits = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    visits.clock.advance(DROPPED_AFTER_MS + 1)
    const beat = () => keepLive(visits.app, [expert.id], visits.clock.now())
    await sweepLive(interrupted(visits.system, beat))
    expect(await open_(visits)).toHaveLength(1)
  })

  test('who serves a product no longer is not live for it', async () => {
    const visits = await stage()
    const [product, second] = [await visits.product(), await visits.product()]
    const [expert, admin] = [await visits.staffer([product, second]), await visits.staffer([], 'ADMIN')]
    await visits.live(expert, 'GO', [product, second])
    await visits.live(admin, 'GO', [product])
    await setUserProducts(admin.ctx, expert.id, [second])
    await setUserProducts(admin.ctx, admin.id, [])
    expect(await open_(visits)).toMatchObject([
      { user_id: expert.id, product_id: second },
      { user_id: admin.id, product_id: product },
    ])
  })

  test('an inactive user is live nowhere', async () => {
    const visits = await stage()
    const [product, second] = [await visits.product(), await visits.product()]
    const [expert, other] = [await visits.staffer([product, second]), await visits.expert(product)]
    await visits.live(expert, 'GO', [product, second])
    await transact(visits.system, (work) => endLiveOf(work, expert.id))
    expect(await open_(visits)).toMatchObject([{ user_id: other.id }])
  })
})
