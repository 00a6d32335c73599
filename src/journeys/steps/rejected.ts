import { join } from 'node:path'
import { type Duck, literal } from '../engine/duckdb.ts'
import type { InputFile } from '../sources/files.ts'
import type { Field, Mapping } from '../sources/mapping.ts'
import { type Dialect, readerOf } from '../sources/read.ts'

/** Drops what DuckDB noted of lines it could not take apart; it notes them anew at each reading. */
export async function forgetRefused(duck: Duck): Promise<void> {
  await duck.run('drop table if exists reject_errors')
  await duck.run('drop table if exists reject_scans')
}

function reasons({ time, price, actions }: Mapping): Record<string, { empty: string; wrong: string }> {
  const amount = { empty: '', wrong: `not an amount of 0 to 99,999,999,999,999 (decimal mark: ${price.decimal})` }
  const words = Object.values(actions).flat()
  return {
    line: { empty: 'not a line of JSON', wrong: 'not a line of JSON' },
    time: { empty: 'no time', wrong: `not a time of ${time.formats.join(', ')}` },
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
  const [{ type }] = files as [InputFile]
  const first = type === 'csv' ? 1 + (mapping.format.skip ?? 0) : 0
  await duck.run(`create or replace temp table refused
    (file varchar, line bigint, "column" varchar, reason varchar, value varchar, before bigint)`)
  if (type !== 'parquet') {
    // One line can be wrong in several ways; the first is told. `before`: good lines above it.
    await duck.run(`insert into refused select *, line - ${first} - row_number() over (partition by file order by line) from (
      select file_path as file, line, arg_min(column_name, byte_position), arg_min(${REFUSED}, byte_position), left(any_value(csv_line), 200)
      from reject_errors join reject_scans using (scan_id, file_id) group by all)`)
    await forgetRefused(duck)
  }
  const [{ structural }] = (await duck.rows<{ structural: number }>('select count(*) as structural from refused')) as [
    { structural: number },
  ]
  const source = literal(mapping.source)
  const told = [`select ${source} as source, file, line, "column", reason, value from refused`]
  if (some) {
    const rejected = `read_parquet(${literal(`${part}/shard=rejected/*.parquet`)})`
    await duck.run(
      `create or replace temp table wrong as select file, row, fault, fault_value, count(*) as rows from ${rejected} group by all`,
    )
    await duck.run('create or replace temp table found (file varchar, row ubigint, n bigint)')
    for (const file of files) {
      const [{ n }] = (await duck.rows<{ n: number }>('select count(*) as n from wrong where file = $1', [
        file.path,
      ])) as [{ n: number }]
      if (n === 0) continue
      // Only rows that were refused need their line, so only then is a file read again, in its order.
      const { from, row } = readerOf([file], mapping, dialect, { numbered: true })
      await duck.run(`insert into found select ${literal(file.path)}, row, n from (select ${row} as row, n from ${from})
        where row in (select row from wrong where file = ${literal(file.path)})`)
    }
    const faults = Object.entries(reasons(mapping)).map(
      ([fault, { empty, wrong }]) =>
        `(${[fault, columnOf(fault as Field, mapping), empty || wrong, wrong || empty].map(literal).join(', ')})`,
    )
    told.push(`select ${source}, file, n + ${first} + (select count(*) from refused r where r.file = found.file and r.before < n), name,
        if(fault_value = '', empty, wrong), left(fault_value, 200)
      from found join wrong using (file, row) join (values ${faults.join(', ')}) t(fault, name, empty, wrong) using (fault)`)
  }
  if (some || structural > 0) {
    await duck.run(`copy (${told.join(' union all ')}) to ${literal(join(part, 'rejected.parquet'))} (format parquet)`)
  }
  return structural
}

const columnOf = (field: Field, { columns, items }: Mapping): string =>
  [items?.columns[field] ?? columns[field] ?? field].flat()[0]!
