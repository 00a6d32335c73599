import type { DomainEvent } from '../../platform/context.ts'
import { requireUser } from '../../platform/context.ts'
import { topic } from '../../platform/realtime/topic.ts'
import { ownDemo } from '../demos/reads.ts'
import { keepLive } from '../live-demos/actions.ts'
import { seeVisits } from '../timings/actions.ts'
import { userById } from '../users/reads.ts'
import { enterBooked, seeKnocks, setAway } from './actions/ask.ts'
import { queueSnapshot, visitSnapshots } from './reads.ts'
import type { QueueSnapshot, VisitSnapshot } from './schema.ts'

const moves = /^(knock|live|queue|meeting|demo)\./
const books = /^(booking|slot)\./

// Which product each followed visit is for: an event of another product does not touch it.
const productOf = new Map<string, number>()

const productIn = (event: DomainEvent): unknown =>
  event.subject === 'product' ? event.subjectId : event.data.productId

/** A visitor's own visit, by the demo's token; inside it is the demo's id. */
export const visitTopic = topic<VisitSnapshot>({
  name: 'visit',
  async open(ctx, token) {
    const demo = await ownDemo(ctx, token)
    productOf.set(String(demo.id), demo.product_id)
    return String(demo.id)
  },
  async read(app, keys) {
    const snapshots = await visitSnapshots(app, keys.map(Number))
    return new Map([...snapshots].map(([id, snapshot]) => [String(id), snapshot]))
  },
  touches: (event) => {
    const demo = event.subject === 'demo' ? event.subjectId : event.data.demoId
    return typeof demo === 'number' ? [String(demo)] : []
  },
  *grazes(event, followed) {
    const product = moves.test(event.action) ? productIn(event) : undefined
    if (product === undefined) return
    for (const key of followed) if ((productOf.get(key) ?? product) === product) yield key
  },
  async arrived({ ctx, key }) {
    await enterBooked(ctx, Number(key))
    await setAway(ctx, Number(key), false)
    await seeVisits(ctx, [Number(key)], ctx.now())
  },
  async gone({ ctx, key }, others) {
    if (others.length === 0) productOf.delete(key)
    if (others.every(({ hidden }) => hidden)) await setAway(ctx, Number(key), true)
  },
  async beat(app, present) {
    const demos = present.map(({ key }) => Number(key))
    await seeVisits(app, demos, app.now())
    await seeKnocks(app, demos, app.now())
  },
})

/** The asking user's queue over all their products. */
export const queueTopic = topic<QueueSnapshot>({
  name: 'queue',
  open: async (ctx) => String(requireUser(ctx).id),
  async read(app, keys) {
    const snapshots = new Map<string, QueueSnapshot>()
    for (const key of keys) {
      const user = await userById(app, Number(key))
      if (user) snapshots.set(key, await queueSnapshot(app, user))
    }
    return snapshots
  },
  touches: (event: DomainEvent, followed) =>
    moves.test(event.action) || event.action.startsWith('user.') ? followed : [],
  // The booked meetings beside the queue.
  grazes: (event: DomainEvent, followed) => (books.test(event.action) ? followed : []),
  arrived: ({ ctx, key }) => keepLive(ctx, [Number(key)], ctx.now()),
  beat: (app, present) =>
    keepLive(
      app,
      present.map(({ key }) => Number(key)),
      app.now(),
    ),
})
