import { AppError } from '../../platform/errors.ts'
import { type Duck, fileLiteral, literal, quoted } from '../engine/duckdb.ts'
import { headText, type InputFile } from './files.ts'
import type { Field, Mapping } from './mapping.ts'
import { type Marks, sniff } from './sniff.ts'

/** A file (or several alike) as SQL: what to select from, each field's text, and a number that tells rows apart. */
export interface Reader {
  from: string
  /** The field's text, trimmed, null where nothing is said. */
  text(field: Field): string
  /** UBIGINT of every cell of the row (and the item's place in it). */
  row: string
}

const MOST_COLUMNS = 2000
const MAX_LINE = 8 * 1024 * 1024
/** DuckDB's own is 16 lines; with it one endless line takes 400 MB. */
const BUFFER = 4 * MAX_LINE

/** How DuckDB reads the lines of a file; the names of its columns in order. */
export interface Dialect {
  names: string[]
  /** Of read_csv; of a Parquet file its columns, so that files that differ are told apart. */
  options: string
  /** How a CSV file is written; none for other files. */
  marks?: Marks
  /** Columns of a Parquet file that hold lists or structures. */
  nested?: string[]
}

/**
 * Looks at a file's start: delimiter, quotes, names. Files of one source whose dialects are equal may be read together.
 * Throws `invalid` for a broken Parquet file, `too_large` for more than 2,000 columns.
 */
export async function dialectOf(duck: Duck, file: InputFile, { format }: Mapping): Promise<Dialect> {
  if (file.type === 'ndjson') return { names: [], options: '' }
  if (file.type === 'parquet') {
    const columns = await duck
      .rows<{ column_name: string; column_type: string }>(`describe select * from read_parquet([${pathOf(file)}])`)
      .catch((cause: Error) => {
        throw new AppError('invalid', `${file.path} is a damaged or cut Parquet file: copy it again.`, { cause })
      })
    const names = columns.map(({ column_name }) => column_name)
    assertColumns(file, names)
    const nested = columns.filter(({ column_type }) => /^(STRUCT|MAP|JSON|UNION)|\]$/.test(column_type))
    const options = columns.map(({ column_name, column_type }) => `${quoted(column_name)} ${column_type}`).join()
    return { names, options, nested: nested.map(({ column_name }) => column_name) }
  }
  const marks = sniff(await headText(file), format)
  const { names, delimiter, quote, skip, mixedEnds } = marks
  if (quote && delimiter.includes(quote)) {
    throw new AppError(
      'invalid',
      `The mapping has ${quote} for a quote, which parts the cells of ${file.path}: change one.`,
    )
  }
  assertColumns(file, names)
  return {
    names,
    marks,
    options: [
      `header = true, auto_detect = false, strict_mode = ${!mixedEnds}, null_padding = false, max_line_size = ${MAX_LINE}, buffer_size = ${BUFFER}`,
      `delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(marks.escape)}`,
      `skip = ${skip}, encoding = ${literal(file.encoding)}, compression = ${literal(file.compression)}`,
      `columns = {${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ')}}`,
    ].join(', '),
  }
}

function assertColumns({ path }: InputFile, names: readonly string[]): void {
  if (names.length > MOST_COLUMNS) {
    throw new AppError(
      'too_large',
      `${path} has more than ${MOST_COLUMNS} columns: is it a list of events, one a line?`,
    )
  }
}

const pathOf = ({ path }: InputFile): string => fileLiteral(path)

/** What DuckDB throws of files that cannot be read at all, as an AppError; everything else as it is. */
export function asInputError(cause: Error, files: readonly InputFile[]): Error {
  const named = files.length === 1 ? files[0]!.path : `One of ${files.length} files (the first is ${files[0]?.path})`
  const said = (what: string) => new AppError('invalid', `${named} ${what}`, { cause })
  const { message } = cause
  if (/invalid state/i.test(message)) return said('ends its lines in different ways: give all the same line ends.')
  if (
    files[0]?.type === 'parquet' &&
    /parquet|thrift|snappy|zstd|lz4|metadata|Invalid (Input|Error)|TProtocol|page|decompress/i.test(message)
  ) {
    return said('is a damaged or cut Parquet file: copy it again.')
  }
  if (/^(Invalid Input|IO) Error.*(CSV|encod|utf|gzip|zstd|byte sequence)/is.test(message)) {
    return said(`cannot be read: ${message.split('\n')[0]!.replace(/\.$/, '')}.`)
  }
  return cause
}

/**
 * Files that are alike (one dialect) as SQL. Lines that cannot be taken apart are noted in `reject_errors`; with `numbered`
 * `@n` counts the others from 1. Empty cells at a row's end that no name stands over are passed over, as spreadsheets write them;
 * a row with more that say something is refused. Throws `invalid` for a column of the mapping that is not there, or there twice.
 */
export function readerOf(
  files: readonly InputFile[],
  mapping: Mapping,
  dialect: Dialect,
  { numbered = false } = {},
): Reader {
  const [{ type }] = files as [InputFile]
  const paths = `[${files.map(pathOf).join(', ')}]`
  const names = "filename = '@file'"
  // `ignore_errors` alone would lose the good lines after a broken quote.
  const refused = 'store_rejects = true, rejects_limit = 0'
  const source =
    type === 'csv'
      ? `read_csv(${paths}, ${refused}, ${names}, ${dialect.options})`
      : type === 'parquet'
        ? `read_parquet(${paths}, ${names}, union_by_name = true)`
        : `read_csv(${paths}, ${refused}, header = false, auto_detect = false, delim = '\u0001', quote = '', escape = '', max_line_size = ${MAX_LINE},
            buffer_size = ${BUFFER}, ${names}, encoding = ${literal(files[0]!.encoding)}, compression = ${literal(files[0]!.compression)}, columns = {'line': 'VARCHAR'})`
  const record = numbered ? `(select *, row_number() over () as "@n" from ${source})` : source
  const isEmpty = (text: string) =>
    mapping.empty.length === 0 ? text : `if(${text} in (${mapping.empty.map(literal).join(', ')}), null, ${text})`
  // Most cells need no trimming, and finding that out is a tenth of doing it.
  const clean = (text: string) =>
    isEmpty(`nullif(if(starts_with(${text}, ' ') or suffix(${text}, ' '), trim(${text}), ${text}), '')`)
  const cell = (name: string, of = RECORD): string => {
    if (type === 'csv' && of === RECORD) {
      if (!dialect.names.includes(name)) throw absent(name, files[0]!, dialect)
      return quoted(name)
    }
    if (type === 'parquet' && of === RECORD) {
      const root = rootOf(name, dialect)
      if (root === undefined) throw absent(name, files[0]!, dialect)
      if (root === name)
        return `cast(${dialect.nested?.includes(name) ? `to_json(${quoted(name)})` : quoted(name)} as varchar)`
    }
    return jsonText(of, name)
  }
  const textOf = (names: string | string[], of = RECORD) => {
    const listed = [names].flat()
    const isThere = (name: string) => rootOf(name, dialect) || dialect.marks?.doubled.has(name)
    const there = type === 'ndjson' || of === ITEM ? listed : listed.filter(isThere)
    // Of several any may be missing, but not all.
    const texts = (there.length > 0 ? there : listed).map((name) => clean(cell(name, of)))
    return texts.length === 1 ? texts[0]! : `coalesce(${texts.join(', ')})`
  }
  const text = (field: Field): string => {
    const constant = (mapping.constants as Partial<Record<Field, string>>)[field]
    const column = mapping.columns[field]
    const item = mapping.items?.columns[field]
    const read = [
      ...(item ? [textOf(item, ITEM)] : []),
      ...(column ? [textOf(column)] : []),
      ...(constant ? [literal(constant)] : []),
    ]
    return read.length === 0 ? 'cast(null as varchar)' : read.length === 1 ? read[0]! : `coalesce(${read.join(', ')})`
  }
  const cells = type === 'csv' || type === 'parquet' ? [...dialect.names].sort().map(quoted).join(', ') : 'line'
  const roots = type === 'parquet' ? nestedRoots(mapping, dialect) : []
  const base =
    type === 'ndjson'
      ? `(select *, try_cast(line as json) as ${RECORD} from ${record} where line is not null and trim(line) <> '')`
      : roots.length > 0
        ? `(select *, to_json({${roots.map((name) => `${literal(name)}: ${quoted(name)}`).join(', ')}}) as ${RECORD} from ${record})`
        : record
  if (!mapping.items) return { from: base, text, row: `hash(${cells})` }
  const list = cell(mapping.items.column)
  return {
    // A row whose list is empty or missing stays one row without an item.
    from: `(select *, unnest("@items") as ${ITEM}, generate_subscripts("@items", 1) as "@place" from
      (select *, coalesce(nullif(from_json(if(json_valid(${list}) and json_type(${list}) = 'ARRAY', ${list}, null), '["json"]'), []), [null]) as "@items" from ${base}))`,
    text,
    row: `hash(${cells}, "@place")`,
  }
}

/** Names of ours beside a file's columns, which may have any name. */
const RECORD = '"@record"'
const ITEM = '"@item"'

/** The column a path of a Parquet file starts in. */
const rootOf = (path: string, { names }: Dialect): string | undefined =>
  names.includes(path) ? path : names.find((name) => path.startsWith(`${name}.`) || path.startsWith(`${name}[`))

function nestedRoots({ columns, items }: Mapping, dialect: Dialect): string[] {
  const paths = [...Object.values(columns).flat(), ...(items ? [items.column] : [])]
  const roots = paths.flatMap((path) => (dialect.names.includes(path) ? [] : (rootOf(path, dialect) ?? [])))
  return [...new Set(roots)]
}

function absent(name: string, { path }: InputFile, { names, marks }: Dialect): AppError {
  const doubled = marks?.doubled.get(name)
  const told = doubled
    ? `${path} has ${doubled.length} columns «${name}». Say in the mapping which one is meant: ${doubled.join(' or ')}, from the left.`
    : `${path} has no column «${name}». It has: ${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}.`
  return new AppError('invalid', told)
}

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
