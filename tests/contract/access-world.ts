import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { book } from '../../src/features/bookings/actions/book.ts'
import { bookingById, linkToken } from '../../src/features/bookings/reads.ts'
import { askForAlert } from '../../src/features/live-alerts/actions.ts'
import { addSlot } from '../../src/features/slots/actions/slots.ts'
import { addUser } from '../../src/features/users/actions.ts'
import { transact } from '../../src/platform/context.ts'
import { hashToken, newToken } from '../../src/platform/keys.ts'
import { type Visit, type Visitor, Visits } from '../support/visits.ts'
import { type AccessServer, openServer } from './access-server.ts'
import { Browser, PASSWORD } from './staff-app.ts'

export const personas = ['anonymous', 'visitor A', 'visitor B', 'agent A', 'agent B', 'inactive', 'admin'] as const
export type Persona = (typeof personas)[number]
export type Letter = 'A' | 'B'

/** What belongs to A or to B. */
export interface Side {
  letter: Letter
  /** Visitors wait for this one, with an expert live. */
  product: number
  slug: string
  /** Meetings are held for this one. */
  met: number
  visitor: Visitor
  /** The visitor waits. */
  visit: Visit
  /** The visitor's open meeting. */
  room: string
  feedback: string
  alert: string
  /** The visitor's booking: of which product, and the link's token. */
  bookable: number
  bookedSlug: string
  link: string
  /** Of an offer that has lapsed. */
  offer: string
  agent: { id: number; email: string }
  /** Everybody whose details are this side's. */
  people: Visitor[]
}

/** The people and things of the matrix on a running server. */
export class World {
  readonly here: AccessServer
  readonly visits: Visits
  readonly sides = {} as Record<Letter, Side>
  readonly #logins = new Map<Persona, string>()
  #address = 0

  private constructor(here: AccessServer) {
    this.here = here
    this.visits = new Visits(here.database, here.clock, here.app)
  }

  static async open(): Promise<World> {
    const world = new World(await openServer())
    for (const letter of ['A', 'B'] as const) world.sides[letter] = await world.#side(letter)
    await world.#logIn('inactive', 'inactive@staff.example', 'AGENT', [world.sides.A.product, world.sides.B.product])
    await world.#logIn('admin', 'admin@staff.example', 'ADMIN', [])
    const inactive = world.here.database.write.updateTable('user').set({ status: 'INACTIVE' })
    // Not by the action, which ends the sessions too: the status alone must do.
    await inactive.where('email', '=', 'inactive@staff.example').execute()
    return world
  }

  async #side(letter: Letter): Promise<Side> {
    const { visits } = this
    const [product, met] = [await visits.product(), await visits.product()]
    const agent = await this.#logIn(`agent ${letter}`, `${letter}@staff.example`.toLowerCase(), 'AGENT', [product, met])
    await visits.expert(product)
    const visitor = await visits.visitor()
    const side: Side = {
      ...{ letter, product, met, visitor, agent, people: [visitor] },
      ...{ slug: await this.slug(product), visit: await visits.waiting(product, visitor) },
      ...{ room: '', feedback: '', alert: newToken(), offer: newToken() },
      ...{ bookable: await this.bookable(), bookedSlug: '', link: '' },
    }
    side.bookedSlug = await this.slug(side.bookable)
    side.link = await this.#booked(visitor, side.bookable)
    await this.#lapsedOffer(side)
    const expert = await visits.expert(met)
    const meeting = await visits.waiting(met, visitor)
    side.room = await visits.meet(expert, meeting)
    side.feedback = this.here.app.keys.mac('feedback', meeting.demo)
    await askForAlert(visitor.ctx, { productId: product, source: 'WEBSITE', storeId: null })
    const alert = this.here.database.write.updateTable('live_alert').where('customer_id', '=', visitor.id)
    await alert.set({ told_at: this.here.app.now(), token_hash: hashToken(side.alert) }).execute()
    return side
  }

  async #logIn(who: Persona, email: string, role: 'AGENT' | 'ADMIN', products: number[]) {
    const user = { name: email.split('@')[0]!, email, role, products, password: PASSWORD }
    const { id } = await addUser(this.visits.system, user)
    const browser = new Browser()
    const answer = await this.here.server.inject({
      ...{ method: 'POST', url: '/crm/login', remoteAddress: this.address() },
      headers: { host: 'localhost', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ email, password: PASSWORD }).toString(),
    })
    browser.take(answer.headers['set-cookie'] ?? [])
    if (!browser.header) throw new Error(`${who} cannot log in: ${answer.statusCode}`)
    this.#logins.set(who, browser.header)
    return { id, email }
  }

  /** An address nobody has used. */
  address(): string {
    return `10.${++this.#address >> 16}.${(this.#address >> 8) & 255}.${this.#address & 255}`
  }

  async slug(product: number): Promise<string> {
    const row = this.here.database.read.selectFrom('product').select('slug').where('id', '=', product)
    return (await row.executeTakeFirstOrThrow()).slug
  }

  /** The Cookie header of a persona, '' for nobody. A visitor's is a further browser each time. */
  async cookie(who: Persona): Promise<string> {
    const { visitor } = this.side(who) ?? {}
    if (!who.startsWith('visitor') || !visitor) return this.#logins.get(who) ?? ''
    return `${this.here.visitorCookie}=${(await this.visits.session(visitor.id)).cookie}`
  }

  /** Whose side a persona is on. */
  side(who: Persona): Side | undefined {
    return this.sides[who.slice(-1) as Letter]
  }

  async #guest(side: Side): Promise<Visitor> {
    const visitor = await this.visits.visitor()
    side.people.push(visitor)
    return visitor
  }

  /** A new visitor who waits for a side's product; the knock's id. */
  async waiting(side: Side): Promise<number> {
    const visit = await this.visits.waiting(side.product, await this.#guest(side))
    return (await this.visits.knock(visit)).id
  }

  async demo(side: Side): Promise<number> {
    return (await this.visits.lobby(await this.#guest(side), side.product)).id
  }

  /** A meeting both are in, of a new visitor and a new expert. */
  async meeting(side: Side): Promise<{ room: string; participant: string }> {
    const expert = await this.visits.expert(side.met)
    const visit = await this.visits.waiting(side.met, await this.#guest(side))
    const room = await this.visits.meet(expert, visit)
    return { room, participant: `v${visit.id}` }
  }

  /** A product with two times that everybody may book. */
  async bookable(): Promise<number> {
    const product = await this.visits.product()
    const { id } = await this.visits.staffer([product])
    const days = [1, 2].map((n) => new Date(this.here.app.now() + n * 86_400_000).toISOString().slice(0, 10))
    const slot = { productId: product, clock: '12:00', lengthMin: 30, capacity: 100, users: [id] }
    for (const day of days) await addSlot(this.visits.system, { ...slot, day })
    return product
  }

  /** The times of a product, in order. */
  async slots(product: number): Promise<number[]> {
    const rows = this.here.database.read.selectFrom('slot').select('id').where('product_id', '=', product)
    return (await rows.orderBy('starts_at').execute()).map(({ id }) => id)
  }

  async #booked(visitor: Visitor, product: number): Promise<string> {
    const [slotId] = await this.slots(product)
    const from = { source: 'WEBSITE' as const, storeId: null, browser: null, key: '', move: false }
    const wish = { productId: product, slotId: slotId!, zone: 'Asia/Kolkata', ...from }
    const booked = await book(visitor.ctx, wish)
    if (!('booked' in booked)) throw new Error('not booked')
    return linkToken(this.here.app.keys, await bookingById(this.here.database.read, booked.booked))
  }

  /** The link of a booking of a side's visitor, or of a guest when it is nobody's; with the slot it may move to. */
  async booking(side: Side | null): Promise<{ link: string; other: number }> {
    const product = await this.bookable()
    const link = await this.#booked(side ? side.visitor : await this.visits.visitor(), product)
    return { link, other: (await this.slots(product))[1]! }
  }

  async #lapsedOffer({ visitor, bookable, offer }: Side): Promise<void> {
    const { id: customer_id, name, email } = visitor
    const from = { source: 'WEBSITE' as const, zone: 'UTC', state: 'LAPSED' as const, asked_at: 0, day: '2026-01-01' }
    const row = { customer_id, product_id: bookable, name, email, token_hash: hashToken(offer), ...from }
    await this.here.database.write.insertInto('waitlist').values(row).execute()
  }

  /** A message of a side's that could not be sent; its id. */
  async failed(side: Side): Promise<number> {
    const to = { recipient: side.visitor.mobile, template: 'alert.live', lang: 'en', refs: {}, zone: 'UTC' }
    const dedupeKey = newToken()
    await transact(this.visits.system, (work) => work.send({ channel: 'SMS', urgency: 'NOW', ...to, dedupeKey }))
    const { write } = this.here.database
    await write.updateTable('message').set({ state: 'DEAD' }).where('dedupe_key', '=', dedupeKey).execute()
    const row = write.selectFrom('message').select('id').where('dedupe_key', '=', dedupeKey)
    return (await row.executeTakeFirstOrThrow()).id
  }

  /** Patterns of what only a side's own people and staff may read. */
  secrets(side: Side): RegExp[] {
    const texts = side.people.flatMap(({ name, email, mobile }) => [name, email, mobile.slice(-10)])
    return [...texts, side.agent.email].map((text) => new RegExp(`\\b${text.replaceAll('.', '\\.')}\\b`))
  }

  /** Names of the files kept. */
  uploads(): string[] {
    const folder = join(this.here.app.config.DATA_DIR, 'uploads')
    return existsSync(folder) ? readdirSync(folder) : []
  }

  /** Everything that a refused request might have changed. */
  async state(): Promise<unknown> {
    const { event, message, visitor_session, ...rows } = await this.visits.everything()
    const users = await this.here.database.read.selectFrom('user').select(['id', 'status', 'role']).execute()
    const serves = await this.here.database.read.selectFrom('user_product').selectAll().execute()
    const read = this.here.database.read
    const [settings, stores, slugs] = await Promise.all([
      read.selectFrom('setting').selectAll().execute(),
      read.selectFrom('store').selectAll().execute(),
      read.selectFrom('product_slug').selectAll().execute(),
    ])
    return { ...rows, users, serves, settings, stores, slugs, uploads: this.uploads() }
  }
}
