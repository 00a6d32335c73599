import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { refusal, Visits } from '../../../tests/support/visits.ts'
import { changeDemo } from '../demos/actions/change.ts'
import { endMeeting, sayInChat } from './actions.ts'
import { isOpenRoom, meetingSnapshots, membership, openMembership, visitorCardOf } from './reads.ts'

eachDatabase('who sees what of a meeting', (open) => {
  async function call() {
    const visits = new Visits(await open())
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visitor = await visits.visitor()
    const visit = await visits.waiting(product, visitor)
    const room = await visits.meet(expert, visit)
    return { visits, product, expert, visitor, visit, room }
  }

  test('the visitor who was admitted, the experts of the product and admins have a place', async () => {
    const { visits, product, expert, visit, room } = await call()
    const [colleague, admin] = [await visits.staffer([product]), await visits.staffer([], 'ADMIN')]
    expect(await membership(visit.ctx, room)).toMatchObject({ id: `v${visit.id}`, role: 'visitor', userId: null })
    for (const { ctx, id } of [expert, colleague, admin]) {
      expect(await membership(ctx, room)).toMatchObject({ id: `u${id}`, role: 'expert', userId: id })
    }
    const stranger = await visits.staffer([await visits.product()])
    for (const ctx of [stranger.ctx, (await visits.visitor()).ctx, visits.system]) {
      expect(await refusal(membership(ctx, room))).toBe('not_found')
      expect(await refusal(visitorCardOf(ctx, room))).toBe('not_found')
    }
    expect(await refusal(membership(expert.ctx, 'aaaaaaaaaaaaaaaaaaaaaa'))).toBe('not_found')
  })

  test('of a closed one nobody, but those who had a place are told that it is over', async () => {
    const { visits, expert, visit, room } = await call()
    expect(await isOpenRoom(visits.system, room)).toBe(true)
    await endMeeting(expert.ctx, room)
    expect(await isOpenRoom(visits.system, room)).toBe(false)
    expect(await refusal(openMembership(visit.ctx, room))).toBe('gone')
    expect(await refusal(openMembership((await visits.visitor()).ctx, room))).toBe('not_found')
  })

  test('a database that does not answer is not a closed door', async () => {
    const { expert, room } = await call()
    const away = {
      ...expert.ctx.database,
      read: new Proxy(expert.ctx.database.read, {
        get(db, name) {
          if (name !== 'selectFrom') return Reflect.get(db, name, db)
          return (table: 'meeting' | 'user_product') => {
            if (table === 'user_product') throw Object.assign(new Error('lost'), { code: 'PROTOCOL_CONNECTION_LOST' })
            return db.selectFrom(table)
          }
        },
      }),
    }
    expect(await refusal(membership({ ...expert.ctx, database: away }, room))).toBe('PROTOCOL_CONNECTION_LOST')
  })

  test('the card tells the expert who is asking, and of earlier demos only those they may see', async () => {
    const { visits, product, expert, visitor, visit, room } = await call()
    await changeDemo(expert.ctx, visit.id, { status: 'CANCELLED', outcome: 'NO', remarks: 'Too loud' })
    await endMeeting(expert.ctx, room)
    const elsewhere = await visits.product()
    await visits.expert(elsewhere)
    await visits.lobby(visitor, elsewhere)
    visits.clock.advance(1000)
    const again = await visits.meet(expert, await visits.waiting(product, visitor))
    const { name, mobile, email } = visitor
    const card = await visitorCardOf(expert.ctx, again)
    expect(card).toMatchObject({ name, mobile, email, source: 'WEBSITE', store: null, askedAt: visits.clock.now() })
    expect(card.earlier).toMatchObject([{ status: 'CANCELLED', outcome: 'NO', remarks: 'Too loud' }])
    expect(await refusal(visitorCardOf(visit.ctx, room))).toBe('forbidden')
  })

  test('the snapshot tells a visitor nothing of the other but the name', async () => {
    const { visits, expert, visitor, room } = await call()
    await sayInChat(expert.ctx, room, 'press-one', 'Hello')
    const text = JSON.stringify((await meetingSnapshots(visits.app, [room])).get(room))
    for (const secret of [visitor.mobile, visitor.email, '@staff.example']) expect(text).not.toContain(secret)
    expect(text).toContain(expert.actor.name)
  })
})
