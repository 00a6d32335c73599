import { type Kysely, sql } from 'kysely'
import type { Column } from './columns.ts'

export type Engine = 'sqlite' | 'mysql'

export interface Keys {
  /** Primary key of a table without an id. */
  primary?: string[]
  unique?: string[][]
  index?: string[][]
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
  const lines = Object.entries(columns).map(([column, spec]) => {
    const rule = spec.kind === 'id' ? '' : spec.nullable ? ' null' : ' not null'
    const words = spec.words ? ` check (${q(column)} in (${spec.words.map((w) => `'${w}'`).join(', ')}))` : ''
    return `${q(column)} ${sqlType(spec, engine)}${rule}${words}`
  })
  if (keys.primary) lines.push(`primary key (${all(keys.primary)})`)
  for (const [rule, condition] of Object.entries(keys.checks ?? {})) {
    lines.push(`constraint ${q(`${name}_${rule}`)} check (${condition})`)
  }
  for (const [column, table] of Object.entries(keys.references ?? {})) {
    lines.push(`foreign key (${q(column)}) references ${q(table)} (id)`)
  }
  const tail = engine === 'mysql' ? ' engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin' : ''
  await sql.raw(`create table ${q(name)} (${lines.join(', ')})${tail}`).execute(db)
  for (const [kind, list] of [
    ['unique index', keys.unique ?? []],
    ['index', keys.index ?? []],
  ] as const) {
    for (const names of list) {
      const indexName = q(`${name}__${names.join('_')}`.slice(0, 60))
      await sql.raw(`create ${kind} ${indexName} on ${q(name)} (${all(names)})`).execute(db)
    }
  }
}
