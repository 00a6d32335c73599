import { join } from 'node:path'
import { errorPage } from '../../src/app/documents.ts'
import { featureTopics } from '../../src/app/features.ts'
import { phoneTopic } from '../../src/app/phone.ts'
import { createRenderer } from '../../src/app/render.tsx'
import { allRoutes } from '../../src/app/routes.ts'
import { openDatabase } from '../../src/database/database.ts'
import { reactions as customerReactions } from '../../src/features/customers/events.ts'
import { socketRequests as visitRequests } from '../../src/features/knocks/routes.ts'
import { meetingReactions } from '../../src/features/meetings/events.ts'
import { socketRequests as meetingRequests } from '../../src/features/meetings/routes.ts'
import { reactions as userReactions } from '../../src/features/users/events.ts'
import { createCookies } from '../../src/platform/auth/cookies.ts'
import { createStaff } from '../../src/platform/auth/staff.ts'
import type { DomainEvent } from '../../src/platform/context.ts'
import { createFloodGate } from '../../src/platform/http/limits.ts'
import { createServer } from '../../src/platform/http/server.ts'
import { createMeshEngine } from '../../src/platform/media/mesh.ts'
import { createScreen } from '../../src/platform/messages/providers/screen.ts'
import { type SocketRequest, startRealtime } from '../../src/platform/realtime/sockets.ts'
import type { HubControl } from '../../src/platform/realtime/topic.ts'
import { temporaryFolder } from '../support/program.ts'
import { createTestApp } from './test-app.ts'

/** The whole application on SQLite, as `start` puts it together, but for the jobs: nothing happens by itself. */
export async function openServer() {
  const folder = temporaryFolder('access')
  const database = openDatabase(`sqlite:${join(folder.path, 'access.db')}`)
  await database.migrate()
  const at = Date.now()
  const clock = { now: () => at, monotonic: () => 0, advance: () => {}, jump: () => {} }
  let listener: (events: DomainEvent[]) => void = () => {}
  const made = createTestApp(database, clock)
  const config = { ...made.config, DATA_DIR: folder.path }
  const app = { ...made, config, committed: (events: DomainEvent[]) => listener(events) }
  const staff = createStaff(app, false)
  const cookies = createCookies(false)
  const origin = (host: string | undefined) => `http://${host}`
  const routes = allRoutes({ staff, web: true, phoneKey: 'the phone key' })
  const server = await createServer({
    ...{ app, routes, staff, cookies, origin, gate: createFloodGate(), render: createRenderer(app, new Map()) },
    errorPage: (error, request) => errorPage(app, error, request),
    ...{ assets: 'none', checkAnswers: true },
  })
  await server.ready()
  const topics = [...featureTopics, phoneTopic(createScreen(app.now))]
  let requests: SocketRequest[] = []
  const engine = createMeshEngine(app, () => realtime.io)
  const media = meetingReactions(engine, (error) => app.log.error({ err: error }, 'engine'))
  const realtime: Awaited<ReturnType<typeof startRealtime>> = await startRealtime({
    ...{ app, http: server.server, cookies, staff, origin, topics, accept: true, gate: createFloodGate() },
    reactions: [...userReactions(staff), ...customerReactions, ...media],
    requests: (io, hub) => {
      requests = [...meetingRequests(engine, io, hub), ...visitRequests()]
      return requests
    },
    trialAllowed: () => true,
    admits: () => true,
  })
  const hub: HubControl = realtime.hub
  listener = (events) => realtime.hub.committed(events)
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as { port: number }
  return {
    ...{ app, clock, database, server, topics, requests, hub },
    visitorCookie: cookies.names.visitor,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await realtime.stop()
      await server.close()
      await database.close()
      folder.remove()
    },
  }
}

export type AccessServer = Awaited<ReturnType<typeof openServer>>
