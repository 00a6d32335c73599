import { AppError } from '../../platform/errors.ts'
import { type Duck, literal, quoted } from '../engine/duckdb.ts'
import type { InputFile } from './files.ts'
import type { Field, Mapping } from './mapping.ts'

/** A file (or several alike) as SQL: what to select from, each field's text, and a number that tells rows apart. */
export interface Reader {
  from: string
  /** The field's text, trimmed, null where nothing is said. */
  text(field: Field): string
  /** UBIGINT of every cell of the row (and the item's place in it). */
  row: string
}

const MAX_LINE = 8 * 1024 * 1024

/** How DuckDB reads the lines of a CSV file; the names of its columns in order. */
export interface Dialect {
  names: string[]
  options: string
}

/** Looks at a CSV file's start: delimiter, quotes, names. Throws `invalid` for what has no columns or too many. */
export async function dialectOf(duck: Duck, file: InputFile, { format }: Mapping): Promise<Dialect> {
  const given = [
    `encoding = ${literal(file.encoding)}`,
    `compression = ${literal(file.compression)}`,
    ...(format.delimiter === undefined ? [] : [`delim = ${literal(format.delimiter)}`]),
    ...(format.quote === undefined ? [] : [`quote = ${literal(format.quote)}`]),
    ...(format.skip === undefined ? [] : [`skip = ${format.skip}`]),
  ]
  const [sniffed] = await duck
    .rows<{ Delimiter: string; Quote: string; Escape: string; SkipRows: number; Columns: { name: string }[] }>(
      `select * from sniff_csv(${literal(file.path)}, all_varchar = true, header = true, sample_size = 20480, strict_mode = false,
        ignore_errors = true, max_line_size = ${MAX_LINE}, ${given.join(', ')})`,
    )
    .catch((cause: Error) => {
      throw new AppError(
        'invalid',
        `${file.path} cannot be read as CSV: ${firstLine(cause)}. State the delimiter and quote in the mapping's format.`,
        { cause },
      )
    })
  const names = sniffed!.Columns.map(({ name }) => name)
  if (names.length > 2000)
    throw new AppError('too_large', `${file.path} has ${names.length} columns; 2,000 is the most.`)
  // Marks that did not show in the lines looked at are those of RFC 4180.
  const quote = format.quote ?? (sniffed!.Quote === '(empty)' ? '"' : sniffed!.Quote)
  const escaped = sniffed!.Escape === '(empty)' ? quote : sniffed!.Escape
  return {
    names,
    options: [
      `header = true, auto_detect = false, strict_mode = true, null_padding = false, max_line_size = ${MAX_LINE}, filename = true`,
      `delim = ${literal(sniffed!.Delimiter)}, quote = ${literal(quote)}, escape = ${literal(escaped)}`,
      `skip = ${sniffed!.SkipRows}, encoding = ${literal(file.encoding)}, compression = ${literal(file.compression)}`,
      `columns = {${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ')}}`,
    ].join(', '),
  }
}

const firstLine = (error: Error): string => error.message.split('\n')[0]!.replace(/\.$/, '')

/**
 * Files that are alike (one dialect) as SQL. Lines that cannot be taken apart are noted in `reject_errors`; with `numbered`
 * they are left out, and `n` counts the others from 1. Throws `invalid` for a column of the mapping that is not there.
 */
export function readerOf(
  files: readonly InputFile[],
  mapping: Mapping,
  dialect: Dialect,
  { numbered = false } = {},
): Reader {
  const [{ type }] = files as [InputFile]
  const paths = `[${files.map(({ path }) => literal(path)).join(', ')}]`
  const refused = numbered ? 'ignore_errors = true' : 'store_rejects = true, rejects_limit = 0'
  const source =
    type === 'csv'
      ? `read_csv(${paths}, ${refused}, ${dialect.options})`
      : type === 'parquet'
        ? `read_parquet(${paths}, filename = true, union_by_name = true)`
        : `read_csv(${paths}, ${refused}, header = false, auto_detect = false, delim = '\u0001', quote = '', escape = '', max_line_size = ${MAX_LINE},
            filename = true, encoding = ${literal(files[0]!.encoding)}, compression = ${literal(files[0]!.compression)}, columns = {'line': 'VARCHAR'})`
  const record = numbered ? `(select *, row_number() over () as n from ${source})` : source
  const isEmpty = (text: string) =>
    mapping.empty.length === 0 ? text : `if(${text} in (${mapping.empty.map(literal).join(', ')}), null, ${text})`
  // Most cells need no trimming, and finding that out is a tenth of doing it.
  const clean = (text: string) =>
    isEmpty(`nullif(if(starts_with(${text}, ' ') or suffix(${text}, ' '), trim(${text}), ${text}), '')`)
  const cell = (name: string, of = 'record'): string => {
    if (type === 'csv' && of === 'record') {
      if (!dialect.names.includes(name)) throw absent(name, files[0]!, dialect.names)
      return quoted(name)
    }
    if (type === 'parquet' && of === 'record' && !/[.[]/.test(name)) {
      if (!dialect.names.includes(name)) throw absent(name, files[0]!, dialect.names)
      return `cast(${quoted(name)} as varchar)`
    }
    return jsonText(of, name)
  }
  const textOf = (names: string | string[], of?: string) => {
    const texts = [names].flat().map((name) => clean(cell(name, of)))
    return texts.length === 1 ? texts[0]! : `coalesce(${texts.join(', ')})`
  }
  const text = (field: Field): string => {
    const constant = (mapping.constants as Partial<Record<Field, string>>)[field]
    const column = mapping.columns[field]
    const item = mapping.items?.columns[field]
    const read = [
      ...(item ? [textOf(item, 'item')] : []),
      ...(column ? [textOf(column)] : []),
      ...(constant ? [literal(constant)] : []),
    ]
    return read.length === 0 ? 'cast(null as varchar)' : read.length === 1 ? read[0]! : `coalesce(${read.join(', ')})`
  }
  const cells = type === 'csv' || type === 'parquet' ? [...dialect.names].sort().map(quoted).join(', ') : 'line'
  const needsRecord = type === 'parquet' && pathsOf(mapping).some((name) => /[.[]/.test(name))
  const base =
    type === 'ndjson'
      ? `(select line, filename, try_cast(line as json) as record from ${record})`
      : needsRecord
        ? `(select *, to_json(r) as record from ${record} r)`
        : record
  if (!mapping.items) return { from: base, text, row: `hash(${cells})` }
  const list = cell(mapping.items.column)
  return {
    // A row whose list is empty or missing stays one row without an item.
    from: `(select *, unnest(items) as item, generate_subscripts(items, 1) as place from
      (select *, coalesce(nullif(from_json(if(json_valid(${list}), ${list}, null), '["json"]'), []), [null]) as items from ${base}))`,
    text,
    row: `hash(${cells}, place)`,
  }
}

const pathsOf = ({ columns, items }: Mapping): string[] => [
  ...Object.values(columns).flat(),
  ...(items ? [items.column] : []),
]

const absent = (name: string, file: InputFile, names: string[]) =>
  new AppError(
    'invalid',
    `${file.path} has no column «${name}». It has: ${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}.`,
  )

/** `a.b.c`, and `list[key]` for the value of a key in a list of keys and values, as exports of analytics have it. */
function jsonText(of: string, path: string): string {
  const [, before = '', key, after = ''] = /^([^[\]]*)(?:\[([^\]]+)\])?\.?(.*)$/.exec(path) ?? []
  const step = (dots: string) =>
    literal(
      `$${dots
        .split('.')
        .filter(Boolean)
        .map((name) => `."${name.replaceAll('"', '')}"`)
        .join('')}`,
    )
  if (key === undefined) return `json_extract_string(${of}, ${step(before)})`
  const entry = `list_filter(from_json(json_extract(${of}, ${step(before)}), '["json"]'), lambda e: json_extract_string(e, '$.key') = ${literal(key)})[1]`
  const value = ['string_value', 'int_value', 'double_value', 'float_value'].map(
    (kind) => `json_extract_string(${entry}, '$.value.${kind}')`,
  )
  return after
    ? `json_extract_string(${entry}, ${step(after)})`
    : `coalesce(${value.join(', ')}, json_extract_string(${entry}, '$.value'))`
}
