import type { Database } from '../../src/database/database.ts'
import { type Booked, book, type Wish } from '../../src/features/bookings/actions/book.ts'
import { bookingById, linkToken } from '../../src/features/bookings/reads.ts'
import { enterLobby } from '../../src/features/demos/actions.ts'
import { askToJoin } from '../../src/features/knocks/actions/ask.ts'
import { admitKnock } from '../../src/features/knocks/actions/decide.ts'
import { queueSnapshot, visitSnapshots } from '../../src/features/knocks/reads.ts'
import { changeLive } from '../../src/features/live-demos/actions.ts'
import { enterMeeting } from '../../src/features/meetings/actions.ts'
import { addProduct } from '../../src/features/products/actions.ts'
import type { NewProduct } from '../../src/features/products/schema.ts'
import { addSlot } from '../../src/features/slots/actions/slots.ts'
import { openVisitorSession } from '../../src/platform/auth/visitor.ts'
import { type Actor, asSystem, type Context, transact } from '../../src/platform/context.ts'
import { createClock, createTestApp, type TestApp, type TestClock } from '../contract/test-app.ts'

type User = Extract<Actor, { kind: 'USER' }>

export interface Staffer {
  id: number
  ctx: Context
  actor: User
}

export interface Visitor {
  id: number
  ctx: Context
  /** Of the session cookie. */
  cookie: string
  mobile: string
  email: string
  name: string
}

/** One visitor's visit to one product. */
export interface Visit extends Pick<Visitor, 'ctx'> {
  /** The demo's token. */
  demo: string
  id: number
  product: number
}

/** The people and products of one test, and short ways to what they do. */
export class Visits {
  readonly app: TestApp
  readonly clock: TestClock
  readonly database: Database
  readonly system: Context
  #made: number

  /** @param made where the numbers of names begin: other processes on the database have others */
  constructor(database: Database, clock = createClock(), app: TestApp = createTestApp(database, clock), made = 0) {
    this.#made = made
    this.app = app
    this.clock = clock
    this.database = database
    this.system = asSystem(app)
  }

  #next(): number {
    return ++this.#made
  }

  async product(given: Partial<NewProduct> = {}): Promise<number> {
    const name = `Machine ${this.#next()}`
    return (await addProduct(this.system, { name, zone: 'Asia/Kolkata', ...given })).id
  }

  async store(name = `Store ${this.#next()}`): Promise<number> {
    const row = { name, address: '', city: 'Pune', zone: 'Asia/Kolkata', status: 'ACTIVE' as const }
    const { insertId } = await this.database.write.insertInto('store').values(row).executeTakeFirstOrThrow()
    return Number(insertId)
  }

  async staffer(products: number[], role: User['role'] = 'AGENT', name = `Expert ${this.#next()}`): Promise<Staffer> {
    const at = new Date(this.clock.now()).toISOString().slice(0, 19).replace('T', ' ')
    const row = {
      name,
      email: `${name.replace(' ', '')}@staff.example`,
      emailVerified: 1,
      createdAt: at,
      updatedAt: at,
    }
    const made = this.database.write.insertInto('user').values({ ...row, role, status: 'ACTIVE' })
    const id = Number((await made.executeTakeFirstOrThrow()).insertId)
    for (const product_id of products) {
      await this.database.write.insertInto('user_product').values({ user_id: id, product_id }).execute()
    }
    const actor: User = { kind: 'USER', id, role, name }
    return { id, actor, ctx: { ...this.system, actor } }
  }

  /** An agent of a product who is live for it. */
  async expert(product: number): Promise<Staffer> {
    const expert = await this.staffer([product])
    await this.live(expert, 'GO', [product])
    return expert
  }

  live(who: Staffer, action: 'GO' | 'PAUSE' | 'RESUME' | 'STOP', products: number[], waiting?: 'SERVE' | 'TELL') {
    return changeLive(who.ctx, { action, products, ...(waiting ? { waiting } : {}) })
  }

  async visitor(given: { zone?: string } = {}): Promise<Visitor> {
    const n = this.#next()
    const [name, email, mobile] = [`Guest ${n}`, `guest${n}@mail.example`, `+9198${String(n).padStart(8, '0')}`]
    const id = await transact(this.system, async ({ db, now }) => {
      const row = { mobile, name, email, email_key: email, zone: given.zone ?? 'Asia/Kolkata', lang: 'en' }
      const made = await db
        .insertInto('customer')
        .values({ ...row, created_at: now })
        .executeTakeFirstOrThrow()
      return Number(made.insertId)
    })
    return { id, name, email, mobile, ...(await this.session(id)) }
  }

  /** One more browser of a customer. */
  async session(customerId: number): Promise<{ ctx: Context; cookie: string }> {
    const { id: sessionId, token } = await transact(this.system, (work) => openVisitorSession(work, customerId, false))
    return { ctx: { ...this.system, actor: { kind: 'VISITOR', customerId, sessionId } }, cookie: token }
  }

  /** Join live; what the server answered. */
  join({ ctx, name, email }: Visitor, product: number) {
    return enterLobby(ctx, { productId: product, source: 'WEBSITE', storeId: null, name, email })
  }

  /** Into the lobby. Fails when there is only a choice. */
  async lobby(visitor: Visitor, product: number): Promise<Visit> {
    const entered = await this.join(visitor, product)
    if (!('lobby' in entered)) throw new Error(`no lobby: ${entered.choice}`)
    const row = this.database.read.selectFrom('demo').select('id').where('token', '=', entered.lobby)
    return { ctx: visitor.ctx, demo: entered.lobby, product, id: (await row.executeTakeFirstOrThrow()).id }
  }

  /** A new visitor in the lobby who has asked to join. */
  async waiting(product: number, visitor?: Visitor): Promise<Visit> {
    const visit = await this.lobby(visitor ?? (await this.visitor()), product)
    await askToJoin(visit.ctx, visit.demo)
    return visit
  }

  /** A slot by hand that begins in so many minutes; its id. */
  async slot(product: number, users: Staffer[], inMinutes: number, capacity = 1, lengthMin = 30): Promise<number> {
    const startsAt = this.clock.now() + inMinutes * 60_000
    const { zone } = await this.database.read
      .selectFrom('product')
      .select('zone')
      .where('id', '=', product)
      .executeTakeFirstOrThrow()
    const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    const [day = '', clock = ''] = local.format(startsAt).split(' ')
    const ids = users.map(({ id }) => id)
    const { id } = await addSlot(this.system, { productId: product, day, clock, lengthMin, capacity, users: ids })
    return id
  }

  /** The visitor confirms a slot; what the server answered. */
  async book(visitor: Visitor, slotId: number, given: Partial<Wish> = {}): Promise<Booked> {
    const slot = this.database.read.selectFrom('slot').select('product_id as productId').where('id', '=', slotId)
    const { productId = 0 } = (await slot.executeTakeFirst()) ?? {}
    const wish = {
      productId,
      slotId,
      zone: 'Asia/Kolkata',
      source: 'WEBSITE' as const,
      storeId: null,
      browser: null,
    }
    return book(visitor.ctx, { ...wish, key: '', move: false, ...given })
  }

  /** A visitor's booking of a slot, which must have a free seat. */
  async booked(visitor: Visitor, slotId: number): Promise<Visit & { booking: number; token: string }> {
    const booked = await this.book(visitor, slotId)
    if (!('booked' in booked)) throw new Error('not booked')
    const row = await bookingById(this.database.read, booked.booked)
    const { demo_id: id, demo_token: demo, product_id: product } = row
    return { ctx: visitor.ctx, id, demo, product, booking: row.id, token: linkToken(this.app.keys, row) }
  }

  /** The knock that counts: the visit's last one. */
  async knock({ id }: Pick<Visit, 'id'>) {
    const knocks = this.database.read.selectFrom('knock').selectAll().where('demo_id', '=', id)
    return knocks.orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  }

  /** The expert takes a waiting visit; the room. */
  async admit(expert: Staffer, visit: Visit, endCurrent = false): Promise<string> {
    return (await admitKnock(expert.ctx, (await this.knock(visit)).id, endCurrent)).room
  }

  /** Both are in the meeting; the room. */
  async meet(expert: Staffer, visit: Visit): Promise<string> {
    const room = await this.admit(expert, visit)
    await enterMeeting(expert.ctx, room, 'expertsession')
    await enterMeeting(visit.ctx, room, 'visitorsession')
    return room
  }

  async seen({ id }: Pick<Visit, 'id'>) {
    return (await visitSnapshots(this.app, [id])).get(id)!
  }

  queue({ actor }: Staffer) {
    return queueSnapshot(this.app, actor)
  }

  demo({ id }: Pick<Visit, 'id'>) {
    return this.database.read.selectFrom('demo').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  }

  timings({ id }: Pick<Visit, 'id'>) {
    return this.database.read
      .selectFrom('customer_timing')
      .selectAll()
      .where('demo_id', '=', id)
      .orderBy('id')
      .execute()
  }

  attendances({ id }: Pick<Staffer, 'id'>) {
    return this.database.read.selectFrom('user_timing').selectAll().where('user_id', '=', id).orderBy('id').execute()
  }

  meeting(room: string) {
    return this.database.read.selectFrom('meeting').selectAll().where('room', '=', room).executeTakeFirstOrThrow()
  }

  messages(template: string) {
    return this.database.read.selectFrom('message').selectAll().where('template', '=', template).orderBy('id').execute()
  }

  /** What every table of the main job holds; two equal ones mean that nothing changed. */
  async everything(): Promise<Record<string, unknown[]>> {
    const tables = [
      ...(['demo', 'demo_user', 'live_demo', 'live_alert', 'meeting', 'knock', 'customer_timing'] as const),
      ...(['user_timing', 'chat', 'feedback', 'message', 'event', 'visitor_session'] as const),
      ...(['slot', 'slot_user', 'booking', 'waitlist'] as const),
    ]
    const rows = await Promise.all(tables.map((name) => this.database.read.selectFrom(name).selectAll().execute()))
    return Object.fromEntries(tables.map((name, at) => [name, rows[at]!]))
  }
}

/**
 * A context in which `meanwhile` happens after the rows were looked at and before the first write that follows:
 * what a sweep must stand.
 */
export function interrupted(ctx: Context, meanwhile: () => Promise<unknown>): Context {
  let happened = false
  const database: Database = {
    ...ctx.database,
    async transact(work) {
      if (!happened) {
        happened = true
        await meanwhile()
      }
      return ctx.database.transact(work)
    },
  }
  return { ...ctx, database }
}

/** The code of what a promise is refused with; undefined when it was not. */
export const refusal = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: { code?: string }) => error.code ?? String(error),
  )
