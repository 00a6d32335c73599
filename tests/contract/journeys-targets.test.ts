import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDuck } from '../../src/journeys/engine/duckdb.ts'
import { loadInto } from '../../src/journeys/outputs/targets/load.ts'
import { type Column, type ColumnType, TABLES, type Table } from '../../src/journeys/tables.ts'
import { AppError } from '../../src/platform/errors.ts'
import { run } from '../../tools/program.ts'
import { type Place, places } from '../support/journeys-places.ts'
import { temporaryFolder } from '../support/program.ts'

const column = (type: Column['type'], nullable = true): Column => ({ type, what: '', nullable })
const bites: Table = {
  what: 'Values that bite.',
  columns: {
    customer: column('text', false),
    product: column('text', false),
    timestamp: column('time', false),
    column: column('text'),
    amount: column('decimal'),
    price: column('decimal'),
    n: column('integer'),
    sure: column('share'),
    returned: column('flag'),
    steps: column('list', false),
  },
  order: ['customer', 'product'],
}
const touches: Table = {
  ...bites,
  columns: { customer: column('text', false), n: column('integer') },
  order: ['customer'],
}
const tables = { bites, touches }
const DUCK = {
  text: 'VARCHAR',
  list: 'VARCHAR[]',
  integer: 'BIGINT',
  decimal: 'DECIMAL(22,4)',
  share: 'DOUBLE',
  time: 'TIMESTAMP',
  flag: 'BOOLEAN',
}

const FILLER: Record<ColumnType, string> = {
  text: "'x' || i",
  list: "['VIEW Amazon', 'BAG Flipkart']",
  integer: 'i',
  decimal: 'i',
  share: 'NULL',
  time: "TIMESTAMP '2024-02-29'",
  flag: 'i % 2 = 0',
}

const TEXTS = [
  '',
  '\\N',
  'NULL',
  `it's "quoted" \`so\``,
  'tab\tand\\back\\\\slash\\',
  'line\nfeed\r\nreturn',
  'nul\0byte',
  '🛒 emoji 👩🏽‍💻',
  'हिन्दी में ख़रीदारी',
  '{"a":[1]}',
  '{a,"b"}',
  'é\u0301 \u202e rtl',
  `long ${'ख🛒'.repeat(50_000)}`,
  ' spaces ',
  "\\'\\t\\x00%s$1",
  '\x1a\b\x01',
]
const DECIMALS = ['0.0000', '-0.0001', '31000.0000', '123456789012345678.1234', '-999999999999999999.9999', null]
const PRICES = ['0.1000', '-12345678901.2345', '31000.0000', null]
const TIMES = [
  '2023-12-29 06:35:00.000000',
  '2023-12-29 06:35:00.123456',
  '1900-01-01 00:00:00.000000',
  '2299-12-31 23:59:59.999999',
]
const FAR = ['0001-01-01 00:00:00.000001', '9999-12-31 23:59:59.999999']
const INTEGERS = ['9223372036854775807', '-9223372036854775808', '0', null]
const at = <T>(values: T[], index: number): T => values[index % values.length]!

interface Wanted {
  customer: string
  product: string
  timestamp: string
  column: string | null
  amount: string | null
  price: string | null
  n: string | null
  sure: number | null
  returned: boolean | null
  steps: string[]
}

const wanted = (times: string[]): Wanted[] =>
  TEXTS.map((text, index) => ({
    customer: String(index).padStart(3, '0'),
    product: text,
    timestamp: at(times, index),
    column: index === 1 ? null : text,
    amount: at(DECIMALS, index),
    price: at(PRICES, index),
    n: at(INTEGERS, index),
    sure: at([0, 1, 0.1, 1 / 3, 5e-324, null], index),
    returned: at([true, false, null], index),
    steps: at([[], [''], [text, at(TEXTS, index + 1)], ['a, b', 'c']], index),
  }))

const folder = temporaryFolder('journeys')
afterAll(folder.remove)

/** A finished run's file with `rows` rows a table, the first of them those that bite. */
async function finished(
  name: string,
  rows: number,
  times = TIMES,
  made: Record<string, Table> = tables,
): Promise<string> {
  const path = join(folder.path, `${name}.duckdb`)
  const duck = await openDuck({ path })
  for (const [table, { columns }] of Object.entries(made)) {
    const list = Object.entries(columns).map(([column, { type }]) => `"${column}" ${DUCK[type]}`)
    await duck.run(`CREATE TABLE ${table} (${list.join(', ')})`)
    const values = Object.entries(columns).map(([column, { type }]) =>
      type === 'list' ? `from_json($${column}, '["VARCHAR"]')` : `$${column}`,
    )
    const biting = table === 'bites' ? wanted(times) : []
    for (const row of biting) {
      const bound = Object.fromEntries(
        Object.keys(columns).map((column) => [
          column,
          column === 'steps' ? JSON.stringify(row.steps) : row[column as keyof Wanted],
        ]),
      )
      await duck.run(`INSERT INTO ${table} VALUES (${values.join(', ')})`, bound as Record<string, string>)
    }
    const filler = Object.values(columns).map(({ type }) => FILLER[type])
    await duck.run(`INSERT INTO ${table} SELECT ${filler.join(', ')} FROM range(${rows - biting.length}) r(i)`)
  }
  duck.close()
  return path
}

async function load(path: string, url: string, options: Partial<Parameters<typeof loadInto>[1]> = {}) {
  const result = await openDuck({ path, readOnly: true })
  try {
    return await loadInto(url, { result, tables, ...options })
  } finally {
    result.close()
  }
}

describe.each(Object.entries(places))('journeys into %s', (engine, open) => {
  let place: Place
  let small: string
  let large: string
  beforeAll(async () => {
    place = await open(inject('mariadb'))
    small = await finished(`small ${engine}`, 5_000)
    large = await finished(`large ${engine}`, 20_000)
  }, 120_000)
  afterAll(() => place?.stop())
  const counts = async () => {
    const row = (await place.ask('SELECT (SELECT count(*) FROM bites) AS b, (SELECT count(*) FROM touches) AS t'))[0]
    return [Number(row?.b), Number(row?.t)]
  }

  it('brings every value that bites, to the byte', async () => {
    const far = engine === 'ClickHouse' ? TIMES : [...TIMES, ...FAR]
    const path = await finished(`bites ${engine}`, TEXTS.length, far)
    expect(await load(path, place.url)).toEqual({ bites: TEXTS.length, touches: TEXTS.length })
    const { name } = place
    const shown = [
      'customer',
      'product',
      name('column'),
      'sure',
      'returned',
      `${place.time(name('timestamp'))} AS moment`,
      `${place.decimal('amount')} AS a`,
      `${place.decimal('price')} AS p`,
      `${place.decimal('n')} AS n`,
      `${place.list('steps')} AS s`,
    ]
    const rows = await place.ask(`SELECT ${shown.join(', ')} FROM bites ORDER BY customer`)
    const held = (text: string | null) => (engine === 'PostgreSQL' ? (text?.replaceAll('\0', '\ufffd') ?? null) : text)
    const number = (text: string | null) =>
      text === null ? null : engine === 'ClickHouse' ? text.replace(/\.?0+$/, '') || '0' : text
    const sqlite = (price: unknown) => (typeof price === 'number' ? price.toFixed(4) : price)
    for (const [index, row] of wanted(far).entries()) {
      const got = rows[index]!
      expect(got.product).toBe(held(row.product))
      expect(got.column).toBe(held(row.column))
      expect(got.moment).toBe(row.timestamp)
      expect(got.a).toBe(
        row.amount?.includes('.') ? (number(row.amount) === '' ? '0' : number(row.amount)) : row.amount,
      )
      expect(sqlite(got.p)).toBe(number(row.price))
      if (engine !== 'SQLite') expect(got.n).toBe(row.n)
      expect(got.sure).toBe(row.sure)
      expect(got.returned === null ? null : Boolean(got.returned)).toBe(row.returned)
      expect(JSON.parse(String(got.s))).toEqual(row.steps.map(held))
    }
    if (engine === 'SQLite') {
      const [row] = await place.ask(
        'SELECT typeof(price) AS p, typeof(amount) AS a, typeof(n) AS n, n = 9223372036854775807 AS exact FROM bites LIMIT 1',
      )
      expect(row).toEqual({ p: 'real', a: 'text', n: 'integer', exact: 1 })
    }
  })

  it('compares texts by their bytes', async () => {
    await load(small, place.url)
    expect(Number((await place.ask(`SELECT count(*) AS n FROM bites WHERE customer = 'X7'`))[0]?.n)).toBe(0)
    expect(Number((await place.ask(`SELECT count(*) AS n FROM bites WHERE customer = 'x7'`))[0]?.n)).toBe(1)
  })

  it('shows readers the old or the new, never half', async () => {
    await load(small, place.url)
    const seen = new Set<string>()
    let over = false
    const reading = (async () => {
      while (!over) {
        seen.add(engine === 'ClickHouse' ? String((await counts())[0]) : String(await counts()))
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const moved: number[] = []
    await load(large, place.url, {
      onProgress: ({ table, rows, of }) => table === 'bites' && moved.push(rows / of),
    }).finally(() => {
      over = true
    })
    await reading
    seen.add(engine === 'ClickHouse' ? String((await counts())[0]) : String(await counts()))
    expect([...seen]).toEqual(engine === 'ClickHouse' ? ['5000', '20000'] : ['5000,5000', '20000,20000'])
    expect(moved).toEqual(moved.toSorted((a, b) => a - b))
    expect(moved.at(-1)).toBe(1)
  })

  it('keeps the old tables when a load is stopped, and clears up at the next', async () => {
    await load(small, place.url)
    const stop = new AbortController()
    const stopped = load(large, place.url, {
      signal: stop.signal,
      onProgress: ({ table }) => table === 'touches' && stop.abort(),
    })
    await expect(stopped).rejects.toMatchObject({ code: 'gone', message: expect.stringContaining('as before') })
    expect(await counts()).toEqual([5000, 5000])
    await load(large, place.url)
    expect(await counts()).toEqual([20_000, 20_000])
  })

  it('keeps the old tables when the load is killed, and clears up at the next', async () => {
    await load(small, place.url)
    const program = join(import.meta.dirname, '../support/journeys-load.ts')
    const { code, stderr } = await run(process.execPath, [program, large, place.url, JSON.stringify(tables)], {
      timeout: 25_000,
    })
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(await counts()).toEqual([5000, 5000])
    await load(large, place.url)
    expect(await counts()).toEqual([20_000, 20_000])
  })

  it('follows added columns and changed types, under a prefix too', async () => {
    await load(small, place.url, { prefix: 'shop_' })
    const next = {
      touches: {
        ...touches,
        columns: { customer: column('text', false), n: column('decimal'), since: column('time') },
      },
    }
    await load(await finished(`next ${engine}`, 3, TIMES, next), place.url, { tables: next, prefix: 'shop_' })
    const rows = await place.ask(
      `SELECT ${place.decimal('n')} AS n, ${place.time('since')} AS since FROM shop_touches ORDER BY n`,
    )
    expect(rows.map(({ n }) => Number(n))).toEqual([0, 1, 2])
    expect(rows[0]?.since).toBe('2024-02-29 00:00:00.000000')
  })

  it('takes all tables of a run, empty ones too', async () => {
    const path = await finished(`run ${engine}`, 3, TIMES, TABLES)
    const duck = await openDuck({ path })
    await duck.run('DELETE FROM rejected')
    duck.close()
    const loaded = await load(path, place.url, { tables: TABLES, prefix: 'run_' })
    expect(loaded).toEqual({
      purchases: 3,
      searches: 3,
      searches_by_customer: 3,
      touches: 3,
      unassigned: 3,
      rejected: 0,
    })
    for (const [name, rows] of Object.entries(loaded)) {
      expect(Number((await place.ask(`SELECT count(*) AS n FROM run_${name}`))[0]?.n)).toBe(rows)
    }
  })

  it('keeps the old tables when a column that is never empty is', async () => {
    if (engine === 'ClickHouse') return
    await load(small, place.url)
    const loose = { touches: { ...touches, columns: { ...touches.columns, n: column('integer', false) } } }
    const path = await finished(`loose ${engine}`, 3, TIMES, loose)
    const duck = await openDuck({ path })
    await duck.run('INSERT INTO touches VALUES (NULL, NULL)')
    duck.close()
    await expect(load(path, place.url, { tables: loose })).rejects.toBeInstanceOf(AppError)
    expect(await counts()).toEqual([5000, 5000])
  })

  it('keeps the old tables when the database drops the connection', async () => {
    const drops: Record<string, [find: string, drop: (id: unknown) => string]> = {
      MariaDB: ["SELECT id FROM information_schema.processlist WHERE info LIKE 'LOAD DATA%'", (id) => `KILL ${id}`],
      PostgreSQL: [
        "SELECT pid AS id FROM pg_stat_activity WHERE query LIKE 'COPY%'",
        (id) => `SELECT pg_terminate_backend(${id})`,
      ],
    }
    const [find, drop] = drops[engine] ?? []
    if (!find || !drop) return
    await load(small, place.url)
    const path = await finished(`huge ${engine}`, 200_000)
    let dropped: Promise<unknown> | undefined
    const loading = load(path, place.url, {
      onProgress: () => {
        dropped ??= place.ask(find).then(([row]) => place.ask(drop(row?.id)))
      },
    })
    await expect(loading).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('as before') })
    await dropped
    expect(await counts()).toEqual([5000, 5000])
  })
})
