import { io, type Socket } from 'socket.io-client'
import { offline, type Problem, readProblem } from './problem.ts'

/** `ended`: the server closed this session for good. `refused`: it does not know us (the session has expired). */
export type LineState = 'connecting' | 'up' | 'down' | 'restarting' | 'ended' | 'refused'

export interface FollowOptions<Opened> {
  /** Opens by this request instead of `follow` (a meeting is entered); its answer follows the topic as well. */
  open?: { name: string; input: object }
  /** After each opening, also those after a reconnect; comes before the first snapshot of that opening. */
  onOpen?(answer: Opened): void
  /** The server took the topic away: REPLACED (another tab), REMOVED, CLOSED … It is not followed any more. */
  onDismissed?(reason: string): void
  /** Refused to open. Passing faults are tried again by themselves and do not come here. */
  onProblem?(problem: Problem): void
}

export interface Opened<T> {
  key: string
  version: number
  data: T
}

interface Following {
  topic: string
  askedKey: string
  session: string
  options: FollowOptions<never>
  onSnapshot(data: never): void
  /** As the server names it; null until opened on the present connection. */
  key: string | null
  version: number
  /** Came before the answer that tells which key is ours. */
  early: Pushed[]
  timer?: ReturnType<typeof setTimeout>
}

interface Pushed {
  topic: string
  key: string
  version: number
  data: unknown
}

type Answer<T> = ({ ok: true } & T) | { ok: false; problem: unknown }

const ACK_MS = 8000
const RETRY_MS = 2000
const REFUSALS = 3

/** Names this page load: a reload has another. */
export const newSession = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 24)

/** The line to the server: topics followed as whole snapshots (again after each reconnect), and requests. */
export class Live {
  readonly #socket: Socket
  readonly #followings = new Set<Following>()
  readonly #listeners = new Set<(state: LineState, reason: string | null) => void>()
  readonly #events = new Map<string, Set<(data: never) => void>>()
  #state: LineState = 'connecting'
  #refusals = 0
  #wasOffline = false

  constructor(as: 'visitor' | 'user' | 'trial') {
    const socket = io({
      auth: { as },
      // Polling first would cost two round trips; it stays for networks that block WebSocket.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 2000,
      timeout: 8000,
    })
    this.#socket = socket
    socket.on('connect', () => {
      this.#refusals = 0
      this.#set('up')
      for (const following of this.#followings) void this.#open(following)
    })
    socket.on('disconnect', () => {
      // Pushes are for the connection they were opened on.
      for (const following of this.#followings) following.key = null
      if (this.#over) return
      if (this.#state !== 'restarting') this.#set('down')
      // Not active: the server hung up, and the client would not come back by itself.
      if (!socket.active) this.#reconnectSoon()
    })
    socket.on('connect_error', ({ message }) => {
      if (this.#over) return
      this.#set('down')
      if (socket.active) return
      // Not active: the server answered, and refused. Only this reason is about us; the others pass.
      if (message === 'unauthenticated' && ++this.#refusals >= REFUSALS) this.#set('refused')
      else this.#reconnectSoon()
    })
    socket.on('restarting', () => this.#set('restarting'))
    socket.on('ended', ({ reason }: { reason: string }) => {
      // The session this line began with is over; the browser may have another by now (second step, other tab).
      if (reason !== 'EXPIRED') this.#set('ended', reason)
    })
    socket.on('snapshot', (pushed: Pushed) => this.#onPushed(pushed))
    socket.on('dismissed', (gone: { topic: string; key: string; reason: string }) => this.#onDismissed(gone))
    addEventListener('offline', this.#onOffline)
    addEventListener('online', this.#onOnline)
  }

  get state(): LineState {
    return this.#state
  }

  onState(listener: (state: LineState, reason: string | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Other events the server pushes (`signal`). */
  on<T>(event: string, listener: (data: T) => void): () => void {
    if (!this.#events.has(event)) {
      const set = new Set<(data: never) => void>()
      this.#events.set(event, set)
      this.#socket.on(event, (data: unknown) => {
        for (const each of [...set]) each(data as never)
      })
    }
    const set = this.#events.get(event)!
    set.add(listener as (data: never) => void)
    return () => set.delete(listener as (data: never) => void)
  }

  /** Follows a topic until the returned function is called or the server takes it away. */
  follow<T, O extends Opened<T> = Opened<T>>(
    topic: string,
    key: string,
    session: string,
    onSnapshot: (data: T) => void,
    options: FollowOptions<O> = {},
  ): () => void {
    const following: Following = {
      topic,
      askedKey: key,
      session,
      onSnapshot: onSnapshot as (data: never) => void,
      options: options as FollowOptions<never>,
      key: null,
      version: -1,
      early: [],
    }
    this.#followings.add(following)
    if (this.#socket.connected) void this.#open(following)
    return () => {
      this.#drop(following)
      if (following.key && this.#socket.connected) this.#socket.emit('unfollow', { topic, key: following.key })
    }
  }

  /** Asks the server; throws `Problem`, with code `offline` when no answer came in 8 s. */
  async request<T extends object>(name: string, input: object): Promise<T> {
    // socket.io would keep it and send it later, when it may mean something else.
    if (!this.#socket.connected) throw offline()
    let answer: Answer<T>
    try {
      answer = (await this.#socket.timeout(ACK_MS).emitWithAck(name, input)) as Answer<T>
    } catch {
      throw offline()
    }
    if (!answer.ok) throw readProblem(answer.problem, (answer.problem as { status?: number } | null)?.status ?? 500)
    return answer
  }

  close(): void {
    removeEventListener('offline', this.#onOffline)
    removeEventListener('online', this.#onOnline)
    for (const following of [...this.#followings]) this.#drop(following)
    this.#socket.disconnect()
  }

  get #over(): boolean {
    return this.#state === 'ended' || this.#state === 'refused'
  }

  readonly #onOffline = (): void => {
    this.#wasOffline = true
    this.#set('down')
  }

  // A line from before the gap may look alive for many seconds more: a new one is there at once.
  readonly #onOnline = (): void => {
    if (!this.#wasOffline || this.#over) return
    this.#wasOffline = false
    this.#socket.disconnect()
    this.#socket.connect()
  }

  #reconnectSoon(): void {
    setTimeout(() => {
      if (!this.#over && !this.#socket.connected) this.#socket.connect()
    }, RETRY_MS)
  }

  async #open(following: Following): Promise<void> {
    const { topic, askedKey, session, options } = following
    const { name, input } = options.open ?? { name: 'follow', input: { topic, key: askedKey, session } }
    clearTimeout(following.timer)
    following.early = []
    // An answer that comes after a reconnect is of the connection before it.
    const connection = this.#socket.id
    try {
      const answer = await this.request<Opened<never>>(name, input)
      if (!this.#followings.has(following) || this.#socket.id !== connection) return
      following.key = answer.key
      following.version = answer.version
      options.onOpen?.(answer as never)
      following.onSnapshot(answer.data)
      for (const pushed of following.early) this.#hand(following, pushed)
    } catch (thrown) {
      const problem = thrown as Problem
      if (!this.#followings.has(following) || this.#socket.id !== connection) return
      if (problem.code === 'offline' || problem.status >= 500 || problem.status === 429) {
        following.timer = setTimeout(() => void this.#open(following), problem.retryAfterMs ?? RETRY_MS)
        return
      }
      this.#drop(following)
      options.onProblem?.(problem)
    }
  }

  #onPushed(pushed: Pushed): void {
    for (const following of [...this.#followings]) {
      if (following.topic !== pushed.topic) continue
      if (following.key === null) following.early.push(pushed)
      else this.#hand(following, pushed)
    }
  }

  #hand(following: Following, { key, version, data }: Pushed): void {
    // Equal versions pass: two changes may be read at one event.
    if (key !== following.key || version < following.version) return
    following.version = version
    following.onSnapshot(data as never)
  }

  #onDismissed({ topic, key, reason }: { topic: string; key: string; reason: string }): void {
    for (const following of [...this.#followings]) {
      // Some are taken away by the name they were asked for, some by the key inside.
      if (following.topic !== topic || (following.key !== key && following.askedKey !== key)) continue
      this.#drop(following)
      following.options.onDismissed?.(reason)
    }
  }

  #drop(following: Following): void {
    clearTimeout(following.timer)
    this.#followings.delete(following)
  }

  #set(state: LineState, reason: string | null = null): void {
    // Nothing comes after the end.
    if (this.#over || (state === this.#state && reason === null)) return
    this.#state = state
    for (const listener of [...this.#listeners]) listener(state, reason)
  }
}

export const connect = (as: 'visitor' | 'user' | 'trial'): Live => new Live(as)
