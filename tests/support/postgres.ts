import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { run } from '../../tools/program.ts'
import { freePort, startProgram, temporaryFolder } from './program.ts'

const DEBIAN = '/usr/lib/postgresql'

/** Where Debian keeps the programs of its PostgreSQL, the newest; undefined when there is none. */
export function postgresFolder(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(DEBIAN, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')))
}

export interface Postgres {
  /** postgres:// address of the server's database `postgres`, as superuser. */
  url: string
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/** Starts a server of our own on a free port of 127.0.0.1, with an empty data folder, as the user `postgres` when we are root. */
export async function startPostgres(): Promise<Postgres> {
  const bin = postgresFolder()
  if (!bin) throw new Error('PostgreSQL is missing: apt-get install --no-install-recommends postgresql')
  const folder = temporaryFolder('postgres')
  const data = join(folder.path, 'data')
  const password = randomBytes(12).toString('hex')
  const secret = join(folder.path, 'secret')
  writeFileSync(secret, password)
  // PostgreSQL refuses to run as root.
  const asUser = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : []
  if (asUser.length > 0) {
    const { stdout } = await run('id', ['-u', 'postgres'], { timeout: 10_000 })
    for (const path of [folder.path, secret]) chownSync(path, Number(stdout), -1)
  }
  const command = (program: string, args: string[]): [string, string[]] => {
    const [first = '', ...rest] = [...asUser, join(bin, program), ...args]
    return [first, rest]
  }
  const options = ['-D', data, '-U', 'phygital', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--no-sync']
  const made = await run(...command('initdb', [...options, '--locale=C.UTF-8']), { timeout: 120_000, cwd: folder.path })
  if (made.code !== 0) throw new Error(`initdb failed: ${made.stderr}${made.stdout}`)
  const port = await freePort()
  const settings = [
    '-c',
    'fsync=off',
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=${folder.path}`,
  ]
  const program = startProgram(...command('postgres', ['-D', data, '-p', `${port}`, ...settings]), { cwd: folder.path })
  const stop = async () => {
    // SIGINT: connections that are still open are ended.
    await program.stop('SIGINT')
    folder.remove()
  }
  try {
    await program.said(/ready to accept connections/)
  } catch (error) {
    await stop()
    throw error
  }
  const url = `postgres://phygital:${password}@127.0.0.1:${port}/postgres`
  const createDatabase = async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      const name = `test_${randomBytes(6).toString('hex')}`
      await client.query(`CREATE DATABASE ${name}`)
      return url.replace(/postgres$/, name)
    } finally {
      await client.end()
    }
  }
  return { url, createDatabase, stop }
}
