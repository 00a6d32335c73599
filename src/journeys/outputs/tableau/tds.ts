import type { Column, ColumnType, Table } from '../../tables.ts'

/** Where the rows are: a table of an extract inside the package, or a CSV file beside the document. */
export type Source = { hyper: string } | { csv: string; folder: string }

type Attributes = Record<string, string | number>

// Names are Tableau's; the numbers are OLE DB's type codes, which it writes for what the source holds.
const TYPES: Record<ColumnType, { local: string; hyper: number; csv: number; aggregation: string }> = {
  text: { local: 'string', hyper: 129, csv: 129, aggregation: 'Count' },
  list: { local: 'string', hyper: 129, csv: 129, aggregation: 'Count' },
  integer: { local: 'integer', hyper: 20, csv: 20, aggregation: 'Sum' },
  decimal: { local: 'real', hyper: 131, csv: 5, aggregation: 'Sum' },
  share: { local: 'real', hyper: 5, csv: 5, aggregation: 'Avg' },
  time: { local: 'datetime', hyper: 135, csv: 129, aggregation: 'Year' },
  flag: { local: 'boolean', hyper: 11, csv: 11, aggregation: 'Count' },
}

const escaped = (text: string | number): string =>
  String(text).replace(/[&<>'"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const open = [name, ...Object.entries(attributes).map(([key, value]) => `${key}='${escaped(value)}'`)].join(' ')
  return children.length === 0 ? `<${open} />` : `<${open}>${children.join('')}</${name}>`
}
const leaf = (name: string, text: string | number) => `<${name}>${escaped(text)}</${name}>`
const caption = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')

/**
 * A Tableau data source (`.tds`) of one table. Tableau's text reader knows no times with an offset, so over CSV a time is
 * a hidden text with a computed column beside it that reads the local time out of it.
 */
export function tds(name: string, table: Table, source: Source): string {
  const hyper = 'hyper' in source
  const columns = Object.entries(table.columns)
  const local = ({ type }: Column) => (hyper || type !== 'time' ? TYPES[type].local : 'string')
  const kind = hyper ? 'hyper' : 'textscan'
  const connection = `${kind}.${name}`
  const parent = hyper ? `[${name}]` : `[${source.csv}]`

  const inner = hyper
    ? {
        authentication: 'auth-none',
        'author-locale': 'en_US',
        class: kind,
        dbname: source.hyper,
        'default-settings': 'yes',
        schema: 'Extract',
        sslmode: '',
        tablename: name,
        username: 'tableau_internal_user',
      }
    : { class: kind, directory: source.folder, filename: source.csv, password: '', server: '' }
  const relation = hyper
    ? element('relation', { connection, name, table: `[Extract].[${name}]`, type: 'table' })
    : element(
        'relation',
        { connection, name: source.csv, table: `[${source.csv.replaceAll('.', '#')}]`, type: 'table' },
        [
          element(
            'columns',
            { 'character-set': 'UTF-8', header: 'yes', locale: 'en_US', separator: ',' },
            columns.map(([name, column], ordinal) => element('column', { datatype: local(column), name, ordinal })),
          ),
        ],
      )
  const records = columns.map(([name, column], ordinal) =>
    element('metadata-record', { class: 'column' }, [
      leaf('remote-name', name),
      leaf('remote-type', TYPES[column.type][hyper ? 'hyper' : 'csv']),
      leaf('local-name', `[${name}]`),
      leaf('parent-name', parent),
      leaf('remote-alias', name),
      leaf('ordinal', ordinal),
      leaf('local-type', local(column)),
      leaf('aggregation', hyper || column.type !== 'time' ? TYPES[column.type].aggregation : 'Count'),
      leaf('contains-null', String(column.nullable !== false)),
    ]),
  )
  const fields = columns.flatMap(([name, column]) => {
    const text = element('desc', {}, [element('formatted-text', {}, [leaf('run', column.what)])])
    const field = {
      caption: caption(name),
      datatype: TYPES[column.type].local,
      name: `[${name}]`,
      ...role(name, column, table),
    }
    if (hyper || column.type !== 'time') return [element('column', field, [text])]
    const formula = `DATETIME(REPLACE(LEFT([${name}], 19), 'T', ' '))`
    return [
      element('column', { datatype: 'string', hidden: 'true', name: `[${name}]`, role: 'dimension', type: 'nominal' }),
      element('column', { ...field, name: `[${name} (local)]` }, [
        element('calculation', { class: 'tableau', formula }),
        text,
      ]),
    ]
  })
  const document = element('datasource', { 'formatted-name': `federated.${name}`, inline: 'true', version: '18.1' }, [
    element('connection', { class: 'federated' }, [
      element('named-connections', {}, [
        element('named-connection', { caption: name, name: connection }, [element('connection', inner)]),
      ]),
      relation,
      element('metadata-records', {}, records),
    ]),
    element('aliases', { enabled: 'yes' }),
    ...fields,
  ])
  return `<?xml version='1.0' encoding='utf-8' ?>\n${document}\n`
}

/** What is counted over is a dimension: texts, flags, times, and the whole numbers that tell rows apart. */
function role(name: string, { type }: Column, table: Table): { role: string; type: string } {
  if (type === 'time') return { role: 'dimension', type: 'ordinal' }
  if (type === 'integer' && table.order.includes(name)) return { role: 'dimension', type: 'ordinal' }
  const number = type === 'integer' || type === 'decimal' || type === 'share'
  return number ? { role: 'measure', type: 'quantitative' } : { role: 'dimension', type: 'nominal' }
}
