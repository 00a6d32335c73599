import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, BrowserContext } from '@playwright/test'
import { startMariaDb } from '../../support/mariadb.ts'
import { temporaryFolder } from '../../support/program.ts'
import { startRedis } from '../../support/redis.ts'
import { type Server, startServer } from '../../support/server.ts'
import { type SmsProviders, startSmsProviders } from '../../support/sms-providers.ts'
import { type SmtpService, startSmtp } from '../../support/smtp.ts'
import { startTlsProxy } from './tls-proxy.ts'
import { MIDDAY } from './world.ts'

const PROGRAM = join(import.meta.dirname, '../../../dist/server/phygital.js')
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

export interface Installation {
  /** The address that people open. Browsers whose user agent ends in "second" are served by the second process. */
  url: string
  processes: [Server, Server]
  sms: SmsProviders
  smtp: SmtpService
  /** Of the one agent; of the admin where nothing is set up yet. */
  email: string
  password: string
  stop(): Promise<void>
}

/**
 * Phygital as in production: two processes on one MariaDB and one Redis behind a proxy that ends TLS, messages through
 * providers, set up by its own command line.
 * @param empty nothing is set up but an admin
 */
export async function startInstallation({ empty = false } = {}): Promise<Installation> {
  const stops: (() => unknown)[] = []
  const stop = async () => {
    for (const step of stops.reverse()) await step()
  }
  try {
    const folder = temporaryFolder('installation')
    stops.push(folder.remove)
    const [mariadb, redis, sms, smtp] = await Promise.all([
      startMariaDb(),
      startRedis(),
      startSmsProviders(),
      startSmtp(),
    ])
    stops.push(mariadb.stop, redis.stop, sms.stop, smtp.stop)
    const ports: number[] = []
    const proxy = await startTlsProxy(({ headers }) => ports[headers['user-agent']?.endsWith('second') ? 1 : 0]!)
    stops.push(proxy.stop)
    const settings = {
      MODE: 'production',
      PUBLIC_URL: proxy.url,
      TRUSTED_PROXIES: '127.0.0.1',
      // Shared, as uploads have to be.
      DATA_DIR: join(folder.path, 'data'),
      SECRET: 'a secret of more than thirty-two characters',
      DATABASE_URL: await mariadb.createDatabase('phygital'),
      REDIS_URL: redis.url,
      SMS_PROVIDER: 'http',
      SMS_HTTP_URL: sms.http.url,
      SMS_HTTP_HEADERS: JSON.stringify(sms.http.headers),
      EMAIL_PROVIDER: 'smtp',
      SMTP_URL: smtp.url,
      EMAIL_FROM: 'Kaveri <hello@kaveri.example>',
      LOG_LEVEL: 'warn',
    }
    const email = 'asha@kaveri.example'
    const password = 'four loud green ducks'
    await setUp(folder.path, settings, { email, password, empty })
    const start = async () => {
      const server = await startServer({ settings })
      stops.push(server.stop)
      ports.push(server.port)
      return server
    }
    const processes: [Server, Server] = [await start(), await start()]
    return { url: proxy.url, processes, sms, smtp, email, password, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

export type Pages = ReturnType<typeof pagesOf>

/** Opens pages of an installation and keeps what they complain of. Their calls would go on beside all later tests: close them. */
export function pagesOf(browser: Browser, url: string) {
  const complaints: string[] = []
  const contexts: BrowserContext[] = []
  const open = async (options: object) => {
    const context = await browser.newContext({ baseURL: url, ignoreHTTPSErrors: true, timezoneId: MIDDAY, ...options })
    contexts.push(context)
    const page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    return page
  }
  const close = async () => {
    for (const context of contexts) await context.close()
  }
  return { open, complaints, close }
}

async function setUp(
  folder: string,
  settings: Record<string, string>,
  { email, password, empty }: { email: string; password: string; empty: boolean },
): Promise<void> {
  const env = {
    ...process.env,
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`PHYGITAL_${name}`, value])),
  }
  const phygital = (args: string[], input = '') => {
    const running = promisify(execFile)(process.execPath, [PROGRAM, ...args], { cwd: folder, env })
    running.child.stdin!.end(input)
    return running
  }
  if (empty) {
    await phygital(['user', 'add', '--name', 'Meera Rao', '--email', email, '--role', 'ADMIN'], `${password}\n`)
    return
  }
  const file = join(folder, 'brand.json')
  const week = Object.fromEntries(DAYS.map((day) => [day, [['00:00', '24:00']]]))
  const product = {
    name: 'Tara espresso machine',
    slug: 'tara-espresso-machine',
    zone: 'Asia/Kolkata',
    liveTimings: { week, exceptions: {} },
  }
  await writeFile(
    file,
    JSON.stringify({
      brand: { name: 'Kaveri Living', zone: 'Asia/Kolkata', country: 'IN', countries: ['IN'] },
      products: [product],
    }),
  )
  await phygital(['setup', file])
  await phygital(['user', 'add', '--name', 'Asha Menon', '--email', email, '--products', product.slug], `${password}\n`)
  const rule = {
    product: product.slug,
    agents: [email],
    lengthMin: 30,
    days: 'DAILY',
    firstDate: '2026-01-01',
    capacity: 1,
  }
  await writeFile(file, JSON.stringify({ rules: ['10:00', '15:00'].map((clock) => ({ ...rule, clock })) }))
  await phygital(['setup', file])
}
