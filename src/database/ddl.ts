import { type Kysely, sql } from 'kysely'
import type { Column } from './columns.ts'

export type Engine = 'sqlite' | 'mysql'

export interface Keys {
  /** Primary key of a table without an id. */
  primary?: string[]
  /** Rows are kept in the order of the primary key, as MySQL always does. */
  ordered?: true
  unique?: string[][]
  index?: string[][]
  /** Indexes that queries ask for by name. */
  named?: Record<string, string[]>
  /** column -> table, on its id. */
  references?: Record<string, string>
  checks?: Record<string, string>
}

function sqlType(column: Column, engine: Engine): string {
  const sqlite = engine === 'sqlite'
  switch (column.kind) {
    case 'id':
      return sqlite ? 'integer primary key autoincrement' : 'bigint auto_increment primary key'
    case 'int':
    case 'time':
      return sqlite ? 'integer' : 'bigint'
    case 'real':
      return sqlite ? 'real' : 'double'
    case 'date':
      return sqlite ? 'text' : 'datetime(3)'
    case 'long':
      return sqlite ? 'text' : 'mediumtext'
    default:
      return sqlite ? 'text' : `varchar(${column.length})`
  }
}

function columnLine(engine: Engine, name: string, spec: Column): string {
  const rule = spec.kind === 'id' ? '' : spec.nullable ? ' null' : ' not null'
  const words = spec.words ? ` check (${quoted(engine, name)} in (${spec.words.map((w) => `'${w}'`).join(', ')}))` : ''
  return `${quoted(engine, name)} ${sqlType(spec, engine)}${rule}${words}`
}

const quoted = (engine: Engine, name: string) => (engine === 'sqlite' ? `"${name}"` : `\`${name}\``)

/** Creates one table with its keys, checks and foreign keys, in the words of the engine. */
export async function createTable(
  db: Kysely<unknown>,
  engine: Engine,
  name: string,
  columns: Record<string, Column>,
  keys: Keys = {},
): Promise<void> {
  const q = (text: string) => quoted(engine, text)
  const all = (names: string[]) => names.map(q).join(', ')
  const lines = Object.entries(columns).map(([column, spec]) => columnLine(engine, column, spec))
  if (keys.primary) lines.push(`primary key (${all(keys.primary)})`)
  for (const [rule, condition] of Object.entries(keys.checks ?? {})) {
    lines.push(`constraint ${q(`${name}_${rule}`)} check (${condition})`)
  }
  for (const [column, table] of Object.entries(keys.references ?? {})) {
    lines.push(`foreign key (${q(column)}) references ${q(table)} (id)`)
  }
  const mysqlTail = ' engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin'
  const tail = engine === 'mysql' ? mysqlTail : keys.ordered ? ' without rowid' : ''
  await sql.raw(`create table ${q(name)} (${lines.join(', ')})${tail}`).execute(db)
  await createIndexes(db, engine, name, keys)
}

/** Creates the indexes of `keys.unique`, `keys.index` and `keys.named` on a table that is there. */
export async function createIndexes(
  db: Kysely<unknown>,
  engine: Engine,
  name: string,
  { unique = [], index = [], named = {} }: Pick<Keys, 'unique' | 'index' | 'named'>,
): Promise<void> {
  const usual = (names: string[]) => `${name}__${names.join('_')}`.slice(0, 60)
  const all: [kind: string, indexName: string, names: string[]][] = [
    ...unique.map((names): [string, string, string[]] => ['unique index', usual(names), names]),
    ...index.map((names): [string, string, string[]] => ['index', usual(names), names]),
    ...Object.entries(named).map(([as, names]): [string, string, string[]] => ['index', as, names]),
  ]
  for (const [kind, indexName, names] of all) {
    const columns = names.map((column) => quoted(engine, column)).join(', ')
    await sql.raw(`create ${kind} ${quoted(engine, indexName)} on ${quoted(engine, name)} (${columns})`).execute(db)
  }
}

/** Drops indexes of a table by their names. */
export async function dropIndexes(
  db: Kysely<unknown>,
  engine: Engine,
  table: string,
  ...names: string[]
): Promise<void> {
  const of = engine === 'mysql' ? ` on ${quoted(engine, table)}` : ''
  for (const name of names) await sql.raw(`drop index ${quoted(engine, name)}${of}`).execute(db)
}

/** Adds a column to a table that is there; rows have `usual`, or null when it may be. */
export async function addColumn(
  db: Kysely<unknown>,
  engine: Engine,
  table: string,
  column: string,
  spec: Column,
  usual?: string | number,
): Promise<void> {
  const value = usual === undefined ? '' : ` default ${typeof usual === 'number' ? usual : `'${usual}'`}`
  const line = `${columnLine(engine, column, spec)}${value}`
  await sql.raw(`alter table ${quoted(engine, table)} add column ${line}`).execute(db)
}
