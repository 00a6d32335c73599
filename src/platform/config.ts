import { isIP } from 'node:net'
import { z } from 'zod'
import { AppError } from './errors.ts'
import { isLoopback } from './loopback.ts'

const list = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().min(1)))
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max))
/** As browsers write an origin: they compare it letter by letter. */
const origin = z.url({ protocol: /^https?$/ }).transform((url, issue) => {
  const { origin: plain, href } = new URL(url)
  if (href === `${plain}/`) return plain
  issue.addIssue('must be an address without path, query or password')
  return z.NEVER
})
const servers = (scheme: 'stun' | 'turn') =>
  list.pipe(
    z.array(z.string().regex(new RegExp(`^${scheme}s?:.`), `must be a list of ${scheme}:host or ${scheme}s:host`)),
  )
const network = z.string().refine((text) => {
  if (/^(loopback|linklocal|uniquelocal)$/.test(text)) return true
  const [address = '', bits, more] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address) as 0 | 4 | 6]
  return most > 0 && more === undefined && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}, 'must be a list of addresses, networks (10.0.0.0/8) or loopback, linklocal, uniquelocal')
const price = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be an amount such as 2.50')
  .transform(Number)
const yes = z.enum(['yes', 'no']).transform((word) => word === 'yes')

interface Variable {
  schema: z.ZodType
  fallback?: string
  about: string
}

const variable = <S extends z.ZodType>(schema: S, fallback: string, about: string) => ({ schema, fallback, about })
const optional = <S extends z.ZodType>(schema: S, about: string) => ({ schema, about })

/** Every setting of an installation. `phygital config` prints this table. */
export const variables = {
  MODE: variable(z.enum(['trial', 'production']), 'trial', 'trial: everything on this machine, no message leaves it'),
  HOST: optional(z.string().min(1), 'address to listen on; trial: 127.0.0.1, production: 0.0.0.0'),
  PORT: variable(whole(0, 65535), '3000', 'port to listen on'),
  PUBLIC_URL: optional(origin, 'the address people open, e.g. https://meet.example.com (required in production)'),
  DATA_DIR: variable(z.string().min(1), 'data', 'folder for the embedded database and uploads; processes share it'),
  DATABASE_URL: optional(
    z.string().regex(/^(sqlite:|mysql:\/\/)/, 'must begin with sqlite: or mysql://'),
    'mysql://user:password@host/name or sqlite:path (required in production; trial: a file in DATA_DIR)',
  ),
  DATABASE_POOL: variable(whole(1, 200), '10', 'most connections to MySQL'),
  SECRET: optional(z.string().min(32), 'key for links, codes and sessions, 32+ characters (required)'),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/ }), 'needed for more than one process, e.g. redis://host'),
  ROLES: variable(
    list.pipe(z.array(z.enum(['web', 'realtime', 'jobs'])).min(1)).transform((roles) => [...new Set(roles)]),
    'web,realtime,jobs',
    'what this process does; fewer than all needs MySQL and Redis',
  ),
  TRUSTED_PROXIES: optional(list.pipe(z.array(network)), 'addresses or networks whose X-Forwarded headers count'),
  HYPERD_PATH: optional(
    z.string().min(1),
    "Tableau's hyperd (of the Python package tableauhyperapi), for .hyper extracts",
  ),
  LLM_URL: optional(
    z.url({ protocol: /^https?$/ }),
    'OpenAI-compatible endpoint that phrases the insights, e.g. https://llm.example.com/v1; without it none does',
  ),
  LLM_KEY: optional(z.string().min(1), "the endpoint's key"),
  LLM_MODEL: optional(z.string().min(1), 'the model asked (needed with LLM_URL)'),
  LLM_PRICE_IN: variable(price, '0', 'price of a million tokens sent'),
  LLM_PRICE_OUT: variable(price, '0', 'price of a million tokens got'),
  LLM_CAP: variable(price, '0', 'most ever spent on phrasing, in the currency of the prices'),
  LLM_CUSTOMERS: variable(
    whole(0, 2000),
    '100',
    'customers whose sentences are phrased beside those of the whole: who bought most',
  ),
  LOG_LEVEL: variable(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']), 'info', 'least level logged'),
  METRICS_TOKEN: optional(z.string().min(16), 'bearer token for /metrics; without it only this machine may'),
  SMS_PROVIDER: variable(
    z.enum(['screen', 'twilio', 'http']),
    'screen',
    'screen shows messages at /phone (trial only)',
  ),
  TWILIO_ACCOUNT_SID: optional(z.string().min(1), 'Twilio account'),
  TWILIO_AUTH_TOKEN: optional(z.string().min(1), 'Twilio token'),
  TWILIO_FROM: optional(z.string().min(1), 'Twilio number or messaging service (MG…)'),
  TWILIO_BASE_URL: optional(z.url(), "another address of Twilio's API (an edge, or a test server)"),
  SMS_HTTP_URL: optional(z.url(), 'address of the SMS gateway'),
  SMS_HTTP_HEADERS: variable(
    z.string().transform((text, issue): Record<string, string> => {
      try {
        return z.record(z.string(), z.string()).parse(JSON.parse(text))
      } catch {
        issue.addIssue('must be a JSON object of texts')
        return z.NEVER
      }
    }),
    '{}',
    'headers sent to the gateway, as a JSON object',
  ),
  SMS_HTTP_BODY: variable(
    z.string(),
    '{"to":"{to}","text":"{text}","template":"{template}","entity":"{entity}","sender":"{sender}","ref":"{ref}"}',
    'JSON body; {to} {text} {template} {entity} {sender} {ref} are filled in',
  ),
  SMS_HTTP_ID: variable(z.string(), 'id', "where the gateway's answer holds its message id (a.b.0.c)"),
  EMAIL_PROVIDER: variable(z.enum(['screen', 'smtp']), 'screen', 'screen shows messages at /phone (trial only)'),
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/ }), 'smtp://user:password@host:587 or smtps://…'),
  EMAIL_FROM: optional(z.string().min(3), 'sender, e.g. Aurum <hello@example.com>'),
  STUN_URLS: optional(servers('stun'), 'e.g. stun:stun.example.com:3478'),
  TURN_URLS: optional(servers('turn'), 'e.g. turn:turn.example.com:3478?transport=udp,turns:…'),
  TURN_SECRET: optional(z.string().min(8), "coturn's static-auth-secret: credentials are made per call"),
  TURN_TTL: variable(whole(60, 86_400), '7200', 'how long call credentials live, s'),
  RELAY_ONLY: variable(yes, 'no', 'yes: media only through TURN, so that neither side sees the other’s address'),
  OTP_TTL: variable(whole(30, 600), '120', 'how long a code lives, s'),
  OTP_DAILY_CHECKS: variable(whole(5, 1000), '20', 'checks of codes per number and day'),
  OTP_PREFIX_HOURLY: variable(whole(1, 1_000_000), '300', 'codes per hour for one number prefix (pumping)'),
  OTP_HOURLY_CAP: variable(whole(1, 10_000_000), '2000', 'codes per hour in all (spend cap)'),
  CHALLENGE_AFTER: variable(whole(0, 100_000), '10', 'codes asked from one address in 10 min before proof of work'),
  JOURNEYS_FOLDERS: optional(
    list.pipe(z.array(z.string().regex(/^([/\\\\]|[A-Za-z]:)/, 'must be whole paths, with commas'))),
    'folders whose files admins may choose for Journeys, with commas',
  ),
  JOURNEYS_MAX_UPLOAD: variable(
    whole(1, 1_000_000),
    '5000',
    'MB of files that are uploaded for Journeys, all together',
  ),
  JOURNEYS_UPLOAD_DAYS: variable(
    whole(1, 3650),
    '30',
    'days a file uploaded for Journeys is kept; what was read of it stays',
  ),
  JOURNEYS_MEMORY: variable(whole(256, 1_000_000), '1000', 'MB a run of Journeys may take, in a process of its own'),
  JOURNEYS_MINUTES: variable(whole(1, 10_080), '240', 'minutes a run of Journeys may take'),
  ENGINE: variable(z.enum(['mesh']), 'mesh', 'video engine: mesh goes from browser to browser'),
} as const satisfies Record<string, Variable>

type Name = keyof typeof variables
/** What is optional: variables without a default. */
export type Settings = {
  [N in Name]:
    | z.output<(typeof variables)[N]['schema']>
    | ((typeof variables)[N] extends { fallback: string } ? never : undefined)
}

export interface Config extends Settings {
  production: boolean
  /** Warnings to be logged once at start. */
  warnings: string[]
}

const PREFIX = 'PHYGITAL_'

function readAll(environment: Record<string, string | undefined>): { settings: Settings; faults: string[] } {
  const faults: string[] = []
  const settings: Record<string, unknown> = {}
  for (const key of Object.keys(environment)) {
    if (key.startsWith(PREFIX) && !(key.slice(PREFIX.length) in variables)) faults.push(`${key} is not a known setting`)
  }
  for (const [name, { schema, ...rest }] of Object.entries(variables) as [Name, Variable][]) {
    const given = environment[PREFIX + name]
    const text = given === undefined || given === '' ? rest.fallback : given
    if (text === undefined) continue
    const result = schema.safeParse(text)
    if (result.success) settings[name] = result.data
    else faults.push(`${PREFIX}${name} ${result.error.issues[0]?.message ?? 'is not valid'}`)
  }
  return { settings: settings as Settings, faults }
}

/** What production lacks, by variable name. Empty when it may start. */
function missing(settings: Settings): string[] {
  const needs: Name[] = ['SECRET', 'PUBLIC_URL', 'DATABASE_URL']
  if (settings.SMS_PROVIDER === 'twilio') needs.push('TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM')
  if (settings.SMS_PROVIDER === 'http') needs.push('SMS_HTTP_URL')
  if (settings.EMAIL_PROVIDER === 'smtp') needs.push('SMTP_URL', 'EMAIL_FROM')
  const absent = needs.filter((name) => settings[name] === undefined).map((name) => PREFIX + name)
  if (settings.SMS_PROVIDER === 'screen') absent.push(`${PREFIX}SMS_PROVIDER (twilio or http)`)
  if (settings.EMAIL_PROVIDER === 'screen') absent.push(`${PREFIX}EMAIL_PROVIDER (smtp)`)
  return absent
}

/**
 * Reads and checks the configuration. Throws one AppError whose message lists everything that is wrong.
 * @param environment usually `process.env`; only names beginning with PHYGITAL_ are read
 */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const { settings, faults } = readAll(environment)
  if (faults.length) throw new AppError('invalid', `Configuration: ${faults.join('; ')}`)
  const production = settings.MODE === 'production'
  const warnings: string[] = []
  if (production) {
    const absent = missing(settings)
    if (absent.length) throw new AppError('invalid', `Production cannot start. Missing: ${absent.join(', ')}`)
    if (!settings.PUBLIC_URL?.startsWith('https:')) {
      throw new AppError('invalid', 'Configuration: PHYGITAL_PUBLIC_URL must be https in production')
    }
    if (!settings.TURN_URLS) warnings.push('PHYGITAL_TURN_URLS is not set: calls fail behind strict firewalls')
  } else if (settings.SMS_PROVIDER !== 'screen' || settings.EMAIL_PROVIDER !== 'screen') {
    throw new AppError('invalid', 'Configuration: a trial sends no messages; set PHYGITAL_MODE=production to send')
  } else if (settings.HOST && !isLoopback(settings.HOST)) {
    throw new AppError(
      'invalid',
      'Configuration: PHYGITAL_HOST of a trial must be this machine; use start --lan for phones',
    )
  }
  if (settings.ROLES.length < 3 && (!settings.REDIS_URL || !settings.DATABASE_URL?.startsWith('mysql:'))) {
    throw new AppError('invalid', 'Configuration: fewer than all PHYGITAL_ROLES needs MySQL and PHYGITAL_REDIS_URL')
  }
  if (settings.TURN_URLS && !settings.TURN_SECRET) {
    throw new AppError('invalid', 'Configuration: PHYGITAL_TURN_URLS needs PHYGITAL_TURN_SECRET')
  }
  if (settings.RELAY_ONLY && !settings.TURN_URLS) {
    throw new AppError('invalid', 'Configuration: PHYGITAL_RELAY_ONLY needs PHYGITAL_TURN_URLS')
  }
  if (settings.LLM_URL && !settings.LLM_MODEL) {
    throw new AppError('invalid', 'Configuration: PHYGITAL_LLM_URL needs PHYGITAL_LLM_MODEL')
  }
  return { ...settings, HOST: settings.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'), production, warnings }
}

/** The table of every variable, its default and meaning, as text. */
export function describeConfig(): string {
  const rows = Object.entries(variables as Record<string, Variable>).map(([name, { fallback, about }]) => [
    PREFIX + name,
    fallback ?? '',
    about,
  ])
  const width = (column: number) => Math.max(...rows.map((row) => row[column]!.length))
  const [first, second] = [width(0), Math.min(width(1), 24)]
  return rows
    .map(([name, fallback, about]) => `${name!.padEnd(first)}  ${fallback!.padEnd(second)}  ${about}`)
    .join('\n')
}
