import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { run } from '../../tools/program.ts'
import { findProgram, freePort, startProgram, temporaryFolder } from './program.ts'

const PACKAGE = 'mariadb-server-core mariadb-client-core'
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/phygital')
// Small logs: a data folder is copied per run.
const SIZES = ['--innodb-log-file-size=16M', '--innodb-buffer-pool-size=128M']
const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []

export interface MariaDb {
  /** mysql:// address of the server, without a database. */
  url: string
  createDatabase(name?: string): Promise<string>
  stop(): Promise<void>
}

/** A data folder made once per version, then copied: mariadb-install-db takes seconds, a copy a fraction of one. */
async function template(server: string): Promise<string> {
  const { stdout } = await run(server, ['--version'], { timeout: 20_000 })
  const version = /Ver (\S+)/.exec(stdout)?.[1] ?? 'unknown'
  const folder = join(CACHE, `mariadb-${version.replace(/[^\w.-]/g, '')}`)
  if (existsSync(folder)) return folder
  const install = findProgram(['mariadb-install-db', 'mysql_install_db'], PACKAGE)
  const fresh = `${folder}.${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  const args = [
    '--no-defaults',
    `--datadir=${fresh}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
    ...SIZES,
    ...asRoot,
  ]
  const made = await run(install, args, { timeout: 120_000 })
  if (made.code !== 0) throw new Error(`mariadb-install-db failed: ${made.stderr}${made.stdout}`)
  try {
    renameSync(fresh, folder)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    // Another run may have been first; its template is as good.
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** Creates an empty database on a server started by `startMariaDb` (from any process); its address. */
export async function createDatabase(serverUrl: string, name = `test_${randomBytes(6).toString('hex')}`) {
  const connection = await createConnection(serverUrl)
  try {
    await connection.query('CREATE DATABASE ?? CHARACTER SET utf8mb4', [name])
  } finally {
    await connection.end()
  }
  return `${serverUrl.replace(/\/$/, '')}/${name}`
}

export interface MariaDbOptions {
  /** Write through to disk on each commit, as in production; tests that kill nothing do without. */
  durable?: boolean
  /** Further options of mariadbd. */
  args?: readonly string[]
}

/** Starts a server of our own on a free port of 127.0.0.1, with an empty data folder. */
export async function startMariaDb(options: MariaDbOptions = {}): Promise<MariaDb> {
  const server = findProgram(['mariadbd', 'mysqld'], PACKAGE)
  const source = await template(server)
  const folder = temporaryFolder('mariadb')
  const data = join(folder.path, 'data')
  cpSync(source, data, { recursive: true })
  const password = randomBytes(12).toString('hex')
  const init = join(folder.path, 'init.sql')
  writeFileSync(
    init,
    `CREATE USER phygital@'127.0.0.1' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO phygital@'127.0.0.1';\n`,
  )
  const port = await freePort()
  const program = startProgram(server, [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${join(folder.path, 's.sock')}`,
    `--pid-file=${join(folder.path, 'pid')}`,
    `--tmpdir=${folder.path}`,
    `--init-file=${init}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--max-connections=500',
    '--character-set-server=utf8mb4',
    ...(options.durable ? [] : ['--innodb-flush-log-at-trx-commit=0', '--loose-sync-frm=0']),
    ...SIZES,
    ...asRoot,
    ...(options.args ?? []),
  ])
  const stop = async () => {
    await program.stop()
    folder.remove()
  }
  try {
    await program.said(/ready for connections/)
  } catch (error) {
    await stop()
    throw error
  }
  const url = `mysql://phygital:${password}@127.0.0.1:${port}`
  return { url, createDatabase: (name) => createDatabase(url, name), stop }
}
