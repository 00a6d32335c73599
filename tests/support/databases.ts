import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, describe, inject } from 'vitest'
import { type Database, openDatabase } from '../../src/database/database.ts'
import type { Engine } from '../../src/database/ddl.ts'
import { tables } from '../../src/database/tables.ts'
import { createDatabase } from './mariadb.ts'
import { temporaryFolder } from './program.ts'

/** Where a contract suite runs. */
export interface Place {
  engine: Engine
  /** Address of the running test's database. */
  url(): string
  /** Address of a further database, without any tables. */
  empty(): Promise<string>
}

interface Home {
  /** Makes the next test's database, migrated and without rows; its address. */
  fresh(): Promise<string>
  empty(): Promise<string>
  remove(): void
}

async function migrated(url: string): Promise<void> {
  const database = openDatabase(url)
  try {
    await database.migrate()
  } finally {
    await database.close()
  }
}

// Migrated once per test file, then copied.
async function sqliteHome(): Promise<Home> {
  const folder = temporaryFolder('sqlite')
  const template = join(folder.path, 'template.sqlite')
  await migrated(`sqlite:${template}`)
  let count = 0
  const next = () => join(folder.path, `${++count}.sqlite`)
  return {
    fresh: async () => {
      const path = next()
      copyFileSync(template, path)
      return `sqlite:${path}`
    },
    empty: async () => `sqlite:${next()}`,
    remove: folder.remove,
  }
}

// One database per test file, emptied for each test: making the tables takes a second.
async function mysqlHome(): Promise<Home> {
  const server = inject('mariadb')
  const url = await createDatabase(server)
  await migrated(url)
  const clear = ['SET FOREIGN_KEY_CHECKS = 0', ...Object.keys(tables).map((name) => `DELETE FROM \`${name}\``)]
  return {
    fresh: async () => {
      const connection = await createConnection(url)
      try {
        for (const statement of clear) await connection.query(statement)
      } finally {
        await connection.end()
      }
      return url
    },
    empty: () => createDatabase(server),
    remove: () => {},
  }
}

/**
 * Runs a suite on SQLite and on MariaDB. `open` opens the running test's database: calls within one test open the same
 * one, as several processes do; the next test has a fresh one. All are closed after the test.
 */
export function eachDatabase(name: string, suite: (open: () => Promise<Database>, place: Place) => void): void {
  for (const engine of ['sqlite', 'mysql'] as const) {
    describe(`${name} on ${engine === 'sqlite' ? 'SQLite' : 'MariaDB'}`, () => {
      let home: Home
      let url = ''
      let opened: Database[] = []
      beforeAll(async () => {
        home = engine === 'sqlite' ? await sqliteHome() : await mysqlHome()
      })
      beforeEach(async () => {
        url = await home.fresh()
      })
      afterEach(async () => {
        await Promise.all(opened.map((database) => database.close()))
        opened = []
      })
      afterAll(() => home?.remove())
      const open = async () => {
        const database = openDatabase(url)
        opened.push(database)
        return database
      }
      suite(open, { engine, url: () => url, empty: () => home.empty() })
    })
  }
}
