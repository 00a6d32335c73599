import { setImmediate as immediate } from 'node:timers/promises'
import type { Server, Socket } from 'socket.io'
import type { App, Context, DomainEvent } from '../context.ts'
import { AppError, toAppError, toProblem } from '../errors.ts'
import { EventTail } from './tail.ts'
import { type HubControl, type Present, personOf, type Reaction, type Subscriber, type Topic } from './topic.ts'

const POLL_MS = 500
const BEAT_MS = 5000
const GRAZED_MS = 1000
const READ_AT_ONCE = 250
const TOPICS_PER_SOCKET = 8

interface Followed {
  topic: Topic
  key: string
}

interface Following {
  topic: Topic
  subscriber: Subscriber
}

export interface SocketData {
  ctx: Context
  /** When the last heartbeat came, ms. */
  seen: number
  /** The page is not looked at. */
  hidden: boolean
  following: Map<string, Following>
}

const dataOf = (socket: Socket) => socket.data as SocketData

const roomOf = (topic: Topic, key: string) => `${topic.name}:${key}`

/** Follows events and keeps every local subscriber's snapshot true. */
export class Hub implements HubControl {
  readonly #app: App
  readonly #io: Server
  readonly #topics: Map<string, Topic>
  readonly #reactions: Reaction[]
  readonly #tail: EventTail
  /** Local subscribers by room. */
  readonly #followers = new Map<string, Map<string, Socket>>()
  readonly #dirty = new Map<string, Followed>()
  readonly #grazed = new Map<string, Followed>()
  /** What a room was told last. */
  readonly #last = new Map<string, { version: number; text: string }>()
  #timers: NodeJS.Timeout[] = []
  #polling: Promise<void> | undefined
  #pollAgain = false
  #flushing: Promise<void> | undefined
  #grazing: NodeJS.Timeout | undefined
  #version = 0
  #beatAt = 0

  constructor(app: App, io: Server, topics: Topic[], reactions: Reaction[]) {
    this.#app = app
    this.#io = io
    this.#topics = new Map(topics.map((topic) => [topic.name, topic]))
    this.#reactions = reactions
    this.#tail = new EventTail(app)
  }

  async start(): Promise<void> {
    this.#version = await this.#tail.start()
    this.#beatAt = this.#app.now()
    const guard = (work: () => Promise<void>) => () =>
      void work().catch((error) => this.#app.log.error({ err: error }, 'hub'))
    this.#timers = [
      setInterval(
        guard(() => this.poll()),
        POLL_MS,
      ),
      setInterval(
        guard(() => this.beat()),
        BEAT_MS,
      ),
    ]
    this.#io.on(
      'events',
      guard(() => this.poll()),
    )
    this.#io.on('dismiss', (...asked: unknown[]) => this.dismissHere(...(asked as Parameters<Hub['dismissHere']>)))
    this.#io.on('present', (room: string, answer: (here: Present[]) => void) => answer(this.#presentHere(room)))
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
    clearTimeout(this.#grazing)
  }

  /** Events this process has just committed: its subscribers hear now, other processes are poked. */
  committed(events: DomainEvent[]): void {
    this.#take(events.filter((event) => this.#tail.isNew(event)))
    if (this.#app.config.REDIS_URL) this.#io.serverSideEmit('events')
  }

  /** Hears what other processes wrote; done when all that was there at the call has been heard. */
  poll(): Promise<void> {
    this.#pollAgain = true
    this.#polling ??= this.#pollAll()
    return this.#polling
  }

  // One poll at a time: a second would read from where the first began, and hear anew what that one has forgotten.
  async #pollAll(): Promise<void> {
    try {
      while (this.#pollAgain) {
        this.#pollAgain = false
        this.#take(await this.#tail.poll())
      }
    } finally {
      this.#polling = undefined
    }
  }

  /** Tells each topic who is still there. */
  async beat(): Promise<void> {
    const since = this.#beatAt
    this.#beatAt = this.#app.now()
    const present = new Map<Topic, Subscriber[]>()
    for (const socket of this.#io.sockets.sockets.values()) {
      const data = dataOf(socket)
      if (data.seen < since) continue
      for (const { topic, subscriber } of data.following.values()) {
        if (topic.beat) (present.get(topic) ?? present.set(topic, []).get(topic)!).push(subscriber)
      }
    }
    for (const [topic, subscribers] of present) {
      await topic.beat!(this.#app, subscribers)
        // The other topics' people are there all the same.
        .catch((error) => this.#app.log.error({ err: error, topic: topic.name }, 'hub beat'))
    }
  }

  async follow(
    socket: Socket,
    name: string,
    askedKey: string,
    session: string,
  ): Promise<{ key: string; version: number; data: unknown }> {
    const data = dataOf(socket)
    const topic = this.#topics.get(name)
    if (!topic) throw new AppError('not_found', 'There is no such topic.')
    if (data.following.size >= TOPICS_PER_SOCKET) throw new AppError('too_many', 'Too many topics on one connection.')
    const key = await topic.open(data.ctx, askedKey)
    const room = roomOf(topic, key)
    const subscriber: Subscriber = { key, ctx: data.ctx, session }
    if (socket.disconnected) throw new AppError('gone', 'The connection has ended.')
    const following = { topic, subscriber }
    data.following.set(room, following)
    const followers = this.#followers.get(room) ?? new Map<string, Socket>()
    this.#followers.set(room, followers.set(socket.id, socket))
    // The newcomer may read what the others were not told yet: the next push must not be held back as known.
    this.#last.delete(room)
    try {
      await socket.join(room)
      await topic.arrived?.(subscriber)
      const version = this.#version
      const snapshot = (await topic.read(this.#app, [key])).get(key)
      if (snapshot === undefined) throw new AppError('gone', 'This has ended.')
      return { key, version, data: snapshot }
    } catch (error) {
      await this.#leave(socket, following, this.#app.now())
      throw error
    }
  }

  async unfollow(socket: Socket, name: string, key: string): Promise<void> {
    const following = dataOf(socket).following.get(`${name}:${key}`)
    if (following) await this.#leave(socket, following, this.#app.now())
  }

  /** The connection has ended. One that fell silent left when it was last heard, not when that was noticed. */
  async left(socket: Socket, reason: string): Promise<void> {
    const at = reason === 'ping timeout' ? dataOf(socket).seen : this.#app.now()
    for (const following of [...dataOf(socket).following.values()]) await this.#leave(socket, following, at)
  }

  /** Who follows a key, on all processes. */
  async present(topic: string, key: string): Promise<Present[]> {
    const room = `${topic}:${key}`
    const here = this.#presentHere(room)
    if (!this.#app.config.REDIS_URL) return here
    // A process that does not answer counts as empty. Plain lists: `fetchSockets` would send cookies and contexts.
    const elsewhere = await this.#io
      .serverSideEmitWithAck('present', room)
      .catch((error: { responses?: Present[][] }) => error.responses ?? [])
    return [...here, ...(elsewhere as Present[][]).flat()]
  }

  #presentHere(room: string): Present[] {
    return [...(this.#followers.get(room)?.values() ?? [])].flatMap((socket) => {
      const session = dataOf(socket).following.get(room)?.subscriber.session
      return session === undefined ? [] : { session, hidden: dataOf(socket).hidden }
    })
  }

  disconnect(room: string, reason: string): void {
    this.#io.local.to(room).emit('ended', { reason })
    this.#io.local.in(room).disconnectSockets(true)
  }

  /** As `dismissHere`, on all processes: for what only this one knows of. */
  dismiss(topic: string, key: string, reason: string, who: { person: string; except?: string }): void {
    this.dismissHere(topic, key, reason, who)
    if (this.#app.config.REDIS_URL) this.#io.serverSideEmit('dismiss', topic, key, reason, who)
  }

  dismissHere(name: string, key: string, reason: string, who: { person: string; except?: string }): void {
    const room = `${name}:${key}`
    for (const socket of [...(this.#followers.get(room)?.values() ?? [])]) {
      const following = dataOf(socket).following.get(room)
      if (!following || personOf(following.subscriber.ctx.actor) !== who.person) continue
      if (who.except === undefined || following.subscriber.session !== who.except) {
        this.dismissOne(socket, name, key, reason)
      }
    }
  }

  /** Ends one connection's subscription, telling why. */
  dismissOne(socket: Socket, name: string, key: string, reason: string): void {
    socket.emit('dismissed', { topic: name, key, reason })
    this.unfollow(socket, name, key).catch((error) => this.#app.log.error({ err: error }, 'hub'))
  }

  async #leave(socket: Socket, following: Following, at: number): Promise<void> {
    const { topic, subscriber } = following
    const room = roomOf(topic, subscriber.key)
    // Followed anew on the same connection meanwhile.
    if (dataOf(socket).following.get(room) !== following) return
    dataOf(socket).following.delete(room)
    const followers = this.#followers.get(room)
    followers?.delete(socket.id)
    if (followers?.size === 0) {
      this.#followers.delete(room)
      this.#last.delete(room)
    }
    await socket.leave(room)
    if (!topic.gone) return
    await topic.gone(subscriber, await this.present(topic.name, subscriber.key), at)
    // Somebody may have come while the going was written.
    const [next] = this.#followers.get(room)?.values() ?? []
    const arrived = next && dataOf(next).following.get(room)
    if (arrived) await topic.arrived?.(arrived.subscriber)
  }

  #take(events: DomainEvent[]): void {
    for (const event of events) {
      this.#version = Math.max(this.#version, event.id)
      for (const reaction of this.#reactions) reaction(event, this)
      for (const topic of this.#topics.values()) {
        for (const key of topic.touches(event, this.#followed(topic))) this.#mark(this.#dirty, topic, key)
        for (const key of topic.grazes?.(event, this.#followed(topic)) ?? []) this.#mark(this.#grazed, topic, key)
      }
    }
    if (this.#dirty.size) this.#flushSoon()
    if (this.#grazed.size) this.#flushGrazed()
  }

  *#followed(topic: Topic): Iterable<string> {
    const prefix = `${topic.name}:`
    for (const room of this.#followers.keys()) if (room.startsWith(prefix)) yield room.slice(prefix.length)
  }

  #mark(marks: Map<string, Followed>, topic: Topic, key: string): void {
    const room = roomOf(topic, key)
    if (this.#followers.has(room)) marks.set(room, { topic, key })
  }

  // One flush at a time; what changes meanwhile goes with the next, so a burst costs two reads and not a hundred.
  #flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = this.#flush(this.#dirty).finally(() => {
      this.#flushing = undefined
      if (this.#dirty.size) this.#flushSoon()
      if (this.#grazed.size) this.#flushGrazed()
    })
  }

  // A lane of its own: thousands whose place moved must not hold up the one who has just been admitted.
  #flushGrazed(): void {
    this.#grazing ??= setTimeout(() => {
      this.#flush(this.#grazed).finally(() => {
        this.#grazing = undefined
        if (this.#grazed.size) this.#flushGrazed()
      })
    }, GRAZED_MS)
  }

  async #flush(marks: Map<string, Followed>): Promise<void> {
    const marked = [...marks.values()]
    marks.clear()
    for (const [topic, items] of Map.groupBy(marked, (it) => it.topic)) {
      for (let from = 0; from < items.length; from += READ_AT_ONCE) {
        const version = this.#version
        const some = items.slice(from, from + READ_AT_ONCE)
        const keys = some.map((it) => it.key)
        try {
          const snapshots = await topic.read(this.#app, keys)
          for (const key of keys) this.#push(topic, key, version, snapshots.get(key))
        } catch (error) {
          // Nothing may be missed: they are read again a second later.
          this.#app.log.error({ err: error }, 'hub flush')
          for (const it of some) this.#mark(this.#grazed, it.topic, it.key)
        }
        await immediate()
      }
    }
  }

  #push(topic: Topic, key: string, version: number, data: unknown): void {
    const room = roomOf(topic, key)
    // The moment of reading is no news.
    const text = JSON.stringify(data, (name, value) => (name === 'serverNow' ? undefined : value)) ?? ''
    const last = this.#last.get(room)
    if (last && (last.text === text || last.version > version)) return
    this.#last.set(room, { version, text })
    this.#io.local.to(room).emit('snapshot', { topic: topic.name, key, version, data })
  }
}

/** Runs a socket request and answers its acknowledgement; errors become the same problem document as over HTTP. */
export async function acknowledge(app: App, ack: unknown, work: () => Promise<unknown>): Promise<void> {
  const answer = typeof ack === 'function' ? (ack as (answer: unknown) => void) : () => undefined
  try {
    answer({ ok: true, ...((await work()) as object) })
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.status >= 500) app.log.error({ err: error }, 'socket')
    answer({ ok: false, problem: toProblem(error) })
  }
}
