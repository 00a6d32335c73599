import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../../../../tests/support/program.ts'
import { TABLES, type Table } from '../../tables.ts'
import { writePowerBi } from './write-power-bi.ts'

const SCHEMAS = join(import.meta.dirname, '../../../../tests/power-bi-schemas/schemas.json')
const scratch = temporaryFolder('power-bi')
afterAll(() => scratch.remove())
let folder: string
let folders = 0
beforeEach(() => {
  folder = join(scratch.path, String(folders++))
  mkdirSync(folder)
})

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

/** Microsoft's schemas by the addresses they are referred to by, which some of their own `$id`s misspell. */
function microsoft(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true })
  for (const [$id, schema] of Object.entries<object>(json(SCHEMAS))) ajv.addSchema({ ...schema, $id })
  return ajv
}

interface Model {
  expressions: { name: string; expression: string }[]
  tables: {
    name: string
    columns: { name: string; dataType: string; isHidden?: boolean; sourceColumn?: string }[]
    measures?: { name: string; expression: string[] }[]
    partitions: { source: { type: string; expression: string[] } }[]
  }[]
  relationships: { fromTable: string; fromColumn: string; toTable: string; toColumn: string }[]
}
function written(tables: Record<string, Table> = TABLES): { paths: string[]; model: Model } {
  const paths = writePowerBi({ tables, folder, zone: 'Asia/Kolkata' })
  return { paths, model: json(join(folder, 'journeys.SemanticModel/model.bim')).model }
}

it('writes only files that are valid by the schema each of them names', () => {
  const ajv = microsoft()
  const { paths } = written()
  const checked = paths.filter((path) => !path.endsWith('model.bim'))
  expect(checked.length).toBeGreaterThan(15)
  for (const path of checked) {
    const file = json(join(folder, path))
    const validate = ajv.getSchema(file.$schema)
    expect(validate, `${path} names ${file.$schema}`).toBeTypeOf('function')
    expect(validate!(file) || validate!.errors, path).toBe(true)
  }
})

it('shows in its visuals only what the model has', () => {
  const { paths, model } = written()
  const has = new Set(
    model.tables.flatMap(({ name, columns, measures = [] }) =>
      [...columns, ...measures].map((m) => `${name}.${m.name}`),
    ),
  )
  const shown = paths
    .filter((path) => path.endsWith('visual.json'))
    .flatMap((path) =>
      Object.values<{ projections: { queryRef: string }[] }>(json(join(folder, path)).visual.query.queryState),
    )
    .flatMap(({ projections }) => projections.map(({ queryRef }) => queryRef))
  expect(shown).toHaveLength(15)
  expect(shown.filter((ref) => !has.has(ref))).toEqual([])
  expect(written({ rejected: TABLES.rejected }).paths.filter((path) => path.endsWith('visual.json'))).toEqual([])
})

it('has every table typed, tied by customers and products, and formulas that name columns there are', () => {
  const { model } = written()
  const table = (name: string) => model.tables.find((each) => each.name === name)!
  for (const [name, { columns }] of Object.entries(TABLES)) {
    expect(
      table(name)
        .columns.filter(({ sourceColumn }) => sourceColumn)
        .map((c) => c.name),
    ).toEqual(Object.keys(columns))
  }
  const price = table('purchases').columns.find(({ name }) => name === 'final_price')
  expect(price).toMatchObject({ dataType: 'decimal', formatString: '#,0.00' })
  expect(
    table('purchases')
      .columns.filter((c) => c.isHidden)
      .map((c) => c.name),
  ).toEqual([...['customer', 'product', 'journey', 'product_confidence', 'category_confidence']])
  expect(model.relationships.map(({ fromTable, toTable }) => `${fromTable} > ${toTable}`)).toEqual([
    ...['purchases', 'searches', 'searches_by_customer', 'touches'].map((name) => `${name} > all customers`),
    ...['purchases', 'searches', 'touches'].map((name) => `${name} > all products`),
  ])
  const names = new Set(model.tables.flatMap(({ name, columns }) => columns.map((c) => `'${name}'[${c.name}]`)))
  const formulas = model.tables.flatMap(({ measures = [], partitions }) => [
    ...measures.flatMap(({ expression }) => expression),
    ...partitions.filter(({ source }) => source.type === 'calculated').flatMap(({ source }) => source.expression),
  ])
  const used = formulas.flatMap((line) => line.match(/'[^']+'\[[^\]]+\]/g) ?? [])
  expect(used.length).toBeGreaterThan(20)
  expect(used.filter((name) => !names.has(name))).toEqual([])
  for (const sign of ['()', '{}', '[]']) {
    const count = (character: string) => formulas.join('\n').split(character).length
    expect(count(sign[0]!), sign).toBe(count(sign[1]!))
  }
})

it('escapes names and paths in the languages they stand in', () => {
  folder = join(folder, 'a "b" #(c)')
  mkdirSync(folder)
  const odd: Table = {
    what: 'Odd.',
    columns: { customer: { type: 'text', what: '' }, 'say "hi"': { type: 'time', what: 'When.' } },
    order: ['customer'],
  }
  const { model } = written({ "it's": odd, other: odd })
  const [table, , customers] = model.tables
  expect(model.expressions[0]!.expression).toContain('a ""b"" #(#)(c)" meta [IsParameterQuery = true')
  const m = table!.partitions[0]!.source.expression.join('\n')
  expect(m).toContain('{"\\", "/"}) & "\\it\'s.csv")')
  expect(m).toContain('{"say ""hi""", each if _ = null then null else DateTimeZone.RemoveZone(')
  expect(m).toContain('{{"customer", type text}, {"say ""hi""", type datetime}}, "en-US")')
  expect(customers!.partitions[0]!.source.expression.join('\n')).toContain(
    `SELECTCOLUMNS ( 'it''s', "customer", 'it''s'[customer] )`,
  )
})
