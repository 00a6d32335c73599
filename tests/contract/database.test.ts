import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Column } from '../../src/database/columns.ts'
import { type Database, isDuplicate, openDatabase, wasInserted } from '../../src/database/database.ts'
import type { Engine } from '../../src/database/ddl.ts'
import { migrations } from '../../src/database/migrations/list.ts'
import { prepared } from '../../src/database/prepared.ts'
import { type NewRow, tables } from '../../src/database/tables.ts'
import { toAppError } from '../../src/platform/errors.ts'
import { run } from '../../tools/program.ts'
import { eachDatabase } from '../support/databases.ts'

const all = Object.keys(migrations)

/** The type a column of ours has in each database's catalogue. */
function catalogueType({ kind, length }: Column, engine: Engine): string {
  if (engine === 'sqlite') return kind === 'real' ? 'real' : /^(id|int|time)$/.test(kind) ? 'integer' : 'text'
  const types = { id: 'bigint', int: 'bigint', time: 'bigint', real: 'double', date: 'datetime', long: 'mediumtext' }
  return kind === 'text' || kind === 'word' ? `varchar(${length})` : types[kind]
}

async function lengths(database: Database): Promise<Map<string, number>> {
  if (database.engine === 'sqlite') return new Map()
  const { rows } = await sql<{ place: string; length: number }>`
    select concat(table_name, '.', column_name) as place, character_maximum_length as length
    from information_schema.columns where table_schema = database() and data_type = 'varchar'`.execute(database.read)
  return new Map(rows.map(({ place, length }) => [place, Number(length)]))
}

const user = (email: string): NewRow<'user'> => ({
  name: 'Ravi',
  email,
  emailVerified: 1,
  createdAt: '2026-01-15 06:30:00',
  updatedAt: '2026-01-15 06:30:00',
  role: 'AGENT',
  status: 'ACTIVE',
})
const customer = (mobile: string, email = 'asha@example.com'): NewRow<'customer'> => ({
  mobile,
  name: 'आशा 👋',
  email,
  email_key: email,
  zone: 'Asia/Kolkata',
  lang: 'en',
  created_at: 1_768_458_600_000,
})

eachDatabase('database', (open, place) => {
  test('the migrated schema is the typed one: tables, columns, types, nullability', async () => {
    const database = await open()
    const longest = await lengths(database)
    const found: Record<string, Record<string, string>> = {}
    for (const table of await database.read.introspection.getTables()) {
      found[table.name] = Object.fromEntries(
        table.columns.map(({ name, dataType, isNullable, isAutoIncrementing }) => {
          const length = longest.get(`${table.name}.${name}`)
          const type = `${dataType.toLowerCase()}${length ? `(${length})` : ''}`
          return [name, isAutoIncrementing ? `${type} counted` : `${type}${isNullable ? ' null' : ''}`]
        }),
      )
    }
    const typed = Object.fromEntries(
      Object.entries(tables as Record<string, Record<string, Column>>).map(([name, columns]) => [
        name,
        Object.fromEntries(
          Object.entries(columns).map(([column, spec]) => {
            const type = catalogueType(spec, place.engine)
            return [column, spec.kind === 'id' ? `${type} counted` : `${type}${spec.nullable ? ' null' : ''}`]
          }),
        ),
      ]),
    )
    expect(found).toEqual(typed)
    expect(Object.keys(found).length).toBeGreaterThan(20)
  })

  test('every enumeration is checked by the database', async () => {
    const database = await open()
    const source =
      place.engine === 'sqlite'
        ? sql<{ text: string }>`select sql as text from sqlite_master where type = 'table'`
        : sql<{ text: string }>`select check_clause as text from information_schema.check_constraints
            where constraint_schema = database()`
    const checks = (await source.execute(database.read)).rows.map(({ text }) => text.replace(/[\s`"]/g, '')).join('\n')
    const words = Object.values(tables as Record<string, Record<string, Column>>).flatMap((columns) =>
      Object.entries(columns).flatMap(([name, spec]) => (spec.words ? [{ name, words: spec.words }] : [])),
    )
    expect(words.length).toBeGreaterThan(10)
    for (const { name, words: list } of words) {
      expect(checks).toContain(`${name}in(${list.map((word) => `'${word}'`).join(',')})`)
    }
    const wrong = { ...user('a@example.com'), role: 'OWNER' as 'ADMIN' }
    await expect(database.write.insertInto('user').values(wrong).execute()).rejects.toThrow(/check|constraint/i)
  })

  test('migrating again does nothing', async () => {
    const database = openDatabase(await place.empty())
    try {
      expect(await database.migrate()).toEqual(all)
      expect(await database.migrate()).toEqual([])
    } finally {
      await database.close()
    }
  })

  test('processes that migrate at once: one does, the others wait for it', async () => {
    const url = await place.empty()
    const program = join(import.meta.dirname, 'migrate-process.ts')
    const runs = await Promise.all([1, 2, 3].map(() => run(process.execPath, [program, url], { timeout: 60_000 })))
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(runs.map(() => [0, '']))
    expect(runs.map(({ stdout }) => JSON.parse(stdout)).sort()).toEqual([[], [], all])
  }, 70_000)

  test('a database of a newer version is refused in one line, untouched', async () => {
    const url = await place.empty()
    const database = openDatabase(url)
    try {
      await database.migrate()
      await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')`.execute(
        database.write,
      )
      await expect(database.migrate()).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/newer version/),
      })
    } finally {
      await database.close()
    }
  })

  const onSqlite = place.engine === 'sqlite' ? test : () => undefined
  onSqlite('a full disk is told as such, undoes the transaction, and is got over', async () => {
    const database = await open()
    const put = (key: string) =>
      database.transact((db) =>
        db
          .insertInto('setting')
          .values({ key, value: 'x'.repeat(200_000) })
          .execute(),
      )
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.write)
    await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count)}`.execute(database.write)
    const error = await put('big').catch((thrown: unknown) => toAppError(thrown))
    expect(error).toMatchObject({ code: 'disk_full' })
    expect(await database.read.selectFrom('setting').select('key').execute()).toEqual([])
    await sql`pragma max_page_count = 1000000`.execute(database.write)
    await put('big')
  })

  test('keys tell case and accents apart', async () => {
    const database = await open()
    for (const email of ['jose@example.com', 'josé@example.com', 'Jose@example.com']) {
      await database.write.insertInto('user').values(user(email)).execute()
    }
    const again = database.write.insertInto('user').values(user('josé@example.com')).execute()
    await expect(again).rejects.toSatisfy(isDuplicate)
    const found = await database.read
      .selectFrom('user')
      .select('email')
      .where('email', '=', 'jose@example.com')
      .execute()
    expect(found).toEqual([{ email: 'jose@example.com' }])
    for (const key of ['a', 'A']) await database.write.insertInto('setting').values({ key, value: '' }).execute()
    expect(await database.read.selectFrom('setting').select('key').where('key', '=', 'A').execute()).toHaveLength(1)
  })

  test('any script and any instant comes back as it was', async () => {
    const database = await open()
    await database.write.insertInto('customer').values(customer('+919800000001')).execute()
    const [row] = await database.read.selectFrom('customer').selectAll().execute()
    expect(row).toMatchObject({ name: 'आशा 👋', created_at: 1_768_458_600_000, blocked_at: null })
    expect(typeof row?.id).toBe('number')
  })

  test('a unique key refuses and the transaction goes on; what else is refused is no duplicate', async () => {
    const database = await open()
    const insert = (db: Database['write'], mobile: string) =>
      wasInserted(db.insertInto('customer').values(customer(mobile)))
    const results = await database.transact(async (db) => [
      await insert(db, '+919800000001'),
      await insert(db, '+919800000001'),
      await insert(db, '+919800000002'),
    ])
    expect(results).toEqual([true, false, true])
    expect(await database.read.selectFrom('customer').select('id').execute()).toHaveLength(2)
    const orphan = { customer_id: 999, document: 'TERMS', version: '1', given_at: 1 } as const
    const refused = wasInserted(database.write.insertInto('consent').values(orphan))
    await expect(refused).rejects.toThrow(/foreign key/i)
    const primary = () => wasInserted(database.write.insertInto('setting').values({ key: 'a', value: '' }))
    expect([await primary(), await primary()]).toEqual([true, false])
    const empty = { ...customer('+919800000003'), name: null as unknown as string }
    await expect(wasInserted(database.write.insertInto('customer').values(empty))).rejects.toThrow(/null/i)
  })

  test('a prepared statement does with each value what a built one does, in a transaction and outside', async () => {
    const database = await open()
    const add = prepared((db, it: NewRow<'customer'>) => db.insertInto('customer').values(it))
    const block = prepared((db, { mobile, at }: { mobile: string; at: number | null }) =>
      db.updateTable('customer').set({ blocked_at: at }).where('mobile', '=', mobile),
    )
    const among = prepared((db, { mobiles, most }: { mobiles: string[]; most: number }) =>
      db.selectFrom('customer').select('mobile').where('mobile', 'in', mobiles).orderBy('id').limit(most),
    )
    const [a, b, c] = ['+919800000001', '+919800000002', '+919800000003'] as const
    const found = async (db: Database['write'], mobiles: string[], most = 9) =>
      (await among(db, { mobiles, most })).rows.map((row) => row.mobile)
    const first = await add(database.write, customer(a))
    await database.transact(async (db) => {
      const { insertId } = await add(db, customer(b))
      expect(insertId! > first.insertId!).toBe(true)
      expect(await wasInserted({ execute: () => add(db, customer(b)) })).toBe(false)
      expect(await found(db, [a, b, c])).toEqual([a, b])
      expect((await block(db, { mobile: b, at: 5 })).numAffectedRows).toBe(1n)
    })
    expect(await found(database.read, [b, c])).toEqual([b])
    expect(await found(database.read, [a, b], 1)).toEqual([a])
    expect(await found(database.read, [c])).toEqual([])
    await block(database.write, { mobile: b, at: null })
    expect((await block(database.write, { mobile: c, at: 5 })).numAffectedRows).toBe(0n)
    const rows = await database.read.selectFrom('customer').select('blocked_at').execute()
    expect(rows).toEqual([{ blocked_at: null }, { blocked_at: null }])
    const dropped = database.transact(async (db) => {
      await add(db, customer(c))
      throw new Error('dropped')
    })
    await expect(dropped).rejects.toThrow('dropped')
    expect(await found(database.read, [c])).toEqual([])
  })

  test('a prepared write that comes after its transaction has ended is refused, not made outside of it', async () => {
    const database = await open()
    const add = prepared((db, it: NewRow<'customer'>) => db.insertInto('customer').values(it))
    for (const fails of [true, false]) {
      const { promise: over, resolve: end } = Promise.withResolvers<void>()
      let late: Promise<unknown> | undefined
      const ended = database.transact(async (db) => {
        late = over.then(() => add(db, customer('+919800000001')))
        if (fails) throw new Error('dropped')
      })
      await (fails ? expect(ended).rejects.toThrow('dropped') : ended)
      end()
      await expect(late).rejects.toThrow(/already (rolled back|committed)/)
    }
    expect(await database.read.selectFrom('customer').select('id').execute()).toEqual([])
  })

  test('a conditional update counts the rows it found, changed or not', async () => {
    const database = await open()
    await database.write.insertInto('setting').values({ key: 'a', value: '1' }).execute()
    const update = (from: string) =>
      database.write.updateTable('setting').set({ value: '1' }).where('value', '=', from).executeTakeFirstOrThrow()
    expect((await update('1')).numUpdatedRows).toBe(1n)
    expect((await update('2')).numUpdatedRows).toBe(0n)
  })

  test('of many that want one seat, one takes it', async () => {
    const database = await open()
    await database.write.insertInto('setting').values({ key: 'seat', value: 'free' }).execute()
    const take = (who: string) =>
      database.transact(async (db) => {
        const taken = db
          .updateTable('setting')
          .set({ value: who })
          .where('key', '=', 'seat')
          .where('value', '=', 'free')
        return (await taken.executeTakeFirstOrThrow()).numUpdatedRows
      })
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => take(`visitor ${i}`)))
    expect(results.filter((rows) => rows === 1n)).toHaveLength(1)
  })

  test('transactions that lock each other out both come through', async () => {
    const database = await open()
    await database.write
      .insertInto('setting')
      .values([
        { key: 'a', value: '0' },
        { key: 'b', value: '0' },
      ])
      .execute()
    let runs = 0
    let arrived = 0
    let meet = () => {}
    const met = new Promise<void>((resolve) => {
      meet = resolve
    })
    const both = (first: string, second: string) =>
      database.transact(async (db) => {
        runs++
        const add = (key: string) =>
          db.updateTable('setting').set({ value: sql`value + 1` }).where('key', '=', key).execute()
        await add(first)
        // On MariaDB both hold their first row now; SQLite lets one in at a time.
        if (++arrived === 2 || database.engine === 'sqlite') meet()
        await met
        await add(second)
      })
    await Promise.all([both('a', 'b'), both('b', 'a')])
    expect(runs).toBe(database.engine === 'mysql' ? 3 : 2)
    const values = await database.read.selectFrom('setting').select('value').execute()
    expect(values.map(({ value }) => Number(value))).toEqual([2, 2])
  })

  test('what fails for another reason is not run again', async () => {
    const database = await open()
    let runs = 0
    const failing = database.transact(async (db) => {
      runs++
      await db.insertInto('setting').values({ key: 'a', value: '' }).execute()
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(runs).toBe(1)
    expect(await database.read.selectFrom('setting').selectAll().execute()).toEqual([])
  })

  test('a reader is not held up by a writer, and sees only what is committed', async () => {
    const database = await open()
    await database.transact(async (db) => {
      await db.insertInto('setting').values({ key: 'a', value: '1' }).execute()
      expect(await database.read.selectFrom('setting').selectAll().execute()).toEqual([])
    })
    expect(await database.read.selectFrom('setting').selectAll().execute()).toHaveLength(1)
  })

  test('ping answers while it is open', async () => {
    const database = await open()
    await database.ping()
    await database.close()
    await expect(database.ping()).rejects.toThrow()
  })

  if (place.engine !== 'mysql') return

  test('transactions read what is committed, at each statement', async () => {
    const database = await open()
    await database.write.insertInto('setting').values({ key: 'a', value: '1' }).execute()
    await database.transact(async (db) => {
      const value = () => db.selectFrom('setting').select('value').executeTakeFirstOrThrow()
      expect(await value()).toEqual({ value: '1' })
      await database.write.updateTable('setting').set({ value: '2' }).execute()
      expect(await value()).toEqual({ value: '2' })
    })
  })

  test('a text too long is refused, not cut', async () => {
    const database = await open()
    const long = { ...customer('+919800000001'), name: 'x'.repeat(101) }
    await expect(database.write.insertInto('customer').values(long).execute()).rejects.toThrow(/too long/i)
  })

  test('clocks of the connection are UTC, whatever the server’s', async () => {
    const database = await open()
    await sql`set global time_zone = '+05:30'`.execute(database.write)
    try {
      const other = await open()
      const { rows } = await sql<{ zone: string }>`select @@session.time_zone as zone`.execute(other.read)
      expect(rows).toEqual([{ zone: '+00:00' }])
    } finally {
      await sql`set global time_zone = 'SYSTEM'`.execute(database.write)
    }
  })
})
