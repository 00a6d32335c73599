import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { staffDate } from '../../src/platform/auth/staff-sessions.ts'
import { waitFor } from '../support/wait-for.ts'
import { World } from './access-world.ts'

let world: World
const opened: Socket[] = []
beforeAll(async () => {
  world = await World.open()
}, 120_000)
afterAll(async () => {
  for (const socket of opened) socket.disconnect()
  await world?.here.stop()
})

/** A connected page, and all that it is told. */
async function browse(cookie: string, as: 'visitor' | 'user') {
  const options = { transports: ['websocket'], forceNew: true, reconnection: false, auth: { as } }
  const socket = io(world.here.url, { ...options, extraHeaders: { cookie } })
  opened.push(socket)
  const told: [event: string, input: { reason?: string }][] = []
  socket.onAny((event, input) => told.push([event, input]))
  await waitFor('the line', () => socket.connected)
  return { socket, reasons: (of: string) => told.filter(([event]) => event === of).map(([, { reason }]) => reason) }
}

test('a session that runs out takes its sockets along, of visitors and staff, and no other', async () => {
  const { database, app } = world.here
  const cookies = [await world.cookie('visitor A'), await world.cookie('visitor A')]
  const agent = await world.cookie('agent B')
  const [visitor, otherBrowser] = [await browse(cookies[0]!, 'visitor'), await browse(cookies[1]!, 'visitor')]
  const [expert, otherExpert] = [await browse(agent, 'user'), await browse(await world.cookie('agent A'), 'user')]
  const ids = database.read.selectFrom('visitor_session').select('id').orderBy('id', 'desc')
  const [, { id }] = (await ids.limit(2).execute()) as [unknown, { id: number }]
  await database.write.updateTable('visitor_session').set({ expires_at: app.now() }).where('id', '=', id).execute()
  await database.write
    .updateTable('session')
    .set({ expiresAt: staffDate(database.engine, app.now()) })
    .where('userId', '=', world.sides.B.agent.id)
    .execute()
  await waitFor('the end', () => !visitor.socket.connected && !expert.socket.connected, 15_000)
  for (const page of [visitor, expert]) expect(page.reasons('ended')).toEqual(['EXPIRED'])
  for (const page of [otherBrowser, otherExpert])
    expect([page.socket.connected, page.reasons('ended')]).toEqual([true, []])
})

test('who is removed from a meeting is told once, and hears no more of it', async () => {
  const { room } = world.sides.A
  const { socket, reasons } = await browse(await world.cookie('visitor A'), 'visitor')
  const entered = await socket.emitWithAck('meeting.enter', { room, session: 'sessionofthispage' })
  expect(entered.ok).toBe(true)
  const removed = await world.here.server.inject({
    ...{ method: 'POST', url: `/api/meetings/${room}/remove`, payload: { participant: entered.grant.self } },
    headers: { host: 'localhost', cookie: await world.cookie('admin') },
  })
  expect(removed.statusCode).toBe(200)
  await waitFor('the word of it', () => reasons('dismissed').length > 0)
  // What was sent before this answer has come before it.
  expect((await socket.emitWithAck('signal', { room, to: 'u1', data: {} })).problem.status).toBe(404)
  expect(reasons('dismissed')).toEqual(['REMOVED'])
})
