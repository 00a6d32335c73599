import { createHmac, timingSafeEqual } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type SqliteFile from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import { cookieNames, type LoadVisitor } from '../../../tests/load/people.ts'
import type { BareCase } from './plan.ts'
import type { Replay } from './recording.ts'

interface User {
  id: number
  role: string
  name: string
}

const KEPT_MS = 1000

/** The same look-up as the product's: signature, session and user in one statement, kept for a second. */
function sessions(file: SqliteFile.Database, secret: string): (cookie: string | undefined) => User | undefined {
  const statement = file.prepare(
    `select s.createdAt, s.expiresAt, u.id, u.role, u.name from session s join user u on u.id = s.userId
     where s.token = ? and s.expiresAt > ? and u.status = 'ACTIVE'`,
  )
  const kept = new Map<string, { user: User; until: number }>()
  return (cookie) => {
    const pair = cookie?.split(/;\s*/).find((it) => it.startsWith(`${cookieNames.staff}=`))
    if (!pair) return undefined
    const [token = '', signature = ''] = decodeURIComponent(pair.slice(cookieNames.staff.length + 1)).split('.')
    const right = createHmac('sha256', secret).update(token).digest()
    const given = Buffer.from(signature, 'base64')
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
    const known = kept.get(token)
    if (known && known.until > performance.now()) return known.user
    const user = statement.get(token, new Date().toISOString()) as User | undefined
    if (user) kept.set(token, { user, until: performance.now() + KEPT_MS })
    return user
  }
}

/** GET /api/demos: who asks, the product's statements, one object. */
export function serveDemos(
  server: FastifyInstance,
  file: SqliteFile.Database,
  learnt: { wanted: BareCase; replay: Replay; answer: string; secret: string },
): void {
  const find = sessions(file, learnt.secret)
  const own = find(learnt.wanted.headers.cookie)
  const list = (user: User) => {
    const all = learnt.replay(new Map([[own!.id, user.id]]))
    const of = <Row>(...columns: string[]) =>
      (all.find(([row]) => row && columns.every((column) => column in (row as object))) ?? []) as Row[]
    const served = of<{ demo_id: number; name: string }>('demo_id', 'name')
    const names = Map.groupBy(served, (it) => it.demo_id)
    const booked = of<{ demo_id: number; starts_at: number }>('demo_id', 'starts_at')
    const times = new Map(booked.map((it) => [it.demo_id, it.starts_at]))
    const rows = new Map(of<{ id: number }>('requestedAt').map((row) => [row.id, row]))
    const ids = all.find(([row]) => row && Object.keys(row).join() === 'id') as { id: number }[]
    return {
      rows: ids.map(({ id }) => ({
        ...rows.get(id),
        meetingAt: times.get(id) ?? null,
        experts: names.get(id)?.map(({ name }) => name) ?? [],
      })),
      total: of<{ n: number }>('n')[0]!.n,
      page: 1,
      pageSize: 50,
    }
  }
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(list(own!))), JSON.parse(learnt.answer))) {
    throw new Error('the bare list of demos is another one')
  }
  server.get(learnt.wanted.pattern, (request, reply) => {
    const user = find(request.headers.cookie)
    if (!user) return reply.code(401).send({})
    return reply.send(list(user))
  })
}

/** POST …/knock: the statements of one knock (the session's look-up among them) with another visitor's ids. */
export function serveKnocks(
  server: FastifyInstance,
  learnt: { wanted: BareCase; replay: Replay; visitors: LoadVisitor[] },
): void {
  const [first] = learnt.visitors
  const byDemo = new Map(learnt.visitors.map((visitor) => [visitor.demo, visitor]))
  const values = (visitor: LoadVisitor) => [
    visitor.customerId,
    visitor.sessionId,
    visitor.demoId,
    visitor.demo,
    `demo:${visitor.demoId}`,
  ]
  server.post(learnt.wanted.pattern, (request, reply) => {
    const visitor = byDemo.get((request.params as { demo: string }).demo)
    if (!visitor) return reply.code(404).send({})
    const others = values(visitor)
    learnt.replay(new Map(values(first!).map((value, i) => [value, others[i]])))
    return reply.send({})
  })
}
