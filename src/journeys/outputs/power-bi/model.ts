import type { ColumnType, Table } from '../../tables.ts'
import { FIRST_APPLICATION, MEASURES } from './measures.ts'
import { folderParameter, query } from './query.ts'

type Tables = Record<string, Table>

const TYPES: Record<ColumnType, { dataType: string; formatString?: string }> = {
  text: { dataType: 'string' },
  list: { dataType: 'string' },
  integer: { dataType: 'int64', formatString: '#,0' },
  decimal: { dataType: 'decimal', formatString: '#,0.00' },
  share: { dataType: 'double', formatString: '0.0%' },
  time: { dataType: 'dateTime', formatString: 'yyyy-mm-dd hh:nn' },
  flag: { dataType: 'boolean', formatString: '"TRUE";"TRUE";"FALSE"' },
}

/** The dimensions that tie the tables: named so that no table of a run has the name. */
const DIMENSIONS = [
  { name: 'all customers', column: 'customer', what: 'Every customer of any table.' },
  { name: 'all products', column: 'product', what: 'Every product and search term of any table of customers.' },
]

const daxTable = (name: string) => `'${name.replaceAll("'", "''")}'`
const tied = (tables: Tables, column: string): string[] =>
  Object.entries(tables)
    .filter(([, { columns }]) => 'customer' in columns && column in columns)
    .map(([name]) => name)
const dimensions = (tables: Tables) => DIMENSIONS.filter(({ column }) => tied(tables, column).length > 0)

/**
 * The semantic model as TMSL (`model.bim`). TMSL and not TMDL, because JSON has a writer and a grammar that need no care of
 * ours: a name may hold quotes, spaces and line ends. `folder` is where the CSV files are, `zone` that of their times.
 */
export function model(tables: Tables, folder: string, zone: string): unknown {
  return {
    compatibilityLevel: 1567,
    model: {
      culture: 'en-US',
      sourceQueryCulture: 'en-US',
      defaultPowerBIDataSourceVersion: 'powerBI_V3',
      dataAccessOptions: { legacyRedirects: true, returnErrorValuesAsNull: true },
      expressions: [
        { name: 'Folder', kind: 'm', description: 'Folder of the CSV files.', expression: folderParameter(folder) },
      ],
      tables: [
        ...Object.entries(tables).map(([name, table]) => imported(name, table, zone)),
        ...dimensions(tables).map(({ name, column, what }) => dimension(name, column, what, tied(tables, column))),
      ],
      relationships: dimensions(tables).flatMap(({ name, column }) =>
        tied(tables, column).map((fromTable) => ({
          name: `${fromTable} to ${name}`,
          ...{ fromTable, fromColumn: column, toTable: name, toColumn: column },
        })),
      ),
      // Without this Power BI adds a hidden calendar for every column of times.
      annotations: [{ name: '__PBI_TimeIntelligenceEnabled', value: '0' }],
    },
  }
}

function imported(name: string, table: Table, zone: string) {
  const keys = 'customer' in table.columns ? DIMENSIONS.map(({ column }) => column) : []
  const columns = Object.entries(table.columns).map(([column, { type, what }]) => ({
    name: column,
    description: type === 'time' ? `${what} Local time of ${zone}.` : what,
    ...TYPES[type],
    sourceColumn: column,
    summarizeBy: 'none',
    ...(keys.includes(column) || column.endsWith('_confidence') || column === 'journey' ? { isHidden: true } : {}),
  }))
  const first = FIRST_APPLICATION
  const computed = {
    type: 'calculated',
    name: first.name,
    description: first.what,
    dataType: 'string',
    expression: first.dax,
    summarizeBy: 'none',
  }
  const measures = MEASURES.filter((measure) => measure.table === name)
  return {
    name,
    description: table.what,
    columns: name === first.table ? [...columns, computed] : columns,
    partitions: [{ name, mode: 'import', source: { type: 'm', expression: query(name, table) } }],
    ...(measures.length > 0 && {
      measures: measures.map(({ name, what, format, dax }) => ({
        ...{ name, description: what, expression: dax, formatString: format },
      })),
    }),
  }
}

/** In DAX and not in the query: Power BI's engine holds `TV` and `tv` for one, the query would make them two keys. */
function dimension(name: string, column: string, what: string, tables: string[]) {
  const parts = tables.map(
    (table) => `    SELECTCOLUMNS ( ${daxTable(table)}, "${column}", ${daxTable(table)}[${column}] )`,
  )
  const union = parts.length > 1 ? ['UNION (', parts.join(',\n'), ')'] : parts
  return {
    name,
    description: what,
    columns: [
      {
        type: 'calculatedTableColumn',
        name: column,
        dataType: 'string',
        ...{ isNameInferred: true, isDataTypeInferred: true },
        sourceColumn: `[${column}]`,
        summarizeBy: 'none',
      },
    ],
    partitions: [
      {
        name,
        mode: 'import',
        source: {
          type: 'calculated',
          expression: [
            'FILTER (',
            'DISTINCT (',
            ...union.join('\n').split('\n'),
            '),',
            `NOT ISBLANK ( [${column}] )`,
            ')',
          ],
        },
      },
    ],
  }
}
