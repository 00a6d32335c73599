import { readFileSync } from 'node:fs'
import SqliteFile from 'better-sqlite3'
import { fastify } from 'fastify'
import type { ReactElement } from 'react'
import { featureRoutes } from '../../../src/app/features.ts'
import { createRenderer } from '../../../src/app/render.tsx'
import { openApp } from '../../../src/app/start.ts'
import { readBrand } from '../../../src/features/brand/reads.ts'
import { createCookies } from '../../../src/platform/auth/cookies.ts'
import { createStaff } from '../../../src/platform/auth/staff.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { asSystem } from '../../../src/platform/context.ts'
import { readBundles } from '../../../src/platform/http/assets.ts'
import { createFloodGate } from '../../../src/platform/http/limits.ts'
import { createServer } from '../../../src/platform/http/server.ts'
import { createLog } from '../../../src/platform/log.ts'
import { themeCss } from '../../../src/web/theme/theme.ts'
import { renderVisitorPage } from '../../../src/web/visitor/document.tsx'
import { serveDemos, serveKnocks } from './api.ts'
import type { BareCase, BarePlan } from './plan.ts'
import { prepareReplay, type Recorded, recordStatements } from './recording.ts'

// A bare Fastify: for each case the statements and the React elements of one real request to the product, and nothing
// else of the product. Started by the benchmarks with the settings of the product's own server.

interface Learnt {
  wanted: BareCase
  statements: Recorded[]
  body: ReactElement | undefined
  answer: string
}

const recorder = recordStatements()
const plan = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as BarePlan
const config = readConfig()

/** Asks the product itself, twice: the first answer fills what it keeps, the second is taken down. */
async function learn(): Promise<{ learnt: Learnt[]; colour: string }> {
  const { app } = await openApp({ config, log: createLog('silent') })
  let body: ReactElement | undefined
  const render = createRenderer(app, readBundles(plan.browserFiles))
  const staff = createStaff(app, true)
  const server = await createServer({
    app,
    routes: featureRoutes(staff),
    staff,
    cookies: createCookies(true),
    origin: () => config.PUBLIC_URL!,
    gate: createFloodGate(),
    render: (page, nonce, request) => {
      body = page.body as ReactElement
      return render(page, nonce, request)
    },
    errorPage: async (error) => {
      throw error
    },
    assets: plan.browserFiles,
    checkAnswers: false,
  })
  const learnt: Learnt[] = []
  for (const wanted of plan.cases) {
    const { method, path, headers, payload } = wanted
    const ask = () =>
      server.inject({ method, url: path, headers, ...(payload === undefined ? {} : { payload }) } as never)
    // Footfall is counted after the answer.
    const answered = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    if (!wanted.onlyOnce) await ask().then(answered)
    recorder.take()
    body = undefined
    const answer = await ask()
    if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${answer.body}`)
    await answered()
    learnt.push({ wanted, statements: recorder.take(), body, answer: answer.body })
  }
  const { colour } = await readBrand(asSystem(app))
  await server.close()
  await app.database.close()
  return { learnt, colour }
}

const { learnt, colour } = await learn()
const file = new SqliteFile(config.DATABASE_URL!.replace(/^sqlite:/, ''))
file.pragma('busy_timeout = 5000')
file.pragma('journal_mode = WAL')
file.pragma('synchronous = FULL')
file.pragma('foreign_keys = ON')

const server = fastify({ logger: false, routerOptions: { maxParamLength: 200 } } as object)
const visitorScript = readBundles(plan.browserFiles).get('visitor')!
const theme = themeCss(colour)

/** What both documents have in common, without what changes from one answer to the next. */
const essence = (html: string) =>
  html.replace(/(nonce|value|content|data-[a-z]+)="[^"]*"/g, '').replace(/<(style)[^>]*>/g, '<$1>')

for (const { wanted, statements, body, answer } of learnt) {
  const replay = prepareReplay(file, statements)
  console.log(`${wanted.name}: ${statements.map(({ sql }) => sql.slice(0, 90)).join(' | ') || 'no statements'}`)
  if (wanted.serve === 'demos') serveDemos(server, file, { wanted, replay, answer, secret: plan.secret })
  else if (wanted.serve === 'knock') serveKnocks(server, { wanted, replay, visitors: plan.visitors })
  else {
    const listed = !answer.includes('name="robots"')
    const description = /<meta name="description" content="([^"]*)"/.exec(answer)?.[1]
    const options = {
      nonce: 'bare',
      lang: 'en',
      here: wanted.path,
      themeCss: theme,
      brandColour: colour,
      styles: visitorScript.styles,
      scripts: [visitorScript.script],
      preload: visitorScript.preload,
      ...(listed ? { listed } : {}),
      ...(description ? { description } : {}),
    }
    const render = () => renderVisitorPage(body!, options)
    if (essence(render()) !== essence(answer)) throw new Error(`${wanted.name}: the bare markup is another one`)
    server.get(wanted.pattern, (_request, reply) => {
      replay()
      reply.type('text/html; charset=utf-8').send(render())
    })
  }
}

process.on('SIGTERM', () => process.exit(0))
await server.listen({ host: '127.0.0.1', port: config.PORT })
console.log('bare server ready')
