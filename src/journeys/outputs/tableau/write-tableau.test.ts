import { globSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { finishedRun } from '../../../../tests/support/finished-run.ts'
import { startProgram, temporaryFolder } from '../../../../tests/support/program.ts'
import { type TableauApi, tableauApi } from '../../../../tests/support/tableau.ts'
import { run } from '../../../../tools/program.ts'
import { type Duck, openDuck } from '../../engine/duckdb.ts'
import { TABLES } from '../../tables.ts'
import { withHyper } from './hyper-server.ts'
import { writeTableau } from './write-tableau.ts'

interface Read {
  connection: Record<string, string>
  table: string
  columns: Record<string, string>
  formulas: string[]
  extract: { columns: Record<string, string>; rows: Record<string, string | number | boolean | null>[] }
}

const scratch = temporaryFolder('tableau')
let api: TableauApi
let result: Duck
let folder: string
beforeAll(async () => {
  api = await tableauApi()
  result = await openDuck({ path: await finishedRun(join(scratch.path, 'run.duckdb')), readOnly: true })
}, 600_000)
afterAll(() => {
  result?.close()
  scratch.remove()
})
let folders = 0
beforeEach(() => {
  folder = join(scratch.path, `out ${folders++}`)
  mkdirSync(folder)
})

const pidIn = (file: string) => Number(readFileSync(file, 'utf8').trim()) || undefined
function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function read(): Promise<Record<string, Read>> {
  const script = join(import.meta.dirname, '../../../../tests/support/read-tableau.py')
  const { code, stdout, stderr } = await run(api.python, [script, folder], { timeout: 60_000 })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

describe('the extracts for Tableau', () => {
  it('hold every table, as Tableau itself reads them', async () => {
    const files = await writeTableau({ result, tables: TABLES, folder, zone: 'Asia/Kolkata', hyperd: api.hyperd })
    expect(files).toEqual(Object.keys(TABLES).map((name) => `${name}.tdsx`))
    expect(readdirSync(folder).sort()).toEqual([...files].sort())
    const found = await read()
    for (const [name, table] of Object.entries(TABLES)) {
      const { connection, extract, columns, ...rest } = found[name]!
      expect(connection).toMatchObject({ class: 'hyper', dbname: `Data/Extracts/${name}.hyper`, schema: 'Extract' })
      expect(rest.table).toBe(`[Extract].[${name}]`)
      expect(Object.keys(columns)).toEqual(Object.keys(table.columns).map((column) => `[${column}]`))
      expect(Object.keys(extract.columns)).toEqual(Object.keys(table.columns))
    }
    const rows = found.purchases!.extract.rows
    expect(rows).toHaveLength(3)
    const [alex, max, asha] = rows
    expect(rows.reduce((sum, row) => sum + Number(row.final_price), 0)).toBe(31_450.0001)
    expect(alex).toMatchObject({
      product: 'Xiaomi TV',
      timestamp: '2023-12-29 12:05:00',
      applications_checked: 'Amazon | Reliance',
      final_price: '31000.0001',
      returned: true,
      events: 5,
      payment_mode: 'COD',
      product_confidence: 0.98,
    })
    expect(asha).toMatchObject({ customer: 'आशा', product: 'चाय "मसाला"', final_price: null, applications_checked: '' })
    expect(max).toMatchObject({ returned: false, returned_at: null, colour: 'pink', quantity: '4' })
    expect(found.purchases!.extract.columns).toMatchObject({
      final_price: 'NUMERIC(18, 4)',
      timestamp: 'TIMESTAMP',
    })
    expect(found.rejected!.extract.rows).toEqual([])
  })

  it('are refused when a decimal does not fit, and leave nothing behind', async () => {
    const duck = await openDuck()
    await duck.run('CREATE TABLE big AS SELECT 100000000000000::DECIMAL(22,4) AS price')
    const tables = { big: { what: '', columns: { price: { type: 'decimal' as const, what: '' } }, order: ['price'] } }
    const written = writeTableau({ result: duck, tables, folder, zone: 'UTC', hyperd: api.hyperd })
    await expect(written).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('the table big') })
    duck.close()
    expect(readdirSync(folder)).toEqual([])
  })

  it('name HYPERD_PATH when it is not hyperd', async () => {
    const written = (hyperd: string) => writeTableau({ result, tables: TABLES, folder, zone: 'UTC', hyperd })
    for (const wrong of ['/nowhere/hyperd', process.execPath]) {
      await expect(written(wrong)).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(/HYPERD_PATH/),
      })
    }
    await expect(withHyper({ hyperd: api.hyperd, startWithin: 1 }, async () => {})).rejects.toThrow(/HYPERD_PATH/)
  })

  it('leave no hyperd behind when the process that started it is killed', async () => {
    const server = JSON.stringify(join(import.meta.dirname, 'hyper-server.ts'))
    const forever = `import { withHyper } from ${server}
      await withHyper({ hyperd: ${JSON.stringify(api.hyperd)} }, () => new Promise(() => setInterval(() => {}, 1000)))`
    const args = ['--input-type=module', '--eval', forever]
    const program = startProgram(process.execPath, args, { env: { ...process.env, TMPDIR: folder } })
    const found = () => globSync('hyper-*/.s.PGSQL.*.pid', { cwd: folder }).map((file) => pidIn(join(folder, file)))
    await expect.poll(found, { timeout: 20_000 }).toEqual([expect.any(Number)])
    const [pid] = found()
    expect(alive(pid!)).toBe(true)
    await program.stop('SIGKILL')
    await expect.poll(() => alive(pid!), { timeout: 20_000 }).toBe(false)
  })

  it('come over a port too, where there are no sockets', async () => {
    await withHyper({ hyperd: api.hyperd, over: 'tcp' }, async (hyper) => {
      await hyper.run('SELECT 1')
      await expect(hyper.run('SELECT nothing')).rejects.toThrow(/nothing/)
    })
  })
})

it('reads the CSV files where hyperd is not there, times as local times', async () => {
  const files = await writeTableau({ result, tables: TABLES, folder, zone: 'Asia/Kolkata' })
  expect(files).toEqual(Object.keys(TABLES).map((name) => `${name}.tds`))
  const { purchases } = await read()
  expect(purchases!.connection).toMatchObject({ class: 'textscan', directory: '.', filename: 'purchases.csv' })
  expect(purchases!.table).toBe('[purchases#csv]')
  expect(purchases!.columns).toMatchObject({
    '[final_price]': 'real',
    '[events]': 'integer',
    '[returned]': 'boolean',
    '[timestamp]': 'string',
    '[timestamp (local)]': 'datetime',
  })
  expect(purchases!.formulas).toContain("DATETIME(REPLACE(LEFT([timestamp], 19), 'T', ' '))")
})
