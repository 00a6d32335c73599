import type { Server as HttpServer, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { parseCookie } from 'cookie'
import { Server, type Socket } from 'socket.io'
import { z } from 'zod'
import type { Cookies } from '../auth/cookies.ts'
import type { Staff } from '../auth/staff.ts'
import { findVisitor } from '../auth/visitor.ts'
import type { Actor, App } from '../context.ts'
import { checked } from '../errors.ts'
import { pickLanguage } from '../http/language.ts'
import type { FloodGate } from '../http/limits.ts'
import { sockets as openSockets } from '../http/metrics.ts'
import { acknowledge, Hub, type SocketData } from './hub.ts'
import { endOver, sessionRoom } from './sessions.ts'
import { personOf, type Reaction, type Topic } from './topic.ts'

export interface SocketRequest {
  /** What the browser emits. */
  name: string
  /** Requests per minute of one person, over all their connections. */
  perMinute?: number
  handle(socket: Socket, input: unknown, hub: Hub): Promise<object | undefined>
}

export interface RealtimeOptions {
  app: App
  http: HttpServer
  cookies: Cookies
  staff: Staff
  gate: FloodGate
  origin(host: string | undefined): string
  topics: Topic[]
  reactions: Reaction[]
  requests: (io: Server, hub: Hub) => SocketRequest[]
  /** Connected client of the `redis` package. */
  redis?: unknown
  /** False on a process that only emits to others. */
  accept: boolean
  /** Whether this handshake may follow a trial's phone. */
  trialAllowed(request: IncomingMessage): boolean
  /** Whether a handshake is let in at all: a trial answers only this machine. */
  admits(headers: IncomingHttpHeaders): boolean
}

const PING_MS = 8000
const SESSIONS_MS = 10_000
const PER_MINUTE = 120
const MESSAGE_BYTES = 64 * 1024

const followed = z.object({
  topic: z.string().max(40),
  key: z.string().max(64),
  session: z.string().max(32).default(''),
})

const following: SocketRequest[] = [
  {
    name: 'follow',
    async handle(socket, input, hub) {
      const { topic, key, session } = checked(followed, input)
      return hub.follow(socket, topic, key, session)
    },
  },
  {
    name: 'unfollow',
    async handle(socket, input, hub) {
      const { topic, key } = checked(followed, input)
      await hub.unfollow(socket, topic, key)
      return undefined
    },
  },
]

/** socket.io with every topic; the handshake checks Origin and session. */
export async function startRealtime(
  options: RealtimeOptions,
): Promise<{ io: Server; hub: Hub; stop(): Promise<void> }> {
  const { app } = options
  const io = new Server({
    serveClient: false,
    transports: ['websocket', 'polling'],
    pingInterval: PING_MS,
    pingTimeout: PING_MS,
    maxHttpBufferSize: MESSAGE_BYTES,
    connectTimeout: 10_000,
    perMessageDeflate: false,
    allowRequest: (request, decide) => {
      const from = request.headers.origin
      decide(
        null,
        options.accept &&
          options.admits(request.headers) &&
          (from === undefined || from === options.origin(request.headers.host)),
      )
    },
    ...(options.redis ? { adapter: createAdapter(options.redis as never) } : {}),
  })
  const hub = new Hub(app, io, options.topics, options.reactions)
  const requests = options.requests(io, hub)

  const letIn = async (socket: Socket): Promise<boolean> => {
    const actor = await identify(socket, options)
    if (!actor) return false
    const data: SocketData = {
      ctx: { ...app, actor, lang: languageOf(socket, actor, options.cookies) },
      seen: app.now(),
      hidden: false,
      following: new Map(),
    }
    socket.data = data
    if (actor.kind === 'USER') await socket.join(`user:${actor.id}`)
    const session = sessionRoom(options.staff, socket)
    if (session !== undefined) await socket.join(session)
    // Ended between the look and the join, it would not be told.
    return (await identify(socket, options)) !== undefined
  }
  io.use(async (socket, next) => {
    const refusal = await letIn(socket).then(
      (known) => (known ? undefined : 'unauthenticated'),
      (error: unknown) => {
        app.log.error({ err: error }, 'socket not let in')
        return 'unavailable'
      },
    )
    next(refusal === undefined ? undefined : new Error(refusal))
  })
  io.on('connection', (socket) => {
    openSockets.inc()
    const data = socket.data as SocketData
    // The browser answers our pings even where its timers are throttled.
    socket.conn.on('heartbeat', () => {
      data.seen = app.now()
    })
    for (const { name, handle, perMinute = PER_MINUTE } of [...following, ...requests]) {
      socket.on(name, (input, ack) =>
        acknowledge(app, ack, async () => {
          await options.gate.pass(`socket:${name}:${personOf(data.ctx.actor)}`, perMinute)
          return (await handle(socket, input, hub)) ?? {}
        }),
      )
    }
    socket.on('disconnect', (reason) => {
      openSockets.dec()
      hub.left(socket, reason).catch((error) => app.log.error({ err: error }, 'socket left'))
    })
  })
  if (options.accept) io.attach(options.http)
  await hub.start()
  const sessions = setInterval(() => {
    endOver(app, options.staff, io, hub).catch((error) => app.log.error({ err: error }, 'sessions not checked'))
  }, SESSIONS_MS)
  return {
    io,
    hub,
    async stop() {
      clearInterval(sessions)
      hub.stop()
      io.local.emit('restarting', {})
      await io.close()
    },
  }
}

function languageOf({ handshake: { headers } }: Socket, actor: Actor, cookies: Cookies): string {
  if (actor.kind !== 'VISITOR') return 'en'
  return pickLanguage(headers['accept-language'], cookies.language(parseCookie(headers.cookie ?? '')))
}

async function identify(socket: Socket, options: RealtimeOptions): Promise<Actor | undefined> {
  const header = socket.handshake.headers.cookie
  const as = (socket.handshake.auth as { as?: unknown }).as
  if (as === 'user') return options.staff.findNow(header)
  if (as === 'trial') return options.trialAllowed(socket.request) ? { kind: 'ANONYMOUS' } : undefined
  const cookies = parseCookie(header ?? '')
  return (await findVisitor(options.app, options.cookies.visitor(cookies)))?.actor
}
