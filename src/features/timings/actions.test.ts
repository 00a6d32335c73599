import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { interrupted, Visits } from '../../../tests/support/visits.ts'
import { askToJoin } from '../knocks/actions/ask.ts'
import { endMeeting, enterMeeting, leaveMeeting } from '../meetings/actions.ts'
import { meetingSnapshots } from '../meetings/reads.ts'
import { markGone, seeAttendances, seeVisits, sweepTimings } from './actions.ts'
import { AWAY_MS, attendanceKey, SILENT_MS, visitKey } from './rules.ts'

eachDatabase('timings', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visit = await visits.lobby(await visits.visitor(), product)
    return { visits, product, expert, visit }
  }

  /** A call under way, with a way to see that a page load is gone. */
  async function call() {
    const it = await stage()
    const { visits, expert, visit } = it
    await askToJoin(visit.ctx, visit.demo)
    const room = await visits.meet(expert, visit)
    const meetingId = (await visits.meeting(room)).id
    const seats = {
      visitor: { table: 'customer_timing', key: visitKey(visit.id), meetingId, room },
      expert: { table: 'user_timing', key: attendanceKey(expert.id, meetingId), meetingId, room },
    } as const
    const beat = async () => {
      await seeVisits(visits.app, [visit.id], visits.clock.now())
      await seeAttendances(visits.app, [seats.expert.key], visits.clock.now())
    }
    return { ...it, room, seats, beat }
  }

  test('entry, request, allow and leave are the moments they happened', async () => {
    const { visits, expert, visit } = await stage()
    const at: number[] = [visits.clock.now()]
    const next = () => {
      visits.clock.advance(7000)
      at.push(visits.clock.now())
    }
    next()
    await askToJoin(visit.ctx, visit.demo)
    next()
    const room = await visits.admit(expert, visit)
    next()
    await enterMeeting(visit.ctx, room, 'visitorsession')
    await enterMeeting(expert.ctx, room, 'expertsession')
    next()
    await leaveMeeting(visit.ctx, room)
    next()
    await endMeeting(expert.ctx, room)
    const [entry_at, request_at, allow_at, joined_at, leave_at, ended] = at
    expect(await visits.timings(visit)).toMatchObject([{ entry_at, request_at, allow_at, joined_at, leave_at }])
    expect(await visits.attendances(expert)).toMatchObject([{ entry_at: joined_at, leave_at: ended }])
    expect((await visits.demo(visit)).left_at).toBe(leave_at)
  })

  test('a visit that was never closed ends at its last heartbeat: at once in a call, after five minutes in the lobby', async () => {
    const { visits, expert, visit, product, beat } = await call()
    const lobby = await visits.lobby(await visits.visitor(), product)
    visits.clock.advance(4000)
    await beat()
    const crashed = visits.clock.now()
    visits.clock.advance(SILENT_MS)
    await sweepTimings(visits.system)
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: null }])
    visits.clock.advance(1)
    await sweepTimings(visits.system)
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: crashed, session: null, open_key: null }])
    expect(await visits.attendances(expert)).toMatchObject([{ leave_at: crashed }])
    expect((await visits.demo(visit)).left_at).toBe(crashed)
    expect(await visits.timings(lobby)).toMatchObject([{ leave_at: null }])
    visits.clock.advance(AWAY_MS)
    await sweepTimings(visits.system)
    expect(await visits.timings(lobby)).toMatchObject([{ leave_at: crashed - 4000 }])
  })

  test('a heartbeat that comes while the sweep looks saves the visit', async () => {
    const { visits, expert, visit, beat } = await call()
    visits.clock.advance(SILENT_MS + 1)
    await sweepTimings(interrupted(visits.system, beat))
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: null }])
    await sweepTimings(visits.system)
    expect(await visits.attendances(expert)).toMatchObject([{ leave_at: null }])
  })

  test('a page load that is gone is seen at once; its leave time is that moment, if it does not come back', async () => {
    const { visits, visit, seats, room } = await call()
    visits.clock.advance(9000)
    await markGone(visit.ctx, seats.visitor, 'visitorsession', visits.clock.now())
    const gone = visits.clock.now()
    const shown = (await meetingSnapshots(visits.app, [room])).get(room)!
    expect(shown.participants.find(({ role }) => role === 'visitor')).toMatchObject({ here: false, session: null })
    visits.clock.advance(20_000)
    await sweepTimings(visits.system)
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: null }])
    visits.clock.advance(20_000)
    await sweepTimings(visits.system)
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: gone }])
  })

  test('a line that went silent left when it was last heard, whenever it is noticed', async () => {
    const { visits, visit, seats } = await call()
    const heard = visits.clock.now()
    visits.clock.advance(16_000)
    await markGone(visit.ctx, seats.visitor, 'visitorsession', heard)
    visits.clock.advance(SILENT_MS)
    await sweepTimings(visits.system)
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: heard }])
  })

  test('the end of an earlier page load does not touch the one that replaced it', async () => {
    const { visits, visit, seats, room } = await call()
    await enterMeeting(visit.ctx, room, 'visitorreload')
    await markGone(visit.ctx, seats.visitor, 'visitorsession', visits.clock.now())
    expect(await visits.timings(visit)).toMatchObject([{ session: 'visitorreload' }])
  })

  test('crashed, then ended by the other: the leave time is the last heartbeat, not the end', async () => {
    const { visits, expert, visit, seats, room, beat } = await call()
    visits.clock.advance(10_000)
    await beat()
    const crashed = visits.clock.now()
    await markGone(visit.ctx, seats.visitor, 'visitorsession', crashed)
    visits.clock.advance(25_000)
    await endMeeting(expert.ctx, room)
    expect(await visits.timings(visit)).toMatchObject([{ leave_at: crashed }])
    expect((await visits.demo(visit)).left_at).toBe(crashed)
    expect(await visits.attendances(expert)).toMatchObject([{ leave_at: visits.clock.now() }])
  })

  test('whoever was cut off too long and comes back has a further visit', async () => {
    const { visits, visit, room } = await call()
    visits.clock.advance(SILENT_MS + 1)
    await sweepTimings(visits.system)
    visits.clock.advance(1000)
    await enterMeeting(visit.ctx, room, 'visitorsession')
    expect(await visits.timings(visit)).toMatchObject([
      { leave_at: visits.clock.now() - SILENT_MS - 1001 },
      { entry_at: visits.clock.now(), leave_at: null },
    ])
  })

  test('heartbeats touch only those they are of, and nobody who has left', async () => {
    const { visits, visit, room, product, beat } = await call()
    const other = await visits.lobby(await visits.visitor(), product)
    await leaveMeeting(visit.ctx, room)
    const left = visits.clock.now()
    visits.clock.advance(5000)
    await beat()
    expect(await visits.timings(visit)).toMatchObject([{ last_seen: left, leave_at: left }])
    expect(await visits.timings(other)).toMatchObject([{ last_seen: left }])
  })
})
