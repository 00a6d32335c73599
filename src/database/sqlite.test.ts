import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from './database.ts'

let folder: string
let database: Database
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-'))
  database = openDatabase(`sqlite:${join(folder, 'new', 'folder', 'file.sqlite')}`)
  await database.migrate()
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

async function pragma(db: Kysely<never>, name: string): Promise<unknown> {
  const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db)
  return Object.values(rows[0] ?? {})[0]
}

test('a power cut loses nothing committed: WAL, and written through at each commit', async () => {
  const db = database.write as unknown as Kysely<never>
  expect(await pragma(db, 'journal_mode')).toBe('wal')
  expect(await pragma(db, 'synchronous')).toBe(2)
  expect(await pragma(db, 'foreign_keys')).toBe(1)
  expect(await pragma(db, 'busy_timeout')).toBe(5000)
})

test('closed in order, all is in the one file: a copy of it is a backup', async () => {
  await database.read.selectFrom('setting').selectAll().execute()
  await database.close()
  expect(readdirSync(join(folder, 'new', 'folder'))).toEqual(['file.sqlite'])
})

test('the reading connection cannot write', async () => {
  const writing = database.read.insertInto('setting').values({ key: 'a', value: '' }).execute()
  await expect(writing).rejects.toThrow(/readonly/)
})

test('a transaction holds the write lock from its first statement', async () => {
  const other = openDatabase(`sqlite:${join(folder, 'new', 'folder', 'file.sqlite')}`)
  await sql`pragma busy_timeout = 0`.execute(other.write)
  await database.transact(async (db) => {
    await db.selectFrom('setting').selectAll().execute()
    const writing = other.write.insertInto('setting').values({ key: 'a', value: '' }).execute()
    await expect(writing).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
  })
  await other.close()
})

test('more statements than are kept prepared, and one read row by row', async () => {
  await database.write
    .insertInto('setting')
    .values(['a', 'b'].map((key) => ({ key, value: '1' })))
    .execute()
  for (let i = 0; i < 1100; i++) {
    const { rows } = await sql.raw<{ n: number }>(`select ${i} as n from setting`).execute(database.read)
    expect(rows).toEqual([{ n: i }, { n: i }])
  }
  const all = database.read.selectFrom('setting').select('key').orderBy('key')
  const keys = []
  for await (const { key } of all.stream()) keys.push(key)
  expect(keys).toEqual(['a', 'b'])
  expect(await all.execute()).toHaveLength(2)
})

test('values are found through an index, and keep their type', async () => {
  const message = database.read
    .selectFrom('message')
    .select('id')
    .where('state', '=', 'DEAD')
    .orderBy('next_try')
    .limit(5)
  const demo = database.read.selectFrom('demo').innerJoin('customer', 'customer.id', 'demo.customer_id')
  const plans = [
    message,
    demo.select('demo.id').where('demo.token', '=', 'a'),
    demo.select('demo.id').where('demo.id', '=', 1),
  ]
  for (const plan of plans) {
    const steps = await plan.explain<{ detail: string }>()
    expect(steps.map(({ detail }) => detail).filter((detail) => /scan|temp/i.test(detail))).toEqual([])
  }
  const values = ['7', 7, 7n, -7, 1.5, '', null, Buffer.from('seven')]
  for (const value of values) {
    const asked = sql<{ is: string; value: unknown }>`select typeof(${value}) as "is", ${value} as value`
    const { rows } = await asked.execute(database.read)
    const is = { string: 'text', number: 'real', bigint: 'integer', object: 'blob' }
    expect(rows[0]!.is).toBe(value === null ? 'null' : is[typeof value as keyof typeof is])
    expect(rows[0]!.value).toEqual(typeof value === 'bigint' ? Number(value) : value)
  }
})
