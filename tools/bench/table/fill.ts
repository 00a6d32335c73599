import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import SqliteFile from 'better-sqlite3'
import { createConnection } from 'mysql2/promise'
import { openDatabase } from '../../../src/database/database.ts'
import { columns, PRODUCTS, STORES, type Table, USERS } from './rows.ts'

type Files = Record<Table, string>
type Values = (string | number | null)[]

const numbered = (count: number, row: (n: number) => Values) => Array.from({ length: count }, (_, i) => row(i + 1))
const small: [table: string, columns: string[], rows: Values[]][] = [
  [
    'product',
    ['id', 'name', 'slug', 'status', 'description', 'zone', 'live_timings', 'created_at'],
    numbered(PRODUCTS, (n) => [
      n,
      `Model ${n} ${n % 2 ? 'machine' : 'purifier'}`,
      `p${n}`,
      'ACTIVE',
      '',
      'Asia/Kolkata',
      '{}',
      1,
    ]),
  ],
  [
    'user',
    ['id', 'name', 'email', 'emailVerified', 'createdAt', 'updatedAt', 'role', 'status'],
    numbered(USERS, (n) => {
      const date = '2026-01-01 00:00:00'
      return [n, `User ${n}`, `u${n}@staff.example`, 1, date, date, n === 1 ? 'ADMIN' : 'AGENT', 'ACTIVE']
    }),
  ],
  ['user_product', ['user_id', 'product_id'], [[2, 3], ...numbered(PRODUCTS, (n): Values => [3, n]).slice(0, 4)]],
  [
    'store',
    ['id', 'name', 'address', 'city', 'zone', 'status'],
    numbered(STORES, (n) => [n, `Store ${n}`, '', 'Pune', 'Asia/Kolkata', 'ACTIVE']),
  ],
]
const TALLY = `insert into demo_tally (span, product_id, type, status, outcome, source, store_id, n, folded)
  select requested_at - requested_at % 2592000000, product_id, type, status, coalesce(outcome, ''), source,
    coalesce(store_id, 0), count(*), 1 from demo group by 1, 2, 3, 4, 5, 6, 7`

async function migrate(url: string): Promise<void> {
  const database = openDatabase(url)
  await database.migrate()
  await database.close()
}

/** Fills a new SQLite file. Written without waiting for the disk: nothing of it is kept. */
export async function fillSqlite(path: string, files: Files): Promise<void> {
  await migrate(`sqlite:${path}`)
  const file = new SqliteFile(path)
  for (const it of ['synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -400000']) file.pragma(it)
  // An index made at the end takes a second; one kept up by each row, a minute.
  const indexes = file
    .prepare(
      `select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in ('demo', 'customer', 'demo_user')`,
    )
    .all() as { name: string; sql: string }[]
  for (const { name } of indexes) file.exec(`drop index "${name}"`)
  const insert = (table: string, names: readonly string[]) =>
    file.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)
  file.exec('begin')
  for (const [table, names, rows] of small) for (const row of rows) insert(table, names).run(row)
  // Words by the thousand, each in its place, take minutes: sorted first, seconds.
  file.exec(`create temp table sorted as select ${columns.demo_word.join(', ')} from demo_word where 0`)
  for (const [table, names] of Object.entries(columns)) {
    const add = insert(table === 'demo_word' ? 'sorted' : table, names)
    const isNumber = names.map((name) => /(^|_)id$|_at$|^shared$|^facets$/.test(name))
    for await (const line of createInterface(createReadStream(files[table as Table]))) {
      add.run(line.split('\t').map((it, at) => (it === '\\N' ? null : isNumber[at] ? Number(it) : it)))
    }
  }
  const words = columns.demo_word.join(', ')
  file.exec(`insert into demo_word (${words}) select ${words} from sorted order by word, demo_id`)
  file.exec(TALLY)
  for (const { sql } of indexes) file.exec(sql)
  file.exec('commit')
  file.close()
}

/** Fills an empty database of MySQL or MariaDB that takes files from its client. */
export async function fillMysql(url: string, files: Files): Promise<void> {
  await migrate(url)
  const connection = await createConnection({
    uri: url,
    charset: 'utf8mb4_bin',
    flags: ['+LOCAL_FILES'],
    infileStreamFactory: (path: string) => createReadStream(path),
  } as never)
  await connection.query('set foreign_key_checks = 0, unique_checks = 0')
  for (const [table, names, rows] of small) {
    await connection.query(`insert into ${table} (${names.join(', ')}) values ?`, [rows])
  }
  for (const [table, names] of Object.entries(columns)) {
    const load = `load data local infile ? into table ${table} character set utf8mb4 (${names.join(', ')})`
    await connection.query(load, [files[table as Table]])
  }
  await connection.query(TALLY)
  // What the server does by itself some time after many rows were added.
  await connection.query('analyze table demo, demo_user, demo_word, demo_tally, customer')
  await connection.end()
}
