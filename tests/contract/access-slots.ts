import { addRule } from '../../src/features/slots/actions/rules.ts'
import { addTimeOff } from '../../src/features/slots/actions/slots.ts'
import { ruleInput } from '../../src/features/slots/schema.ts'
import { newToken } from '../../src/platform/keys.ts'
import type { Expected, Sample } from './access-shapes.ts'
import type { Side, World } from './access-world.ts'

const NONE = 987654
const MINUTES_AHEAD = 3 * 24 * 60
const reason = 'The expert is away'
const dayFrom = (world: World, days: number) =>
  new Date(world.here.app.now() + days * 86_400_000).toISOString().slice(0, 10)

const fixed = (url: string): Expected => ({ sample: () => ({ url }) })
/** About a row of a side, or one that is not there. */
const of = (make: (world: World, side: Side | null) => Promise<Sample>): Expected => ({ others: 404, sample: make })

/** A new agent of a side's product, so that no two slots get in each other's way. */
const agent = async (world: World, side: Side) => world.visits.staffer([side.product])

const slot = async (world: World, side: Side | null) =>
  side ? world.visits.slot(side.product, [await agent(world, side)], MINUTES_AHEAD, 5) : NONE

async function rule(world: World, side: Side) {
  const users = [(await agent(world, side)).id]
  const time = {
    clock: '10:00',
    lengthMin: 30,
    days: 'DAILY',
    firstDate: dayFrom(world, 1),
    lastDate: dayFrom(world, 3),
  }
  return ruleInput.parse({ productId: side.product, ...time, capacity: 1, users })
}

/** A guest's booking of a side's product. */
async function booking(world: World, side: Side | null) {
  if (!side) return { booking: NONE, demo: NONE }
  const guest = await world.visits.visitor()
  side.people.push(guest)
  const { booking, id } = await world.visits.booked(guest, await slot(world, side))
  return { booking, demo: id }
}

const ofRule = (json?: (world: World, side: Side) => Promise<object>) =>
  of(async (world, side) => {
    const known = side ?? world.sides.A
    const id = side ? (await addRule(world.visits.system, await rule(world, known))).id : NONE
    return { url: `/api/rules/${id}`, ...(json ? { json: await json(world, known) } : {}) }
  })

const ofSlot = (after: string, json?: object) =>
  of(async (world, side) => ({ url: `/api/slots/${await slot(world, side)}${after}`, ...(json ? { json } : {}) }))

/** How the routes of slots, bookings and blocking are asked. */
export const slotExpectations: Record<string, Expected> = {
  'GET /api/rules': fixed('/api/rules'),
  'POST /api/rules': {
    sample: async (world) => ({
      url: '/api/rules',
      json: { key: newToken(), rule: await rule(world, world.sides.A) },
    }),
  },
  'POST /api/rules/preview': {
    sample: async (world) => ({ url: '/api/rules/preview', json: await rule(world, world.sides.A) }),
  },
  'GET /api/rules/:id': ofRule(),
  'POST /api/rules/:id': ofRule(rule),
  'GET /api/slots': fixed('/api/slots'),
  'POST /api/slots': {
    sample: async (world) => ({
      url: '/api/slots',
      json: {
        ...{ key: newToken(), productId: world.sides.A.product, day: dayFrom(world, 2), clock: '08:00' },
        ...{ lengthMin: 30, capacity: 1, users: [(await agent(world, world.sides.A)).id] },
      },
    }),
  },
  'GET /api/slots/week': { sample: (world) => ({ url: `/api/slots/week?from=${dayFrom(world, 0)}` }) },
  'GET /api/slots/choices': fixed('/api/slots/choices'),
  'GET /api/slots/times': of(async (_, side) => ({ url: `/api/slots/times?product=${side?.product ?? NONE}` })),
  'GET /api/slots/:id': ofSlot(''),
  'POST /api/slots/:id': ofSlot('', { capacity: 7 }),
  'POST /api/slots/:id/agents': of(async (world, side) => ({
    url: `/api/slots/${await slot(world, side)}/agents`,
    json: { users: [(await agent(world, side ?? world.sides.A)).id] },
  })),
  'POST /api/slots/:id/move': of(async (world, side) => ({
    url: `/api/slots/${await slot(world, side)}/move`,
    json: { day: dayFrom(world, 5), clock: '08:00', reason },
  })),
  'POST /api/slots/:id/cancel': ofSlot('/cancel', { reason }),
  'GET /api/time-off': fixed('/api/time-off'),
  'POST /api/time-off': {
    sample: async (world) => ({
      url: '/api/time-off',
      json: {
        ...{ userId: (await agent(world, world.sides.A)).id },
        ...{ firstDay: dayFrom(world, 20), lastDay: dayFrom(world, 21) },
      },
    }),
  },
  'POST /api/time-off/:id/remove': of(async (world, side) => {
    if (!side) return { url: `/api/time-off/${NONE}/remove` }
    const { id: userId } = await agent(world, side)
    const startsAt = world.here.app.now() + 86_400_000
    await addTimeOff(world.visits.system, { userId, startsAt, endsAt: startsAt + 86_400_000, note: '' })
    const off = world.here.database.read.selectFrom('time_off').select('id').where('user_id', '=', userId)
    return { url: `/api/time-off/${(await off.executeTakeFirstOrThrow()).id}/remove` }
  }),
  'GET /api/bookings': fixed('/api/bookings'),
  'POST /api/bookings/:id/move': of(async (world, side) => ({
    url: `/api/bookings/${(await booking(world, side)).booking}/move`,
    json: { slotId: await slot(world, side ?? world.sides.A), reason },
  })),
  'POST /api/bookings/:id/cancel': of(async (world, side) => ({
    url: `/api/bookings/${(await booking(world, side)).booking}/cancel`,
    json: { reason },
  })),
  'GET /api/demos/:id/booking': of(async (world, side) => ({
    url: `/api/demos/${(await booking(world, side)).demo}/booking`,
  })),
  'POST /api/demos/:id/booking': of(async (world, side) => ({
    url: `/api/demos/${side ? await world.demo(side) : NONE}/booking`,
    json: { slotId: await slot(world, side ?? world.sides.A), key: newToken() },
  })),
  'POST /api/customers/block': of(async (world, side) => {
    const guest = side && (await world.visits.visitor())
    if (guest) side.people.push(guest)
    return { url: '/api/customers/block', json: { whom: { mobile: guest?.mobile ?? '+919999999999' }, reason } }
  }),
  'POST /api/customers/unblock': of(async (world, side) => {
    const guest = side && (await world.visits.visitor())
    if (guest) side.people.push(guest)
    return { url: '/api/customers/unblock', json: { whom: { mobile: guest?.mobile ?? '+919999999999' } } }
  }),
}
