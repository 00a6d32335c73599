import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Server } from 'socket.io'
import { type Database, openDatabase } from '../database/database.ts'
import { reactions as customerReactions } from '../features/customers/events.ts'
import { socketRequests as visitRequests } from '../features/knocks/routes.ts'
import { meetingReactions } from '../features/meetings/events.ts'
import { socketRequests as meetingRequests } from '../features/meetings/routes.ts'
import { reactions as userReactions } from '../features/users/events.ts'
import { createCookies } from '../platform/auth/cookies.ts'
import { createStaff } from '../platform/auth/staff.ts'
import type { Config } from '../platform/config.ts'
import type { App } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { readBundles } from '../platform/http/assets.ts'
import { speak } from '../platform/http/language.ts'
import { createFloodGate } from '../platform/http/limits.ts'
import { isTrialRequest } from '../platform/http/security.ts'
import { createServer } from '../platform/http/server.ts'
import { startJobs } from '../platform/jobs/jobs.ts'
import { kernelJobs } from '../platform/jobs/kernel-jobs.ts'
import { createKeys } from '../platform/keys.ts'
import { createLog, type Log } from '../platform/log.ts'
import { createMeshEngine } from '../platform/media/mesh.ts'
import { openProviders } from '../platform/messages/providers/open.ts'
import type { Screen } from '../platform/messages/providers/screen.ts'
import { createWorker } from '../platform/messages/worker.ts'
import { startRealtime } from '../platform/realtime/sockets.ts'
import { languages } from '../web/texts/texts.ts'
import { errorPage } from './documents.ts'
import { featureJobs, featureTemplates, featureTopics } from './features.ts'
import { mayUsePhone, phoneTopic } from './phone.ts'
import { connectRedis } from './redis.ts'
import { createRenderer } from './render.tsx'
import { allRoutes } from './routes.ts'
import { lanAddress, lanCertificate, type TrialSecrets, trialSecrets } from './trial.ts'

export interface StartOptions {
  config: Config
  /** HTTPS on the local network, so that a phone can join a trial. */
  lan?: boolean
  /** The time, ms; tests inject theirs. */
  now?: () => number
  log?: Log
}

export interface Running {
  app: App
  server: FastifyInstance
  io: Server
  /** Where it listens. */
  url: string
  trial: TrialSecrets | undefined
  /** What a trial's phone shows. */
  screen: Screen
  /** Tells sockets, finishes or releases jobs and messages, closes the database. */
  stop(): Promise<void>
}

/** Opens the database of a configuration, brought up to date, with what every command needs. */
export async function openApp(
  options: StartOptions,
): Promise<{ app: App; trial: TrialSecrets | undefined; listen(to: App['committed']): void }> {
  const { config } = options
  const trial = config.production ? undefined : trialSecrets(config.DATA_DIR)
  const log = options.log ?? createLog(config.LOG_LEVEL)
  const url = config.DATABASE_URL ?? `sqlite:${join(config.DATA_DIR, 'phygital.db')}`
  const database = open(url, config.DATABASE_POOL)
  let listener: App['committed'] = () => {}
  const app: App = {
    config,
    database,
    keys: createKeys(config.SECRET ?? trial!.secret),
    log,
    now: options.now ?? Date.now,
    committed: (events, sent) => listener(events, sent),
  }
  try {
    await database.migrate()
  } catch (cause) {
    await database.close()
    throw unusable(url, cause)
  }
  return {
    app,
    trial,
    listen: (to) => {
      listener = to
    },
  }
}

function open(url: string, pool: number): Database {
  try {
    return openDatabase(url, pool)
  } catch (cause) {
    throw unusable(url, cause)
  }
}

function unusable(url: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const shown = url.replace(/:\/\/[^@]*@/, '://…@')
  return new AppError('unavailable', `The database ${shown} cannot be used: ${(cause as Error).message}`, { cause })
}

/** The folder of the package: where the built browser files stand beside the server's. */
function packageRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}

/** Starts the roles the configuration names in this process. */
export async function start(options: StartOptions): Promise<Running> {
  const { config } = options
  if (options.lan && config.production)
    throw new AppError('invalid', '--lan is for trials; production stands behind a proxy.')
  const lanHost = options.lan ? lanAddress() : undefined
  const tls = lanHost ? await lanCertificate(lanHost) : undefined
  const { app, trial, listen } = await openApp(options)
  for (const warning of config.warnings) app.log.warn({}, warning)
  speak(languages)
  const does = (role: 'web' | 'realtime' | 'jobs') => config.ROLES.includes(role)

  const redis = config.REDIS_URL
    ? await connectRedis(config.REDIS_URL, app.log).catch(async (error: unknown) => {
        await app.database.close()
        throw error
      })
    : undefined
  const gate = createFloodGate(redis)
  const secure = tls !== undefined || (config.PUBLIC_URL?.startsWith('https:') ?? false)
  const cookies = createCookies(secure)
  const origin = (host: string | undefined) => config.PUBLIC_URL ?? `${secure ? 'https' : 'http'}://${host}`
  const staff = createStaff(app, secure)
  const providers = openProviders(config, app.now)
  const worker = createWorker(app, { templates: featureTemplates, sms: providers.sms, email: providers.email })
  const root = packageRoot()
  const bundles = readBundles(join(root, 'dist/browser'))

  const server = await createServer({
    app,
    routes: allRoutes({ staff, web: does('web'), phoneKey: trial?.phoneKey }),
    staff,
    cookies,
    origin,
    gate,
    render: createRenderer(app, bundles),
    errorPage: (error, request) => errorPage(app, error, request),
    assets: join(root, 'dist/browser'),
    checkAnswers: !config.production,
    ...(lanHost ? { lanHost } : {}),
    ...(tls ? { tls } : {}),
  })
  await server.ready()

  let socketServer: Server | undefined
  const engine = createMeshEngine(app, () => socketServer!)
  const failed = (error: unknown) => app.log.error({ err: error }, 'engine')
  const realtime = await startRealtime({
    app,
    http: server.server,
    cookies,
    staff,
    gate,
    origin,
    topics: trial ? [...featureTopics, phoneTopic(providers.screen)] : featureTopics,
    reactions: [...userReactions(staff), ...customerReactions, ...meetingReactions(engine, failed)],
    requests: (io, hub) => [...meetingRequests(engine, io, hub), ...visitRequests()],
    trialAllowed: ({ headers, socket }) =>
      trial !== undefined && mayUsePhone(headers, socket.remoteAddress, trial.phoneKey),
    admits: (headers) => config.production || isTrialRequest(headers, lanHost),
    accept: does('realtime'),
    ...(redis ? { redis } : {}),
  })
  socketServer = realtime.io
  listen((events, sent) => {
    if (events.length > 0) realtime.hub.committed(events)
    if (sent) worker.wake()
  })
  const jobs = does('jobs') ? startJobs(app, [...kernelJobs, ...featureJobs]) : undefined
  if (does('jobs')) worker.start()

  try {
    await server.listen({ host: lanHost ? '0.0.0.0' : config.HOST!, port: config.PORT })
  } catch (cause) {
    await stop()
    const code = (cause as { code?: string }).code
    if (code === 'EADDRINUSE') {
      throw new AppError(
        'conflict',
        `Port ${config.PORT} is taken. Set PHYGITAL_PORT to another, or stop what uses it.`,
      )
    }
    throw new AppError('unavailable', `Cannot listen on ${config.HOST}:${config.PORT} (${code}).`, { cause })
  }

  async function stop(): Promise<void> {
    const stopped = await Promise.allSettled([realtime.stop().then(() => server.close()), jobs?.stop(), worker.stop()])
    // Closing waits for what was asked, which a Redis that is away never answers.
    if (redis?.isReady) await redis.close()
    else redis?.destroy()
    await app.database.close()
    const failure = stopped.find((it) => it.status === 'rejected')
    if (failure) throw failure.reason
  }

  const { port } = server.server.address() as { port: number }
  const shownHost = lanHost ?? (config.HOST === '0.0.0.0' || config.HOST === '127.0.0.1' ? 'localhost' : config.HOST)
  const url = config.PUBLIC_URL ?? `${secure ? 'https' : 'http'}://${shownHost}:${port}`
  return { app, server, io: realtime.io, url, trial, screen: providers.screen, stop }
}
