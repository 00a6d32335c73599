import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { interrupted, refusal, Visits } from '../../../tests/support/visits.ts'
import { askToJoin } from '../knocks/actions/ask.ts'
import { seeAttendances } from '../timings/actions.ts'
import { attendanceKey } from '../timings/rules.ts'
import { endMeeting, enterMeeting, leaveMeeting, removeVisitor, sayInChat, sweepMeetings } from './actions.ts'
import { templates } from './jobs.ts'
import { feedbackLink, meetingSnapshots, openMembership } from './reads.ts'
import { ALONE_MS, EMPTY_MS } from './rules.ts'

eachDatabase('meetings', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const product = await visits.product({ buyLink: 'https://shop.example/it' })
    const expert = await visits.expert(product)
    const look = async (room: string) => (await meetingSnapshots(visits.app, [room])).get(room)!
    return { visits, product, expert, look }
  }

  test('the demo is completed when both have been in the meeting, not before', async () => {
    const { visits, product, expert, look } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.admit(expert, visit)
    await enterMeeting(visit.ctx, room, 'visitorsession')
    expect(await visits.demo(visit)).toMatchObject({ status: 'PENDING' })
    expect(await feedbackLink(visits.system, visit.id)).toBeNull()
    await enterMeeting(expert.ctx, room, 'expertsession')
    expect(await visits.demo(visit)).toMatchObject({ status: 'COMPLETED', missing: null })
    expect(await look(room)).toMatchObject({
      room,
      product: { buyLink: 'https://shop.example/it' },
      closedAt: null,
      participants: [
        { id: `u${expert.id}`, role: 'expert', session: 'expertsession', here: true },
        { id: `v${visit.id}`, role: 'visitor', session: 'visitorsession', here: true },
      ],
    })
    const served = visits.database.read.selectFrom('demo_user').select(['demo_id', 'user_id'])
    expect(await served.execute()).toEqual([{ demo_id: visit.id, user_id: expert.id }])
  })

  test('both entering at the same moment complete it too', async () => {
    const { visits, product } = await stage()
    for (let round = 0; round < 10; round++) {
      const expert = await visits.expert(product)
      const visit = await visits.waiting(product)
      const room = await visits.admit(expert, visit)
      await Promise.all([
        enterMeeting(visit.ctx, room, 'visitorsession'),
        enterMeeting(expert.ctx, room, 'expertsession'),
      ])
      expect(await visits.demo(visit)).toMatchObject({ status: 'COMPLETED' })
    }
  })

  test('a reload, or a second tab, is the same person: the row stays, the session is the new one', async () => {
    const { visits, product, expert, look } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    visits.clock.advance(10_000)
    await enterMeeting(visit.ctx, room, 'visitorreload')
    await enterMeeting(expert.ctx, room, 'expertreload')
    const entered = visits.clock.now() - 10_000
    expect(await visits.timings(visit)).toMatchObject([
      { joined_at: entered, session: 'visitorreload', leave_at: null },
    ])
    expect(await visits.attendances(expert)).toMatchObject([{ entry_at: entered, session: 'expertreload' }])
    expect((await look(room)).participants.map(({ session }) => session)).toEqual(['expertreload', 'visitorreload'])
  })

  test('a room holds as many as its engine carries; who is in it comes back all the same', async () => {
    const { visits, product, expert, look } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    const [third, fourth] = [await visits.expert(product), await visits.expert(product)]
    await enterMeeting(third.ctx, room, 'thirdsession', 3)
    expect(await refusal(enterMeeting(fourth.ctx, room, 'fourthsession', 3))).toBe('conflict')
    await enterMeeting(visit.ctx, room, 'visitorreload', 3)
    expect((await look(room)).participants).toHaveLength(3)
    await leaveMeeting(third.ctx, room)
    await enterMeeting(fourth.ctx, room, 'fourthsession', 3)
  })

  test('20 entrances of one person at once are one row', async () => {
    const { visits, product, expert, look } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.admit(expert, visit)
    const sessions = Array.from({ length: 20 }, (_, at) => `session-${at}`)
    await Promise.all(sessions.flatMap((it) => [enterMeeting(visit.ctx, room, it), enterMeeting(expert.ctx, room, it)]))
    expect(await visits.timings(visit)).toHaveLength(1)
    expect(await visits.attendances(expert)).toHaveLength(1)
    expect((await look(room)).participants).toHaveLength(2)
  })

  test('leaving ends the visit; rejoining the open meeting needs no knock and is a further visit', async () => {
    const { visits, product, expert, look } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    visits.clock.advance(60_000)
    expect(await leaveMeeting(visit.ctx, room)).toEqual({ demoId: visit.id, role: 'visitor' })
    expect((await visits.demo(visit)).left_at).toBe(visits.clock.now())
    expect((await look(room)).participants).toHaveLength(1)
    expect((await visits.meeting(room)).closed_at).toBeNull()
    visits.clock.advance(5000)
    await enterMeeting(visit.ctx, room, 'visitoragain')
    expect(await visits.timings(visit)).toMatchObject([
      { leave_at: visits.clock.now() - 5000, session: null },
      { entry_at: visits.clock.now(), joined_at: visits.clock.now(), leave_at: null },
    ])
    expect(await visits.database.read.selectFrom('knock').select('id').execute()).toHaveLength(1)
  })

  test('a Leave that was meant for an earlier page load, or an earlier meeting, ends nothing', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    await enterMeeting(visit.ctx, room, 'visitorreload')
    await leaveMeeting(visit.ctx, room, 'visitorsession')
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: null, session: 'visitorreload' }])
    await endMeeting(expert.ctx, room)
    await askToJoin(visit.ctx, visit.demo)
    await leaveMeeting(visit.ctx, room, 'visitorreload')
    expect(await visits.timings(visit)).toMatchObject([{}, { leave_at: null }])
  })

  test('End meeting ends it for everyone, once, and forgets the chat', async () => {
    const { visits, product, expert, look } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    await sayInChat(visit.ctx, room, 'press-one', 'Hello')
    visits.clock.advance(1000)
    await endMeeting(expert.ctx, room)
    const at = visits.clock.now()
    expect(await look(room)).toMatchObject({ closedAt: at, participants: [], chat: [] })
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: at }])
    expect(await visits.attendances(expert)).toMatchObject([{ leave_at: at }])
    expect(await visits.database.read.selectFrom('chat').selectAll().execute()).toEqual([])
    visits.clock.advance(1000)
    await endMeeting(expert.ctx, room)
    expect((await visits.meeting(room)).closed_at).toBe(at)
    expect(await refusal(enterMeeting(visit.ctx, room, 'visitorsession'))).toBe('gone')
    expect(await refusal(enterMeeting(expert.ctx, room, 'expertsession'))).toBe('gone')
    expect(await refusal(sayInChat(visit.ctx, room, 'press-two', 'Hello'))).toBe('gone')
  })

  test('nobody enters a meeting that is closed at the same moment', async () => {
    const { visits, product } = await stage()
    for (let round = 0; round < 10; round++) {
      const expert = await visits.expert(product)
      const visit = await visits.waiting(product)
      const room = await visits.meet(expert, visit)
      await leaveMeeting(visit.ctx, room)
      await Promise.allSettled([endMeeting(expert.ctx, room), enterMeeting(visit.ctx, room, 'visitoragain')])
      expect((await visits.timings(visit)).filter(({ leave_at }) => leave_at === null)).toEqual([])
    }
  })

  test('removal needs a new knock and is told; a report reaches the audit log and the admins', async () => {
    const { visits, product, expert, look } = await stage()
    const admin = await visits.staffer([], 'ADMIN')
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    await removeVisitor(expert.ctx, room, `v${visit.id}`, 'Shouted')
    expect((await look(room)).participants.map(({ role }) => role)).toEqual(['expert'])
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: visits.clock.now(), session: null }])
    for (const enter of [enterMeeting, openMembership]) {
      expect(await refusal(enter(visit.ctx, room, 'visitoragain'))).toBe('not_found')
    }
    expect(await refusal(sayInChat(visit.ctx, room, 'press-one', 'Hello'))).toBe('not_found')
    expect(visits.app.events.slice(-2)).toMatchObject([
      { action: 'meeting.removed', data: { room, demoId: visit.id, participant: `v${visit.id}` } },
      { action: 'visitor.reported', subjectId: visit.id, data: { userId: expert.id, report: 'Shouted' } },
    ])
    const mail = visits.database.read.selectFrom('message').selectAll().where('template', '=', 'visitor.reported')
    expect(await mail.execute()).toMatchObject([
      { channel: 'EMAIL', recipient: `${admin.actor.name.replace(' ', '')}@staff.example` },
    ])
    const context = { refs: { demo: visit.id }, lang: 'en' } as never
    const words = (await templates['visitor.reported']!.render(visits.system, context))!.text
    expect(words).toContain('Shouted')
    expect(words).toContain(`/crm/customers/${visit.id}`)
    expect(await refusal(removeVisitor(expert.ctx, room, `v${visit.id}`))).toBe('not_found')
  })

  test('nobody enters as they are being removed', async () => {
    const { visits, product } = await stage()
    for (let round = 0; round < 10; round++) {
      const expert = await visits.expert(product)
      const visit = await visits.waiting(product)
      const room = await visits.meet(expert, visit)
      await Promise.allSettled([
        removeVisitor(expert.ctx, room, `v${visit.id}`),
        enterMeeting(visit.ctx, room, 'visitoragain'),
      ])
      expect((await visits.timings(visit)).filter(({ leave_at }) => leave_at === null)).toEqual([])
      await endMeeting(expert.ctx, room)
    }
  })

  test('one press in the chat is one line, and each line has its author', async () => {
    const { visits, product, expert, look } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    await Promise.all(Array.from({ length: 10 }, () => sayInChat(visit.ctx, room, 'press-one', 'Is it loud?')))
    await sayInChat(expert.ctx, room, 'press-one', 'Hear it')
    await sayInChat(visit.ctx, room, 'press-two', 'Is it loud?')
    expect((await look(room)).chat).toMatchObject([
      { author: `v${visit.id}`, body: 'Is it loud?' },
      { author: `u${expert.id}`, name: expert.actor.name, body: 'Hear it' },
      { author: `v${visit.id}`, body: 'Is it loud?' },
    ])
  })

  test('strangers have no place: other visitors, agents of other products, nobody at all', async () => {
    const { visits, product, expert } = await stage()
    const second = await visits.product()
    const stranger = await visits.expert(second)
    const [visit, other] = [await visits.waiting(product), await visits.waiting(product)]
    const room = await visits.meet(expert, visit)
    const before = await visits.everything()
    for (const ctx of [other.ctx, stranger.ctx, visits.system]) {
      expect(await refusal(enterMeeting(ctx, room, 'strangersession'))).toBe('not_found')
      expect(await refusal(leaveMeeting(ctx, room))).toBe('not_found')
      expect(await refusal(sayInChat(ctx, room, 'press-one', 'Hello'))).toBe('not_found')
    }
    expect(await refusal(endMeeting(visit.ctx, room))).toBe('forbidden')
    expect(await refusal(removeVisitor(visit.ctx, room, `v${visit.id}`))).toBe('forbidden')
    expect(await refusal(endMeeting(stranger.ctx, room))).toBe('not_found')
    expect(await refusal(removeVisitor(stranger.ctx, room, `v${visit.id}`))).toBe('not_found')
    expect(await refusal(removeVisitor(expert.ctx, room, `v${other.id}`))).toBe('not_found')
    expect(await refusal(enterMeeting(visit.ctx, 'no-such-room-0000000000', 'visitorsession'))).toBe('not_found')
    expect(await visits.everything()).toEqual(before)
  })

  test('a meeting without anybody is closed after a minute', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    await leaveMeeting(visit.ctx, room)
    await leaveMeeting(expert.ctx, room)
    visits.clock.advance(EMPTY_MS)
    await sweepMeetings(visits.system)
    expect((await visits.meeting(room)).closed_at).toBeNull()
    visits.clock.advance(1)
    await sweepMeetings(visits.system)
    expect((await visits.meeting(room)).closed_at).toBe(visits.clock.now())
    expect(await visits.seen(visit)).toMatchObject({
      state: 'CLOSED',
      feedback: expect.stringMatching(/^\/feedback\//),
    })
  })

  test('a visitor the expert has left alone is told after three minutes; alone with the expert there it lasts', async () => {
    const { visits, product, expert } = await stage()
    const colleague = await visits.expert(product)
    const [alone, other] = [await visits.waiting(product), await visits.waiting(product)]
    const room = await visits.meet(expert, alone)
    const kept = await visits.meet(colleague, other)
    await leaveMeeting(other.ctx, kept)
    await leaveMeeting(expert.ctx, room)
    visits.clock.advance(ALONE_MS)
    await sweepMeetings(visits.system)
    expect((await visits.meeting(room)).closed_at).toBeNull()
    visits.clock.advance(1)
    await sweepMeetings(visits.system)
    expect((await visits.meeting(room)).closed_at).toBe(visits.clock.now())
    expect((await visits.meeting(kept)).closed_at).toBeNull()
  })

  test('a deserted meeting is found behind more open ones than a sweep takes', async () => {
    const { visits, product, expert } = await stage()
    const many = Array.from({ length: 510 }, (_, n) => ({
      ...{
        room: `room-${n}`,
        open_key: `key-${n}`,
        product_id: product,
        engine: 'mesh',
        opened_at: visits.clock.now(),
      },
    }))
    await visits.database.write.insertInto('meeting').values(many).execute()
    const here = {
      user_id: expert.id,
      product_id: product,
      entry_at: visits.clock.now(),
      last_seen: visits.clock.now(),
    }
    const rows = await visits.database.read.selectFrom('meeting').select('id').execute()
    const attended = rows.map(({ id }) => ({ ...here, meeting_id: id, open_key: `attendance-${id}` }))
    await visits.database.write.insertInto('user_timing').values(attended).execute()
    const room = await visits.meet(expert, await visits.waiting(product))
    await leaveMeeting(expert.ctx, room)
    visits.clock.advance(ALONE_MS + 1)
    await sweepMeetings(visits.system)
    expect((await visits.meeting(room)).closed_at).toBe(visits.clock.now())
    const open = visits.database.read.selectFrom('meeting').select('id').where('closed_at', 'is', null)
    expect(await open.execute()).toHaveLength(many.length)
  })

  test('an expert who comes back while the sweep looks finds the meeting open', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    await leaveMeeting(expert.ctx, room)
    visits.clock.advance(ALONE_MS + 1)
    await sweepMeetings(interrupted(visits.system, () => enterMeeting(expert.ctx, room, 'expertagain')))
    expect((await visits.meeting(room)).closed_at).toBeNull()
    await seeAttendances(visits.app, [attendanceKey(expert.id, 1)], visits.clock.now())
  })

  test('after it has closed it is a new knock, placed next, in a room of its own', async () => {
    const { visits, product, expert } = await stage()
    const visit = await visits.waiting(product)
    const room = await visits.meet(expert, visit)
    const other = await visits.waiting(product)
    await endMeeting(expert.ctx, room)
    visits.clock.advance(1000)
    await askToJoin(visit.ctx, visit.demo)
    expect(await visits.seen(visit)).toMatchObject({ state: 'WAITING', place: 1 })
    expect(await visits.seen(other)).toMatchObject({ place: 2 })
    const again = await visits.meet(expert, visit)
    expect(again).not.toBe(room)
    expect(await refusal(enterMeeting(visit.ctx, room, 'visitorsession'))).toBe('gone')
    expect(await visits.demo(visit)).toMatchObject({ status: 'COMPLETED' })
  })
})
