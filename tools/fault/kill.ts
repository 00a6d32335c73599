import { parseArgs } from 'node:util'
import { type Installation, makeInstallation } from '../../tests/load/installation.ts'
import { firstProduct, seedStaffSessions } from '../../tests/load/people.ts'
import { startServer } from '../../tests/support/server.ts'
import { type SmsProviders, startSmsProviders } from '../../tests/support/sms-providers.ts'
import { type SmtpService, startSmtp } from '../../tests/support/smtp.ts'
import { waitFor } from '../../tests/support/wait-for.ts'
import { openBars } from '../bench/bars.ts'
import { mysqlPlace, type Place, sqlitePlace } from './kill/places.ts'
import { findLost, findUnsent, SentWatch, takenByRef } from './kill/proof.ts'
import { Traffic } from './kill/traffic.ts'

// kill -9 under load, again and again: what was acknowledged is there, what was recorded as sent is not sent again.
// `--rounds 50`, `--database sqlite` or `mysql` (both without).

const READY_S = 5
/** A server is killed after this many answers, and some ms more. */
const ANSWERS = { least: 5, most: 75 }
const MORE_MS = 40
/** Longer than the lease of a message whose sender died. */
const DRAIN_MS = 120_000
/** What a round has to have acknowledged on average for the proof to mean something. */
const LEAST_PER_ROUND = 20

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' }, database: { type: 'string' } } })
const rounds = Number(values.rounds)
const bars = openBars()
for (const [name, open] of Object.entries({ sqlite: sqlitePlace, mysql: mysqlPlace })) {
  if (values.database && values.database !== name) continue
  const place = await open()
  try {
    await killOften(place)
  } finally {
    await place.stop()
  }
}
bars.print()

function settingsOf(home: Installation, sms: SmsProviders, smtp: SmtpService): Record<string, string> {
  return {
    ...home.settings,
    // Long enough for a code that was on its way when its sender died.
    OTP_TTL: '600',
    SMS_PROVIDER: 'http',
    SMS_HTTP_URL: sms.http.url,
    SMS_HTTP_HEADERS: JSON.stringify(sms.http.headers),
    EMAIL_PROVIDER: 'smtp',
    SMTP_URL: smtp.url,
    EMAIL_FROM: 'Kaveri Living <hello@kaveri.example>',
  }
}

async function makeTraffic(home: Installation, sms: SmsProviders): Promise<Traffic> {
  const database = home.open()
  try {
    const users = await database.read.selectFrom('user').select(['id', 'role']).orderBy('id').execute()
    const ids = (['ADMIN', 'AGENT'] as const).map((role) => users.find((user) => user.role === role)!.id)
    const [admin, agent] = await seedStaffSessions(database, ids, home.keys)
    return new Traffic({ product: await firstProduct(database), admin: admin!, agent: agent!, sms })
  } finally {
    await database.close()
  }
}

async function killOften(place: Place): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const [home, sms, smtp] = [await makeInstallation(place.mysqlUrl), await startSmsProviders(), await startSmtp()]
  opened.defer(home.remove)
  opened.defer(sms.stop)
  opened.defer(smtp.stop)
  const settings = settingsOf(home, sms, smtp)
  const traffic = await makeTraffic(home, sms)
  const watch = new SentWatch(home.keys)
  const faults: string[] = []
  const ready: number[] = []
  let killed = 0

  const start = async () => {
    const server = await startServer({ folder: home.folder, settings })
    ready.push(server.readyAfter / 1000)
    return server
  }
  const look = async <T>(ask: (database: ReturnType<Installation['open']>) => Promise<T>) => {
    const database = home.open()
    try {
      return await ask(database)
    } finally {
      await database.close()
    }
  }

  for (let round = 0; round < rounds; round++) {
    const server = await start()
    await traffic.goLive(server.url)
    const before = traffic.count
    const users = traffic.run(server.url)
    const answers = before + ANSWERS.least + Math.random() * (ANSWERS.most - ANSWERS.least)
    await waitFor('enough answers', () => traffic.count > answers, 60_000)
    // At any moment of any request: this is what is tried, not a wait for something.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * MORE_MS))
    await server.kill()
    await users.stop()
    killed++
    faults.push(...(await place.faults(home.databaseUrl)))
    await look((database) => watch.note(database, takenByRef(sms, smtp)))
    if (round % 10 === 9) console.log(`${place.name}: ${killed} kills, ${traffic.count} acknowledged`)
  }

  const last = await start()
  opened.defer(last.stop)
  const open = () =>
    look(({ read }) => read.selectFrom('message').select('id').where('state', 'in', ['PENDING', 'SENDING']).execute())
  await waitFor('the outbox to be empty', async () => (await open()).length === 0, DRAIN_MS)
  const lost = await look((database) => findLost(database, traffic.acknowledged))
  const taken = takenByRef(sms, smtp)
  const { unsent, uncertain } = await look((database) => findUnsent(database, home.keys, taken))
  const { again, never } = watch.wrong(taken)
  for (const line of [...lost, ...faults, ...unsent].slice(0, 20)) console.log(`${place.name}: ${line}`)
  const { registrations, verified, knocks, invited } = traffic.acknowledged
  console.log(
    `${place.name}: ${registrations.length} registrations, ${verified.length} codes, ${knocks.length} knocks, ` +
      `${invited.length} invitations; ${watch.size} messages recorded as sent, ${uncertain} were on their way ` +
      `at a kill, ${[...taken.values()].filter((times) => times > 1).length} of them reached a provider twice`,
  )
  const name = (what: string) => `kill-${place.name}-${what}`
  bars.least(name('rounds'), killed, rounds)
  bars.least(name('acknowledged'), traffic.count, rounds * LEAST_PER_ROUND)
  bars.most(name('lost'), lost.length, 0)
  bars.most(name('integrity-faults'), faults.length, 0)
  bars.most(name('sent-again'), again.length, 0)
  bars.most(name('sent-never'), never.length, 0)
  bars.most(name('messages-lost'), unsent.length, 0)
  bars.most(name('ready'), Math.max(...ready), READY_S, 's')
}
