import type { Kysely } from 'kysely'
import { id, int, optional, text, time, word } from '../columns.ts'
import { createTable, type Engine } from '../ddl.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await createTable(
    db,
    engine,
    'journey_correction',
    {
      id: id(),
      kind: word('NAME', 'CATEGORY', 'COLOUR'),
      name: text(300),
      name_key: text(64),
      says: optional(text(300)),
      changed_by: optional(int()),
      changed_at: time(),
    },
    { references: { changed_by: 'user' }, unique: [['kind', 'name_key']] },
  )
}
