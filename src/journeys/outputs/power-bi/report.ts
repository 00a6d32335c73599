import type { Table } from '../../tables.ts'
import { MEASURES } from './measures.ts'

type Json = Record<string, unknown>

const DEFINITION = 'https://developer.microsoft.com/json-schemas/fabric/item/report/definition'
const schema = (path: string) => ({ $schema: `${DEFINITION}/${path}/schema.json` })
const PAGE = 'overview'

const literal = (value: string) => ({ expr: { Literal: { Value: value } } })
const textLiteral = (text: string) => literal(`'${text.replaceAll("'", "''")}'`)

interface Field {
  entity: string
  property: string
  field: Json
}
const column = (entity: string, property: string): Field => ({
  ...{ entity, property },
  field: { Column: { Expression: { SourceRef: { Entity: entity } }, Property: property } },
})
function measure(property: string): Field {
  const entity = MEASURES.find(({ name }) => name === property)!.table
  return { entity, property, field: { Measure: { Expression: { SourceRef: { Entity: entity } }, Property: property } } }
}

interface Visual {
  name: string
  title: string
  type: string
  /** x, y, width, height in pixels of a page of 1280 by 720. */
  at: [number, number, number, number]
  roles: Record<string, Field[]>
  sort?: Field
  objects?: Json
}

const CARDS = [
  'Purchases',
  'Revenue',
  'Buyers',
  'Conversion',
  'Median days to purchase',
  'Left in bags',
  'Bought elsewhere',
]

const bars = (name: string, title: string, at: Visual['at'], category: Field, value: Field): Visual => ({
  ...{ name, title, at, type: 'barChart', roles: { Category: [category], Y: [value] }, sort: value },
  // Bars tell by their length, so they begin at zero.
  objects: { valueAxis: [{ properties: { start: literal('0D') } }] },
})

const VISUALS: Visual[] = [
  ...CARDS.map((property, at): Visual => {
    const name = `card-${property.toLowerCase().replaceAll(' ', '-')}`
    const place: Visual['at'] = [16 + at * 156, 16, 148, 112]
    return { name, title: property, type: 'card', at: place, roles: { Values: [measure(property)] } }
  }),
  {
    ...{ name: 'currency', title: 'Currency', type: 'slicer', at: [1108, 16, 156, 112] },
    roles: { Values: [column('purchases', 'currency')] },
  },
  bars(
    'purchases-by-application',
    'Purchases by application',
    [16, 144, 612, 272],
    column('purchases', 'application_used'),
    measure('Purchases'),
  ),
  bars(
    'revenue-by-category',
    'Revenue by category',
    [16, 432, 612, 272],
    column('purchases', 'category'),
    measure('Revenue'),
  ),
  {
    name: 'looked-and-bought',
    title: 'Where it was looked at (rows) and bought (columns): journeys that ended in a purchase',
    type: 'pivotTable',
    at: [644, 144, 620, 560],
    roles: {
      Rows: [column('touches', 'application')],
      Columns: [column('touches', 'bought_at')],
      Values: [measure('Journeys bought')],
    },
  },
]

function visual({ name, title, type, at: [x, y, width, height], roles, sort, objects }: Visual, order: number): Json {
  const queryState = Object.fromEntries(
    Object.entries(roles).map(([role, fields]) => [
      role,
      {
        projections: fields.map(({ entity, property, field }) => ({
          ...{ field, queryRef: `${entity}.${property}`, nativeQueryRef: property },
        })),
      },
    ]),
  )
  return {
    ...schema('visualContainer/2.2.0'),
    name,
    position: { x, y, z: order, width, height, tabOrder: order },
    visual: {
      visualType: type,
      query: {
        queryState,
        ...(sort && { sortDefinition: { sort: [{ field: sort.field, direction: 'Descending' }] } }),
      },
      ...(objects && { objects }),
      visualContainerObjects: {
        title: [{ properties: { show: literal('true'), text: textLiteral(title), titleWrap: literal('true') } }],
        general: [{ properties: { altText: textLiteral(title) } }],
      },
    },
  }
}

/** The files of the report in the PBIR format, by their paths in its folder: one page. Visuals of absent tables are left out. */
export function report(tables: Record<string, Table>): Record<string, Json> {
  const shown = VISUALS.filter(({ roles }) =>
    Object.values(roles).every((fields) => fields.every((f) => f.entity in tables)),
  )
  const page = `definition/pages/${PAGE}`
  return {
    'definition.pbir': {
      $schema: 'https://developer.microsoft.com/json-schemas/fabric/item/report/definitionProperties/2.0.0/schema.json',
      version: '4.0',
      datasetReference: { byPath: { path: '../journeys.SemanticModel' } },
    },
    'definition/version.json': { ...schema('versionMetadata/1.0.0'), version: '2.0.0' },
    'definition/report.json': { ...schema('report/3.0.0'), themeCollection: {} },
    'definition/pages/pages.json': { ...schema('pagesMetadata/1.1.0'), pageOrder: [PAGE], activePageName: PAGE },
    [`${page}/page.json`]: {
      ...schema('page/2.0.0'),
      ...{ name: PAGE, displayName: 'Overview', displayOption: 'FitToPage', width: 1280, height: 720 },
    },
    ...Object.fromEntries(shown.map((each, at) => [`${page}/visuals/${each.name}/visual.json`, visual(each, at)])),
  }
}
