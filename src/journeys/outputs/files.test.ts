import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type DuckOptions, openDuck } from '../engine/duckdb.ts'
import type { Table } from '../tables.ts'
import { writeFiles } from './files.ts'

const folder = mkdtempSync(join(tmpdir(), 'files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const things: Table = {
  what: '',
  columns: {
    product: { type: 'text', what: '' },
    customer: { type: 'text', what: '' },
    steps: { type: 'list', what: '' },
    price: { type: 'decimal', what: '' },
    timestamp: { type: 'time', what: '' },
    flag: { type: 'flag', what: '' },
  },
  order: ['customer'],
}
const TYPES =
  'product VARCHAR, customer VARCHAR, steps VARCHAR[], price DECIMAL(22,4), "timestamp" TIMESTAMP, flag BOOLEAN'

async function csvOf(rows: string, zone = 'Asia/Kolkata'): Promise<string> {
  const result = await openDuck()
  try {
    await result.run(`CREATE TABLE things (${TYPES})`)
    await result.run(`INSERT INTO things VALUES ${rows}`)
    const [path = ''] = await writeFiles({ result, tables: { things }, folder, format: 'csv', zone })
    return readFileSync(path, 'utf8')
  } finally {
    result.close()
  }
}

describe('CSV', () => {
  it('has times in the zone with their offset, lists joined, empty apart from nothing', async () => {
    const csv =
      await csvOf(`('Xiomi Tv, "black"', 'Alex', ['VIEW Amazon', 'BAG Flipkart'], -31000, '2023-12-29 06:35:00', true),
      ('', 'Äpfel 🛒', [], NULL, '2023-12-29 23:00:00.000120', NULL), (NULL, NULL, NULL, 0.1, NULL, false)`)
    expect(csv.split('\n')).toEqual([
      'product,customer,steps,price,timestamp,flag',
      ',,,0.1000,,false',
      '"Xiomi Tv, ""black""",Alex,VIEW Amazon | BAG Flipkart,-31000.0000,2023-12-29T12:05:00+05:30,true',
      '"",Äpfel 🛒,"",,2023-12-30T04:30:00.000120+05:30,',
      '',
    ])
  })

  it('tells the same instant in every zone and age', async () => {
    const rows = `('', 'a', [], 0, '0001-01-02 00:00:00', true), ('', 'b', [], 0, '1900-01-01 12:00:00', true),
      ('', 'c', [], 0, '2024-03-10 06:59:59.5', true), ('', 'd', [], 0, '2024-03-10 07:00:00', true), ('', 'e', [], 0, '9999-12-30 00:00:00', true)`
    const instants = [
      '0001-01-02T00:00:00Z',
      '1900-01-01T12:00:00Z',
      '2024-03-10T06:59:59.5Z',
      '2024-03-10T07:00:00Z',
      '9999-12-30T00:00:00Z',
    ]
    for (const zone of ['UTC', 'Asia/Kolkata', 'America/New_York', 'Pacific/Marquesas']) {
      const times = (await csvOf(rows, zone))
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[4]!)
      expect(times.map((time) => Date.parse(time.replace(/(\.\d{3})\d{3}/, '$1')))).toEqual(
        instants.map((time) => Date.parse(time)),
      )
      if (zone === 'America/New_York')
        expect(times.slice(2, 4)).toEqual(['2024-03-10T01:59:59.500000-05:00', '2024-03-10T03:00:00-04:00'])
    }
    await expect(csvOf(rows, 'Asia/Nowhere')).rejects.toMatchObject({ code: 'invalid' })
  })

  it('neutralises what a spreadsheet would run, and nothing else', async () => {
    for (const start of ['=', '+', '-', '@', '\t', '\n', '\r', '\0', '＝', '＋', '－', '＠']) {
      const sql = `concat(chr(${start.codePointAt(0)}), 'cmd')`
      const csv = await csvOf(`(${sql}, 'a', [${sql}, 'b'], 0, NULL, true)`)
      expect(
        csv.match(new RegExp(`'${start === '+' ? '\\+' : start}cmd`, 'g')),
        `${JSON.stringify(start)}: ${csv}`,
      ).toHaveLength(2)
    }
    expect(await csvOf(`('a=1', '1-2', [' =1'], -1, NULL, true)`)).toContain('a=1,1-2, =1,-1.0000,,true')
  })
})

async function digest(format: 'csv' | 'parquet', options: DuckOptions, order: string): Promise<string> {
  const result = await openDuck({ temp: join(folder, 'temp'), ...options })
  try {
    await result.run(`CREATE TABLE things AS SELECT 'p' || hash(i) % 97 AS product, 'c' || hash(i * 3) % 5000 AS customer,
      ['VIEW ' || i % 7, NULL] AS steps, (i % 1000)::DECIMAL(22,4) AS price, TIMESTAMP '2024-01-01' + to_seconds(i % 86400) AS "timestamp",
      i % 3 = 0 AS flag FROM range(400000) r(i) ORDER BY ${order}`)
    const [path = ''] = await writeFiles({ result, tables: { things }, folder, format, zone: 'UTC' })
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } finally {
    result.close()
  }
}

describe('files', () => {
  it.each(['csv', 'parquet'] as const)(
    '%s has the same bytes whatever the threads, the memory and the order of the rows',
    async (format) => {
      const digests = [
        await digest(format, { threads: 1 }, 'i'),
        await digest(format, { threads: 2 }, 'i DESC'),
        await digest(format, { threads: 2, memory: 100 * 2 ** 20 }, 'hash(i)'),
      ]
      expect(new Set(digests).size).toBe(1)
    },
  )

  it('in Parquet have the types of the table, times as instants', async () => {
    const result = await openDuck()
    await result.run(`CREATE TABLE things (${TYPES})`)
    await result.run("INSERT INTO things VALUES ('=1', NULL, ['a', NULL], 1.5, '0001-01-01 00:00:00.000001', true)")
    const [path = ''] = await writeFiles({
      result,
      tables: { things },
      folder,
      format: 'parquet',
      zone: 'Asia/Kolkata',
    })
    expect(await result.rows(`SELECT * FROM '${path}'`)).toEqual([
      {
        product: '=1',
        customer: null,
        steps: ['a', null],
        price: '1.5000',
        timestamp: '0001-01-01T00:00:00.000001Z',
        flag: true,
      },
    ])
    const types = await result.rows<{ t: string }>(`SELECT typeof(COLUMNS(*)) FROM '${path}'`)
    expect(Object.values(types[0]!)).toEqual([
      'VARCHAR',
      'VARCHAR',
      'VARCHAR[]',
      'DECIMAL(22,4)',
      'TIMESTAMP WITH TIME ZONE',
      'BOOLEAN',
    ])
    result.close()
  })

  it('leave what stood there when they cannot be written, and nothing of their own', async () => {
    const place = join(folder, 'kept')
    const result = await openDuck()
    await result.run(`CREATE TABLE things (${TYPES}); CREATE TABLE broken (product VARCHAR)`)
    await writeFiles({ result, tables: { things }, folder: place, format: 'csv', zone: 'UTC' })
    writeFileSync(join(place, 'things.csv'), 'old')
    const both = { things, broken: things }
    await expect(writeFiles({ result, tables: both, folder: place, format: 'csv', zone: 'UTC' })).rejects.toThrow()
    expect(readdirSync(place)).toEqual(['things.csv'])
    expect(readFileSync(join(place, 'things.csv'), 'utf8')).toBe('old')
    const under = join(place, 'things.csv', 'deeper')
    const refused = writeFiles({ result, tables: { things }, folder: under, format: 'csv', zone: 'UTC' })
    await expect(refused).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('cannot be written'),
    })
    result.close()
  })
})
