import { expect, test } from 'vitest'
import { describeConfig, readConfig, variables } from './config.ts'
import { AppError } from './errors.ts'

type Environment = Record<string, string>

const named = (settings: Environment): Environment =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`PHYGITAL_${name}`, value]))

/** The one line with which a configuration is refused. */
function refusal(settings: Environment): string {
  try {
    readConfig(named(settings))
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect((error as Error).message).not.toContain('\n')
    return (error as Error).message
  }
  throw new Error(`accepted: ${JSON.stringify(settings)}`)
}

const production: Environment = {
  MODE: 'production',
  SECRET: 's'.repeat(32),
  PUBLIC_URL: 'https://meet.example.com',
  DATABASE_URL: 'mysql://phygital:pw@db/phygital',
  SMS_PROVIDER: 'http',
  SMS_HTTP_URL: 'https://sms.example.com/send',
  EMAIL_PROVIDER: 'smtp',
  SMTP_URL: 'smtp://mail.example.com',
  EMAIL_FROM: 'Aurum <hello@example.com>',
  TURN_URLS: 'turn:turn.example.com:3478',
  TURN_SECRET: 'a turn secret',
}
const without = (...names: string[]): Environment =>
  Object.fromEntries(Object.entries(production).filter(([name]) => !names.includes(name)))

test('nothing set is a trial on this machine that sends nothing', () => {
  expect(readConfig({ PATH: '/bin', HOME: '/' })).toMatchObject({
    ...{ MODE: 'trial', production: false, HOST: '127.0.0.1', PORT: 3000, DATA_DIR: 'data', OTP_TTL: 120 },
    ...{ SMS_PROVIDER: 'screen', EMAIL_PROVIDER: 'screen', ROLES: ['web', 'realtime', 'jobs'], warnings: [] },
  })
  expect(readConfig({ PHYGITAL_PORT: '', PHYGITAL_SECRET: '' })).toMatchObject({ PORT: 3000 })
})

test('a whole production is read, without a warning', () => {
  expect(readConfig(named(production))).toMatchObject({
    ...{ production: true, HOST: '0.0.0.0', PUBLIC_URL: 'https://meet.example.com', warnings: [] },
    ...{ TURN_URLS: ['turn:turn.example.com:3478'], RELAY_ONLY: false, ENGINE: 'mesh' },
  })
})

test('without TURN it starts, with a warning', () => {
  expect(readConfig(named(without('TURN_URLS', 'TURN_SECRET'))).warnings).toEqual([
    expect.stringContaining('PHYGITAL_TURN_URLS'),
  ])
})

test('production lists everything it lacks', () => {
  const said = refusal({ MODE: 'production' })
  for (const name of ['SECRET', 'PUBLIC_URL', 'DATABASE_URL', 'SMS_PROVIDER', 'EMAIL_PROVIDER']) {
    expect(said).toContain(`PHYGITAL_${name}`)
  }
  expect(refusal({ ...without('SMS_HTTP_URL'), SMS_PROVIDER: 'twilio' })).toMatch(
    /TWILIO_ACCOUNT_SID.*TWILIO_AUTH_TOKEN.*TWILIO_FROM/,
  )
  for (const name of ['SECRET', 'PUBLIC_URL', 'DATABASE_URL', 'SMS_HTTP_URL', 'SMTP_URL', 'EMAIL_FROM']) {
    expect(refusal(without(name))).toBe(`Production cannot start. Missing: PHYGITAL_${name}`)
  }
})

test.each([
  [{ PUBLIC_URL: 'http://meet.example.com' }, /PUBLIC_URL must be https/],
  [{ SMS_PROVIDER: 'screen' }, /SMS_PROVIDER/],
  [{ EMAIL_PROVIDER: 'screen' }, /EMAIL_PROVIDER/],
  [{ ROLES: 'web' }, /ROLES needs/],
  [{ ROLES: 'web,web,web' }, /ROLES needs/],
  [{ ROLES: 'jobs', REDIS_URL: 'redis://r', DATABASE_URL: 'sqlite:x' }, /ROLES needs/],
  [{ TURN_SECRET: '' }, /TURN_URLS needs PHYGITAL_TURN_SECRET/],
  [{ TURN_URLS: '', RELAY_ONLY: 'yes' }, /RELAY_ONLY needs PHYGITAL_TURN_URLS/],
  [{ LLM_URL: 'https://llm.example.com/v1' }, /LLM_URL needs PHYGITAL_LLM_MODEL/],
])('production with %j is refused', (change, why) => {
  expect(refusal({ ...production, ...change })).toMatch(why)
})

test.each([
  [{ SMS_PROVIDER: 'http', SMS_HTTP_URL: 'https://x.example' }, /a trial sends no messages/],
  [{ EMAIL_PROVIDER: 'smtp' }, /a trial sends no messages/],
  [{ HOST: '0.0.0.0' }, /PHYGITAL_HOST.*this machine/],
  [{ HOST: '192.168.1.7' }, /PHYGITAL_HOST.*this machine/],
  [{ HOST: '::' }, /PHYGITAL_HOST.*this machine/],
])('a trial with %j is refused', (change, why) => {
  expect(refusal(change)).toMatch(why)
})

test.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('a trial may listen on %s', (HOST) => {
  expect(readConfig({ PHYGITAL_HOST: HOST }).HOST).toBe(HOST)
})

/** What no variable may hold. A new variable needs a line here. */
const bad: Record<keyof typeof variables, string[]> = {
  MODE: ['demo', 'Production'],
  HOST: [],
  PORT: ['http', '-1', '65536', '3000.5', ' '],
  PUBLIC_URL: [
    'meet.example.com',
    'ftp://x.example',
    'https://x.example/app',
    'https://u:p@x.example',
    'https://x.example?a=b',
  ],
  DATA_DIR: [],
  DATABASE_URL: ['postgres://x', 'file.db'],
  DATABASE_POOL: ['0', '201', 'many'],
  SECRET: ['x'.repeat(31)],
  REDIS_URL: ['localhost:6379', 'http://x'],
  ROLES: ['web,worker', ',', 'web,,jobs'],
  TRUSTED_PROXIES: ['proxy', '10.0.0.0/33', '10.0.0.1,', '300.1.1.1', 'true'],
  HYPERD_PATH: [],
  LLM_URL: ['llm.example.com', 'ftp://x'],
  LLM_KEY: [],
  LLM_MODEL: [],
  LLM_PRICE_IN: ['-1', '1e3', 'free'],
  LLM_PRICE_OUT: ['-1', '1,5'],
  LLM_CAP: ['-1', 'none'],
  LLM_CUSTOMERS: ['-1', '2001', 'all'],
  JOURNEYS_UPLOAD_DAYS: ['0', '3651', 'x'],
  LOG_LEVEL: ['verbose'],
  METRICS_TOKEN: ['short'],
  SMS_PROVIDER: ['twillio'],
  TWILIO_ACCOUNT_SID: [],
  TWILIO_AUTH_TOKEN: [],
  TWILIO_FROM: [],
  TWILIO_BASE_URL: ['api'],
  SMS_HTTP_URL: ['sms'],
  SMS_HTTP_HEADERS: ['{', '[]', '{"a":1}', 'null'],
  SMS_HTTP_BODY: [],
  SMS_HTTP_ID: [],
  EMAIL_PROVIDER: ['sendmail'],
  SMTP_URL: ['mail.example.com', 'http://x'],
  EMAIL_FROM: ['x'],
  STUN_URLS: ['stun.example.com', 'turn:x.example'],
  TURN_URLS: ['turn.example.com:3478', 'stun:x.example', 'turn:a.example,b.example'],
  TURN_SECRET: ['short'],
  TURN_TTL: ['59', '86401', 'x'],
  RELAY_ONLY: ['true', '1', 'YES'],
  OTP_TTL: ['29', '601'],
  OTP_DAILY_CHECKS: ['4', '1001'],
  OTP_PREFIX_HOURLY: ['0'],
  OTP_HOURLY_CAP: ['0'],
  CHALLENGE_AFTER: ['-1'],
  JOURNEYS_FOLDERS: ['data', '/data,more'],
  JOURNEYS_MAX_UPLOAD: ['0', '1.5'],
  JOURNEYS_MEMORY: ['255', 'much'],
  JOURNEYS_MINUTES: ['0', '10081'],
  ENGINE: ['livekit'],
}

test.each(Object.entries(bad).flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
  '%s=%s is one clear line with its name, and never the value of a secret',
  (name, value) => {
    const said = refusal({ ...(name === 'TURN_URLS' ? { TURN_SECRET: 'long enough' } : {}), [name]: value })
    expect(said).toContain(`PHYGITAL_${name} `)
    if (/SECRET|TOKEN|URL$/.test(name) && value.length > 4) expect(said).not.toContain(value)
  },
)

test('unknown names, several faults: all in one line', () => {
  const said = refusal({ PORTT: '3000', PORT: 'x', LOG_LEVEL: 'loud' })
  expect(said).toMatch(/PHYGITAL_PORTT is not a known setting; .*PHYGITAL_PORT .*; PHYGITAL_LOG_LEVEL /)
})

test('a role named twice is one role', () => {
  const apart = { ...production, REDIS_URL: 'redis://r', ROLES: 'web,web' }
  expect(readConfig(named(apart)).ROLES).toEqual(['web'])
})

test('an address is kept as browsers write an origin', () => {
  const url = (PUBLIC_URL: string) => readConfig(named({ ...production, PUBLIC_URL })).PUBLIC_URL
  expect(url('https://Meet.Example.com/')).toBe('https://meet.example.com')
  expect(url('https://meet.example.com:443')).toBe('https://meet.example.com')
  expect(url('https://meet.example.com:8443/')).toBe('https://meet.example.com:8443')
})

test('lists are lists, and proxies are addresses, networks or their names', () => {
  const { TRUSTED_PROXIES, STUN_URLS, SMS_HTTP_HEADERS } = readConfig(
    named({
      TRUSTED_PROXIES: '10.0.0.1, 172.16.0.0/12,fd00::/8,loopback',
      STUN_URLS: 'stun:a.example:3478,stuns:b.example',
      SMS_HTTP_HEADERS: '{"authorization":"Bearer x"}',
    }),
  )
  expect(TRUSTED_PROXIES).toEqual(['10.0.0.1', '172.16.0.0/12', 'fd00::/8', 'loopback'])
  expect(STUN_URLS).toEqual(['stun:a.example:3478', 'stuns:b.example'])
  expect(SMS_HTTP_HEADERS).toEqual({ authorization: 'Bearer x' })
})

test('every variable stands in the table, with its default and what it is for', () => {
  const table = describeConfig().split('\n')
  expect(table).toHaveLength(Object.keys(variables).length)
  for (const [name, { about }] of Object.entries(variables)) {
    expect(table.find((line) => line.startsWith(`PHYGITAL_${name} `))).toContain(about)
  }
})

test('every default is itself a valid value', () => {
  for (const [name, variable] of Object.entries(variables)) {
    if ('fallback' in variable)
      expect([name, variable.schema.safeParse(variable.fallback).success]).toEqual([name, true])
  }
})
