import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newToken } from '../../src/platform/keys.ts'
import { type Letter, type Persona, personas, type Side, World } from './access-world.ts'

let world: World
const sockets = new Map<Persona, Socket>()
beforeAll(async () => {
  world = await World.open()
  for (const who of personas) {
    const opened = await connect(who, usual(who))
    if (typeof opened !== 'string') sockets.set(who, opened)
  }
}, 120_000)
afterAll(async () => {
  for (const socket of sockets.values()) socket.disconnect()
  await world?.here.stop()
})

type As = 'visitor' | 'user' | 'trial'
const usual = (who: Persona): As => (who === 'anonymous' ? 'trial' : who.startsWith('visitor') ? 'visitor' : 'user')

/** A connected socket, or why there is none. */
async function connect(who: Persona, as: As, given?: string): Promise<Socket | string> {
  const cookie = given ?? (await world.cookie(who))
  const socket = io(world.here.url, {
    ...{ transports: ['websocket'], forceNew: true, reconnection: false, auth: { as } },
    ...(cookie ? { extraHeaders: { cookie } } : {}),
  })
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket))
    socket.once('connect_error', (error) => {
      socket.disconnect()
      resolve(error.message)
    })
  })
}

interface Ask {
  event: string
  input(side: Side | null): object
  /** Whose it is: a visitor's alone, the meeting's members', every user's own, the trial's. */
  of: 'visitor' | 'members' | 'user' | 'trial'
}
const follow = (topic: string, key: (side: Side | null) => string) => (side: Side | null) => ({
  ...{ topic, key: key(side), session: 'sessionofthispage' },
})
const room = (side: Side | null) => side?.room ?? newToken()
const demo = (side: Side | null) => side?.visit.demo ?? newToken()

/** How each topic and each request is asked. One that is not here fails the matrix. */
const asks: Record<string, Ask> = {
  'follow visit': { event: 'follow', of: 'visitor', input: follow('visit', demo) },
  'follow queue': { event: 'follow', of: 'user', input: follow('queue', (side) => String(side?.agent.id ?? 987654)) },
  'follow meeting': { event: 'follow', of: 'members', input: follow('meeting', room) },
  'follow phone': { event: 'follow', of: 'trial', input: follow('phone', () => 'all') },
  'meeting.grant': { event: 'meeting.grant', of: 'members', input: (side) => ({ room: room(side) }) },
  signal: { event: 'signal', of: 'members', input: (side) => ({ room: room(side), to: 'v1', data: {} }) },
  'meeting.enter': {
    ...{ event: 'meeting.enter', of: 'members' },
    input: (side) => ({ room: room(side), session: 'sessionofthispage' }),
  },
  'visit.hidden': { event: 'visit.hidden', of: 'visitor', input: (side) => ({ demo: demo(side), hidden: true }) },
}

/** 200, or the status of the refusal; undefined for who has no connection. */
function expected({ of }: Ask, who: Persona, letter: Letter | null): number | undefined {
  const as = usual(who)
  if (who === 'inactive') return undefined
  if (of === 'trial') return as === 'trial' ? 200 : 404
  if (of === 'user') return as === 'user' ? 200 : 403
  const mine = letter !== null && who.endsWith(letter)
  if (of === 'visitor') return as !== 'visitor' ? 401 : mine ? 200 : 404
  return mine || (who === 'admin' && letter !== null) ? 200 : 404
}

interface Answer {
  ok: boolean
  key?: string
  problem?: { status: number }
}

test('every topic and every request is in the matrix, and nothing else is', () => {
  const names = [
    ...world.here.topics.map(({ name }) => `follow ${name}`),
    ...world.here.requests.map(({ name }) => name),
  ]
  expect(names.toSorted()).toEqual(Object.keys(asks).toSorted())
})

describe('who may', () => {
  test.each(Object.entries(asks))('%s', async (_, ask) => {
    const told: Record<string, unknown> = {}
    const wanted: Record<string, unknown> = {}
    const before = await world.state()
    for (const refusing of [true, false]) {
      for (const who of personas) {
        for (const letter of ['A', 'B', null] as const) {
          const status = expected(ask, who, letter)
          if ((status === 200) === refusing) continue
          const name = `${who}, ${letter === null ? 'nothing there' : `of ${letter}`}`
          const socket = sockets.get(who)
          const answer: Answer | undefined = await socket?.emitWithAck(
            ask.event,
            ask.input(letter && world.sides[letter]),
          )
          wanted[name] = status
          told[name] = answer?.ok ? 200 : answer?.problem?.status
          const strangers = Object.values(world.sides).filter((side) =>
            who === 'admin' ? refusing : world.side(who) !== side,
          )
          const leaks = strangers.flatMap((side) => world.secrets(side)).filter((it) => it.test(JSON.stringify(answer)))
          expect([name, leaks]).toEqual([name, []])
          const followed = { topic: 'meeting', ...ask.input(null), key: answer?.key }
          if (followed.key) await socket!.emitWithAck('unfollow', followed)
        }
      }
      if (refusing) expect(await world.state()).toEqual(before)
    }
    expect(told).toEqual(wanted)
  })
})

test('a queue is the own one, whosever is asked for', async () => {
  const { A, B } = world.sides
  const answer = await sockets.get('agent A')!.emitWithAck('follow', { topic: 'queue', key: String(B.agent.id) })
  expect(answer.key).toBe(String(A.agent.id))
  expect(answer.data.rows.map((row: { product: { id: number } }) => row.product.id).toSorted()).toEqual(
    [A.product, A.met].toSorted(),
  )
})

test.each<[Persona, As]>([
  ['anonymous', 'visitor'],
  ['anonymous', 'user'],
  ['visitor A', 'user'],
  ['agent A', 'visitor'],
  ['admin', 'visitor'],
  ['inactive', 'user'],
  ['inactive', 'visitor'],
])('%s does not connect as %s', async (who, as) => {
  expect(await connect(who, as)).toBe('unauthenticated')
})

/** The bar is a second; a machine shared with other work gets three. */
const SOON_MS = 3000

/** Why the server ends a connection, and whether it is down soon. */
async function ending(socket: Socket, cause: () => Promise<unknown>): Promise<[reason: string, soon: boolean]> {
  const told = new Promise<{ reason: string }>((resolve) => socket.once('ended', resolve))
  const down = new Promise((resolve) => socket.once('disconnect', resolve))
  const started = performance.now()
  await cause()
  await down
  return [(await told).reason, performance.now() - started < SOON_MS]
}
const send = (url: string, cookie: string, payload: object) =>
  world.here.server.inject({ method: 'POST', url, payload, headers: { host: 'localhost', cookie } })

test('"Not you?" ends the sockets of that browser, and of no other', async () => {
  const [cookie, other] = [await world.cookie('visitor A'), await world.cookie('visitor A')]
  const [mine, elsewhere] = [
    await connect('visitor A', 'visitor', cookie),
    await connect('visitor A', 'visitor', other),
  ]
  if (typeof mine === 'string' || typeof elsewhere === 'string') throw new Error('no connection')
  const ended = await ending(mine, () => send(`/demo/${world.sides.A.slug}/forget`, cookie, {}))
  expect(ended).toEqual(['LOGGED_OUT', true])
  expect(await connect('visitor A', 'visitor', cookie)).toBe('unauthenticated')
  expect(elsewhere.connected).toBe(true)
  elsewhere.disconnect()
})

test('a user made inactive is out within a second, over sockets and over HTTP', async () => {
  const [admin, agent] = [await world.cookie('admin'), await world.cookie('agent B')]
  const url = `/api/users/${world.sides.B.agent.id}/status`
  const ended = await ending(sockets.get('agent B')!, () => send(url, admin, { status: 'INACTIVE' }))
  expect(ended).toEqual(['INACTIVE', true])
  expect(await connect('agent B', 'user')).toBe('unauthenticated')
  expect((await send('/api/live', agent, { action: 'GO', products: [world.sides.B.product] })).statusCode).toBe(401)
  // A login made before does not come back to life.
  await send(url, admin, { status: 'ACTIVE' })
  expect(await connect('agent B', 'user')).toBe('unauthenticated')
  expect(sockets.get('agent A')!.connected).toBe(true)
})
