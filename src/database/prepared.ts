import type { Compilable, CompiledQuery, QueryResult } from 'kysely'
import type { Db } from './database.ts'
import { parseOnce } from './mysql.ts'
import { FileAdapter } from './sqlite.ts'

/** Stands for a value until the statement runs: the names and places that lead to it. */
class Slot {
  readonly path: readonly (string | number)[]
  constructor(path: readonly (string | number)[]) {
    this.path = path
  }

  valueIn(values: object): unknown {
    let value: unknown = values
    for (const step of this.path) value = (value as Record<string | number, unknown>)[step]
    return value
  }
}

/** So many shapes of one statement are kept: other names, lists of other lengths. */
const SHAPES_KEPT = 100

/**
 * A statement that is built and compiled once per database and from then on only given its values: Kysely takes 10 µs to
 * build and compile and 10 to run what SQLite runs in 3. For what every page or knock runs (record 0006).
 * `build` sees placeholders, so it must use each value as it is; a list is for `in`, or of rows alike to insert, and must
 * not be empty.
 */
export function prepared<Values extends object, Row>(
  build: (db: Db, values: Values) => Compilable<Row>,
): (db: Db, values: Values) => Promise<QueryResult<Row>> {
  // Compiled texts differ by database; a transaction has the adapter of its own.
  const kept = new WeakMap<object, Map<string, CompiledQuery<Row>>>()
  return async (db, values) => {
    const { adapter } = db.getExecutor()
    const byShape = kept.get(adapter) ?? new Map<string, CompiledQuery<Row>>()
    if (byShape.size === 0) kept.set(adapter, byShape)
    const shape = shapeOf(values)
    let compiled = byShape.get(shape)
    if (!compiled) {
      compiled = build(db, slotsFor(values) as Values).compile()
      if (byShape.size >= SHAPES_KEPT) byShape.clear()
      byShape.set(shape, compiled)
      parseOnce(compiled.sql)
    }
    const parameters = compiled.parameters.map((it) => (it instanceof Slot ? it.valueIn(values) : it))
    const direct = adapter instanceof FileAdapter && adapter.isAlone(db)
    return direct ? adapter.run(compiled.sql, parameters) : db.executeQuery({ ...compiled, parameters })
  }
}

function shapeOf(values: object): string {
  let shape = ''
  for (const [name, value] of Object.entries(values))
    shape += Array.isArray(value) ? `${name}${value.length},` : `${name},`
  return shape
}

function slotsFor(value: unknown, path: readonly (string | number)[] = []): unknown {
  if (Array.isArray(value)) return value.map((one, at) => slotsFor(one, [...path, at]))
  if (typeof value !== 'object' || value === null) return new Slot(path)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, slotsFor(one, [...path, name])]))
}
