import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteFile from 'better-sqlite3'
import type { TrialSecrets } from '../../src/app/trial.ts'
import { type Database, openDatabase } from '../../src/database/database.ts'
import { createKeys, type Keys } from '../../src/platform/keys.ts'
import { type TemporaryFolder, temporaryFolder } from '../support/program.ts'
import { startServer } from '../support/server.ts'

/** An installation with the sample brand that has a server's production settings. */
export interface Installation {
  folder: string
  databaseUrl: string
  trial: TrialSecrets
  keys: Keys
  /** Settings of a production server on it; the providers are still to be named. */
  settings: Record<string, string>
  /** Opens its database beside the server, as the command line does. */
  open(): Database
  remove(): void
}

export const PUBLIC_URL = 'https://meet.kaveri.example'

/** Nobody's limits are met by one machine that plays thousands of visitors: each request names an address of its own. */
const manyVisitors = {
  TRUSTED_PROXIES: '127.0.0.1',
  OTP_PREFIX_HOURLY: '1000000',
  OTP_HOURLY_CAP: '10000000',
  OTP_DAILY_CHECKS: '1000',
}

/** Copies a SQLite database that nobody has open; its log is written into the file first. */
export function copyDatabase(from: string, to: string): void {
  const file = new SqliteFile(from)
  file.pragma('wal_checkpoint(TRUNCATE)')
  file.close()
  copyFileSync(from, to)
}

/** Lets a trial make its sample brand, and hands it over to production. */
export async function makeInstallation(mysqlUrl?: string): Promise<Installation> {
  const home: TemporaryFolder = temporaryFolder('installation')
  try {
    const server = await startServer({
      folder: home.path,
      settings: mysqlUrl === undefined ? {} : { DATABASE_URL: mysqlUrl },
    })
    await server.stop()
    const databaseUrl = mysqlUrl ?? `sqlite:${join(home.path, 'phygital.db')}`
    const trial = server.trial!
    return {
      folder: home.path,
      databaseUrl,
      trial,
      keys: createKeys(trial.secret),
      settings: {
        MODE: 'production',
        SECRET: trial.secret,
        PUBLIC_URL,
        DATABASE_URL: databaseUrl,
        ...manyVisitors,
      },
      open: () => openDatabase(databaseUrl),
      remove: home.remove,
    }
  } catch (error) {
    home.remove()
    throw error
  }
}

/** Settings of message providers that nothing is sent to: benchmarks of pages and queues send none. */
export const silentProviders = {
  SMS_PROVIDER: 'http',
  SMS_HTTP_URL: 'http://127.0.0.1:9/sms',
  EMAIL_PROVIDER: 'smtp',
  SMTP_URL: 'smtp://127.0.0.1:9',
  EMAIL_FROM: 'Kaveri <hello@kaveri.example>',
}
