#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { phrasingOf } from '../features/journeys/actions/phrasing.ts'
import { addUser } from '../features/users/actions.ts'
import { exitCodeOf, journeysCommand } from '../journeys/journeys.ts'
import { describeConfig, readConfig } from '../platform/config.ts'
import { asSystem } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { createLog } from '../platform/log.ts'
import { endOnSignal } from './ending.ts'
import { prepareSample, printTrial } from './sample.ts'
import { productIds, setUp } from './setup.ts'
import { openApp, type StartOptions, start } from './start.ts'

const program = new Command('phygital').description('Live video demos between visitors and product experts.')

program
  .command('start')
  .description('Start the server. Without configuration: a trial with a sample brand on this machine.')
  .option('--lan', 'serve HTTPS on the local network, so that a phone can join the trial')
  .action(async ({ lan }: { lan?: boolean }) => {
    const config = readConfig()
    if (!config.production) await withApp({ config, log: createLog('warn') }, (opened) => prepareSample(opened))
    const running = await start({
      config,
      ...(lan ? { lan } : {}),
      ...(config.production ? {} : { log: createLog('warn') }),
    })
    if (running.trial) printTrial(running.url, running.trial)
    else running.app.log.info({ url: running.url, roles: config.ROLES }, 'listening')
    endOnSignal(running.stop, running.app.log)
  })

program
  .command('migrate')
  .description('Bring the database up to this version and stop.')
  .action(() => withApp({ config: readConfig() }, async () => print('The database is up to date.')))

program
  .command('config')
  .description('Print every setting, its default and what it is for.')
  .action(() => print(describeConfig()))

program
  .command('setup')
  .description(
    'Set up brand, documents, products and stores from a JSON file. What is there already is refused by name.',
  )
  .argument('<file>')
  .action((file: string) =>
    withApp({ config: readConfig() }, async ({ app }) => {
      for (const line of await setUp(asSystem(app), file)) print(line)
    }),
  )

const user = program.command('user').description('Staff accounts.')
user
  .command('add')
  .description('Add a user, or the first admin. The password is read from standard input.')
  .requiredOption('--name <name>')
  .requiredOption('--email <email>')
  .option('--role <role>', 'ADMIN or AGENT', 'AGENT')
  .option('--products <slugs>', 'slugs of the products an agent serves, with commas', '')
  .action(async ({ name, email, role, products }: Record<'name' | 'email' | 'role' | 'products', string>) => {
    if (role !== 'ADMIN' && role !== 'AGENT') throw new AppError('invalid', '--role must be ADMIN or AGENT.')
    const password = await readPassword()
    await withApp({ config: readConfig() }, async ({ app }) => {
      const ctx = asSystem(app)
      const served = await productIds(ctx, products.split(',').filter(Boolean))
      await addUser(ctx, { name, email: email.trim().toLowerCase(), role, products: served, password })
      print(`${email} can log in at /crm.`)
    })
  })

const journeys = journeysCommand({
  hyperd: () => readConfig().HYPERD_PATH,
  phrasing: (folder) => phrasingOf(readConfig(), folder),
  print,
})
program.addCommand(journeys)

async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password: ')
  let typed = ''
  for await (const chunk of process.stdin) {
    typed += String(chunk)
    if (typed.includes('\n')) break
  }
  return typed.split('\n')[0]!.trim()
}

async function withApp<T>(
  options: StartOptions,
  work: (opened: Awaited<ReturnType<typeof openApp>>) => Promise<T>,
): Promise<T> {
  const opened = await openApp(options)
  try {
    return await work(opened)
  } finally {
    await opened.app.database.close()
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

const inOneLine = ({ message, fields = {} }: AppError): string =>
  [message, ...Object.entries(fields).map(([field, fault]) => `${field}: ${fault}`)].join(' ')

program.exitOverride()
for (const command of [...program.commands, ...user.commands, ...journeys.commands]) command.exitOverride()
program.parseAsync().catch((error: unknown) => {
  const isJourneys = process.argv[2] === 'journeys'
  if (error instanceof CommanderError) process.exit(isJourneys && error.exitCode !== 0 ? 2 : error.exitCode)
  // One clear line for what people can mend; the rest keeps its trace for a report.
  process.stderr.write(error instanceof AppError ? `phygital: ${inOneLine(error)}\n` : `${(error as Error).stack}\n`)
  process.exit(isJourneys ? exitCodeOf(error) : 1)
})
