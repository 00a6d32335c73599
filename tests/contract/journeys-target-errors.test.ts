import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Duck, openDuck } from '../../src/journeys/engine/duckdb.ts'
import { loadInto } from '../../src/journeys/outputs/targets/load.ts'
import type { Table } from '../../src/journeys/tables.ts'
import { AppError, type ErrorCode } from '../../src/platform/errors.ts'
import { type ClickHouse, startClickHouse } from '../support/clickhouse.ts'
import { createDatabase } from '../support/mariadb.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { freePort, temporaryFolder } from '../support/program.ts'

const touches: Table = {
  what: '',
  columns: { customer: { type: 'text', what: '' }, first_seen: { type: 'time', what: '' } },
  order: ['customer'],
}
const SECRET = 'hunter2-secret'

let result: Duck
let mysql = ''
let postgres: Postgres
let clickhouse: ClickHouse
const folder = temporaryFolder('targets')
beforeAll(async () => {
  result = await openDuck()
  await result.run("CREATE TABLE touches AS SELECT 'c' AS customer, TIMESTAMP '1899-12-31 23:59:59' AS first_seen")
  mysql = await createDatabase(inject('mariadb'))
  postgres = await startPostgres()
  clickhouse = await startClickHouse()
}, 60_000)
afterAll(async () => {
  result.close()
  await postgres.stop()
  await clickhouse.stop()
  folder.remove()
})

const load = (url: string, prefix?: string) =>
  loadInto(url, { result, tables: { touches }, ...(prefix ? { prefix } : {}) })

async function refused(url: string): Promise<AppError> {
  const error = await load(url).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AppError)
  expect(`${(error as Error).message}${(error as Error).stack}${(error as Error).cause}`).not.toContain(SECRET)
  return error as AppError
}

/** The address with parts of it replaced. */
function changed(
  address: string,
  change: Partial<Record<'username' | 'password' | 'pathname' | 'port', string>>,
): string {
  const url = new URL(address)
  return Object.assign(url, change).href
}

describe('what cannot be loaded says why', () => {
  it.each([
    ['oracle://u:hunter2-secret@here/x', /of no database known here.*mysql:/],
    ['mysql://u:hunter2-secret@:bad/x', /of no database known here/],
    ['mysql://u:hunter2-secret@here', /lacks a host or the name of a database/],
    ['postgres://u:hunter2-secret%@here/x', /must be written as %25/],
    ['sqlite:', /of no database known here/],
  ])('an address: %s', async (url, says) => {
    const error = await refused(url)
    expect(error.code).toBe('invalid')
    expect(error.message).toMatch(says)
  })

  it.each<[string, () => string]>([
    ['MySQL', () => mysql],
    ['PostgreSQL', () => postgres.url],
    ['ClickHouse', () => clickhouse.url],
  ])('%s: password, database, nobody there', async (_, address) => {
    const cases: [Parameters<typeof changed>[1], ErrorCode, RegExp][] = [
      [{ password: SECRET }, 'forbidden', /User or password is wrong/],
      [{ pathname: '/nowhere' }, 'not_found', /no such database.*Create it/i],
      [{ password: SECRET, port: String(await freePort()) }, 'unavailable', /Nothing answers there/],
    ]
    for (const [change, code, says] of cases) {
      const error = await refused(changed(address(), change))
      expect(error.message).toMatch(says)
      expect(error.code).toBe(code)
    }
  })

  it('a user who may only read', async () => {
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    await client.query(`CREATE USER reader PASSWORD '${SECRET}'`)
    await client.end()
    const reader = { username: 'reader', password: SECRET }
    const urls = [
      changed(mysql, { pathname: '/information_schema' }),
      changed(postgres.url, reader),
      changed(clickhouse.url, { username: 'reader' }),
    ]
    for (const url of urls) {
      const error = await refused(url)
      expect(error.message).toMatch(/may not create, fill and rename/)
      expect(error.code).toBe('forbidden')
    }
  })

  it('a file that is no SQLite, or stands in no folder', async () => {
    const text = join(folder.path, 'text.sqlite')
    writeFileSync(text, 'a shopping list, long enough to be taken for a header '.repeat(40))
    expect(await refused(`sqlite:${text}`)).toMatchObject({ code: 'conflict' })
    expect(await refused(`sqlite:${join(folder.path, 'none/x.sqlite')}`)).toMatchObject({ code: 'not_found' })
  })

  it('times that ClickHouse would bend', async () => {
    const error = await refused(clickhouse.url)
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('touches.first_seen has 1 times') })
  })

  it('a count that is not the one the result has', async () => {
    const random = await openDuck()
    await random.run(
      "CREATE VIEW touches AS SELECT 'c' AS customer, NULL::TIMESTAMP AS first_seen FROM range(10000) WHERE random() < 0.5",
    )
    for (const url of [mysql, postgres.url, clickhouse.url, `sqlite:${join(folder.path, 'count.sqlite')}`]) {
      const loading = loadInto(url, { result: random, tables: { touches }, prefix: 'random_' })
      await expect(loading).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/would hold \d+ rows instead of/),
      })
    }
    random.close()
  })

  it('two loads at once', async () => {
    const holder = new Client({ connectionString: postgres.url })
    await holder.connect()
    await holder.query("SELECT pg_advisory_lock(hashtext('journeys'), hashtext(current_schema()))")
    expect(await refused(postgres.url)).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/Another load/),
    })
    await holder.end()
  })
})

describe('what readers have in PostgreSQL', () => {
  it('stays theirs: rights and views', async () => {
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    try {
      await load(postgres.url, 'kept_')
      await client.query("CREATE USER tableau PASSWORD 'x'")
      await client.query('GRANT SELECT ON kept_touches TO tableau, PUBLIC')
      await load(postgres.url, 'kept_')
      const may = "SELECT has_table_privilege('tableau', 'kept_touches', 'SELECT') AS may"
      expect((await client.query(may)).rows).toEqual([{ may: true }])
      await client.query('CREATE VIEW seen AS SELECT customer FROM kept_touches')
      await result.run("INSERT INTO touches VALUES ('d', NULL)")
      await load(postgres.url, 'kept_')
      expect((await client.query('SELECT * FROM seen ORDER BY 1')).rows).toEqual([{ customer: 'c' }, { customer: 'd' }])
      const other: Table = { ...touches, columns: { customer: { type: 'text', what: '' } } }
      const changes = loadInto(postgres.url, { result, tables: { touches: other }, prefix: 'kept_' })
      await expect(changes).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/Views stand on/),
      })
      expect((await client.query('SELECT count(*)::int AS n FROM kept_touches')).rows).toEqual([{ n: 2 }])
    } finally {
      await client.end()
    }
  })
})
