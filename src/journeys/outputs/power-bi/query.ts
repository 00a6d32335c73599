import type { ColumnType, Table } from '../../tables.ts'

const M: Record<ColumnType, string> = {
  text: 'type text',
  list: 'type text',
  integer: 'Int64.Type',
  decimal: 'Currency.Type',
  share: 'type number',
  time: 'type datetime',
  flag: 'type logical',
}

/** Text as a literal of Power Query; `#(` would begin an escape. */
export const mText = (text: string): string => `"${text.replaceAll('"', '""').replaceAll('#(', '#(#)(')}"`

/** The folder of the CSV files, as a parameter people change in Power BI under Transform data. */
export const folderParameter = (folder: string): string =>
  `${mText(folder)} meta [IsParameterQuery = true, Type = "Text", IsParameterQueryRequired = true]`

/**
 * The query of a table in Power Query M, in lines: reads `<name>.csv` of the folder, empty cells as null, times as the
 * local times they are written with, everything else by its type whatever the country Power BI is set to.
 */
export function query(name: string, { columns }: Table): string[] {
  const all = Object.entries(columns)
  const names = all.map(([column]) => mText(column)).join(', ')
  const read = 'each if _ = null then null else DateTimeZone.RemoveZone(DateTimeZone.FromText(_, [Culture = "en-US"]))'
  const times = all
    .filter(([, { type }]) => type === 'time')
    .map(([column]) => `{${mText(column)}, ${read}, type nullable datetime}`)
  const types = all.map(([column, { type }]) => `{${mText(column)}, ${M[type]}}`)
  return [
    'let',
    `    File = File.Contents(Text.TrimEnd(Folder, {"\\", "/"}) & ${mText(`\\${name}.csv`)}),`,
    '    Raw = Csv.Document(File, [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),',
    '    Named = Table.PromoteHeaders(Raw, [PromoteAllScalars = true]),',
    `    Chosen = Table.SelectColumns(Named, {${names}}),`,
    `    Empty = Table.ReplaceValue(Chosen, "", null, Replacer.ReplaceValue, {${names}}),`,
    `    Local = Table.TransformColumns(Empty, {${times.join(', ')}}),`,
    `    Typed = Table.TransformColumnTypes(Local, {${types.join(', ')}}, "en-US")`,
    'in',
    '    Typed',
  ]
}
