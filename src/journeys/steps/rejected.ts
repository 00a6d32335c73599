import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Duck, fileLiteral, literal, plainPath } from '../engine/duckdb.ts'
import type { InputFile } from '../sources/files.ts'
import { eachRecord } from '../sources/lines.ts'
import type { Field, Mapping } from '../sources/mapping.ts'
import { type Dialect, readerOf } from '../sources/read.ts'

/** Drops what DuckDB noted of lines it could not take apart; it notes them anew at each reading. */
export async function forgetRefused(duck: Duck): Promise<void> {
  await duck.run('drop table if exists reject_errors')
  await duck.run('drop table if exists reject_scans')
}

function reasons({ time, price, actions }: Mapping): Record<string, { empty: string; wrong: string }> {
  const amount = { empty: '', wrong: `not an amount of 0 to 99,999,999,999,999 (decimal mark: ${price.decimal})` }
  const { others: _, ignore, ...listed } = actions
  const words = [...Object.values(listed), ignore].flat()
  return {
    line: { empty: 'not a line of JSON', wrong: 'not a line of JSON' },
    time: { empty: 'no time', wrong: `not a time of ${time.formats.join(', ')} from 1900 to 2299` },
    action: {
      empty: 'no action',
      wrong: `not one of the mapping's words: ${words.slice(0, 20).join(', ')}${words.length > 20 ? ', …' : ''}`,
    },
    product: { empty: 'neither product nor search term', wrong: '' },
    quantity: { empty: '', wrong: 'not a quantity: a number, negative only in a return' },
    unit_price: amount,
    final_price: amount,
    discount: amount,
  }
}

/** DuckDB's names for lines it cannot take apart. */
const REFUSED = `case error_type
  when 'MISSING COLUMNS' then 'too few columns: ' || lower(error_message)
  when 'TOO MANY COLUMNS' then 'too many columns: ' || lower(error_message)
  when 'UNQUOTED VALUE' then 'a quote that is not closed, or stands inside a cell'
  when 'LINE SIZE OVER MAXIMUM' then 'a line of more than 8 MB'
  when 'INVALID ENCODING' then 'not text in the encoding of the file'
  else lower(error_type) end`

/**
 * Writes `rejected.parquet` into a staged folder: the rows of the partition `rejected` and those DuckDB refused while it
 * read, with their lines. Answers how many the latter are.
 */
export async function keepRejected(
  duck: Duck,
  files: readonly InputFile[],
  mapping: Mapping,
  dialect: Dialect,
  { part, some }: { part: string; some: boolean },
): Promise<number> {
  await duck.run(`create or replace temp table refused
    (file varchar, ordinal bigint, "column" varchar, reason varchar, value varchar)`)
  if (files[0]!.type !== 'parquet') {
    // One line can be wrong in several ways; the first is told.
    await duck.run(`insert into refused
      select file_path, line, arg_min(column_name, byte_position), arg_min(${REFUSED}, byte_position), left(any_value(csv_line), 200)
      from reject_errors join reject_scans using (scan_id, file_id) group by file_path, line`)
    await forgetRefused(duck)
  }
  const [{ structural }] = (await duck.rows<{ structural: number }>('select count(*) as structural from refused')) as [
    { structural: number },
  ]
  if (structural === 0 && !some) return 0
  const rejected = `read_parquet(${literal(`${plainPath(part)}/shard=rejected/*.parquet`)})`
  await duck.run(
    `create or replace temp table wrong as ${
      some
        ? `select file, row, fault, fault_value, count(*) as rows from ${rejected} group by all`
        : `select null::varchar as file, null::ubigint as row, null::varchar as fault, null::varchar as fault_value, 0 as rows limit 0`
    }`,
  )
  await duck.run('create or replace temp table found (file varchar, row ubigint, n bigint)')
  await duck.run('create or replace temp table lines (file varchar, record bigint, ordinal bigint, line bigint)')
  for (const file of files) {
    const path = literal(file.path)
    const [{ n, cut }] = (await duck.rows<{ n: number; cut: number }>(
      `select (select count(*) from wrong where file = ${path}) as n, (select count(*) from refused where file = ${path}) as cut`,
    )) as [{ n: number; cut: number }]
    if (n > 0) {
      // Only rows that were refused need their line, so only then is a file read again, in its order.
      const { from, row } = readerOf([file], mapping, dialect, { numbered: true })
      await duck.run(`insert into found select ${path}, row, n from (select ${row} as row, "@n" as n from ${from})
          where row in (select row from wrong where file = ${path})`)
      await forgetRefused(duck)
    }
    if (n + cut > 0) await noteLines(duck, file, dialect, join(part, 'lines.csv'))
  }
  const faults = Object.entries(reasons(mapping)).map(
    ([fault, { empty, wrong }]) =>
      `(${[fault, columnOf(fault as Field, mapping), empty || wrong, wrong || empty].map(literal).join(', ')})`,
  )
  // `before`: good records above a refused one, of which `rank` are refused up to it.
  await duck.run(`copy (
    with refused_at as (
      select refused.*, l.line + refused.ordinal - l.ordinal as line, l.record + refused.ordinal - l.ordinal as record
      from refused asof join lines l on refused.file = l.file and refused.ordinal >= l.ordinal),
    ranked as (select file, record - rank as before, rank
      from (select file, record, row_number() over (partition by file order by record) as rank from refused_at)),
    found_at as (
      select f.file, f.row, f.n + coalesce(r.rank, 0) as record
      from found f asof left join (select file, before, max(rank) as rank from ranked group by all) r on f.file = r.file and f.n > r.before)
    select ${literal(mapping.source)} as source, file, line, "column", reason, value from refused_at
    union all
    select ${literal(mapping.source)}, f.file, l.line + f.record - l.record, name, if(fault_value = '', empty, wrong), left(fault_value, 200)
    from found_at f asof join lines l on f.file = l.file and f.record >= l.record
      join wrong on wrong.file = f.file and wrong.row = f.row
      join (values ${faults.join(', ')}) t(fault, name, empty, wrong) using (fault)
  ) to ${literal(join(part, 'rejected.parquet'))} (format parquet)`)
  return structural
}

/** Fills `lines`: at which line of the file, as an editor shows it, a record begins, told wherever the distance changes. */
async function noteLines(duck: Duck, file: InputFile, { marks }: Dialect, notes: string): Promise<void> {
  if (marks === undefined) {
    await duck.run('insert into lines values ($1, 1, 1, 1)', [file.path])
    return
  }
  const out = openSync(notes, 'w')
  let record = 0
  let [toRecord, toOrdinal] = [Number.NaN, Number.NaN]
  let text = ''
  await eachRecord(file, marks, (line, ordinal, blank) => {
    if (blank) return
    record++
    if (line - record === toRecord && line - ordinal === toOrdinal) return
    ;[toRecord, toOrdinal] = [line - record, line - ordinal]
    text += `${record},${ordinal},${line}\n`
    if (text.length > 1 << 16) {
      writeSync(out, text)
      text = ''
    }
  }).finally(() => {
    writeSync(out, text)
    closeSync(out)
  })
  if (record > 0) {
    await duck.run(`insert into lines select ${literal(file.path)}, * from read_csv(${fileLiteral(notes)}, auto_detect = false, header = false,
      columns = {'record': 'BIGINT', 'ordinal': 'BIGINT', 'line': 'BIGINT'})`)
  }
  rmSync(notes)
}

const columnOf = (field: Field, { columns, items }: Mapping): string =>
  [items?.columns[field] ?? columns[field] ?? field].flat()[0]!
