import type { Kysely } from 'kysely'
import { id, int, long, optional, text, time, word } from '../columns.ts'
import { createTable, type Engine } from '../ddl.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const references = { created_by: 'user' }
  await createTable(
    db,
    engine,
    'journey_upload',
    {
      id: id(),
      name: text(200),
      bytes: int(),
      whole_at: optional(time()),
      busy_until: optional(time()),
      created_by: optional(int()),
      created_at: time(),
    },
    { references },
  )
  await createTable(
    db,
    engine,
    'journey_run',
    {
      id: id(),
      state: word('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'),
      running_key: optional(text(16)),
      sources: long(),
      progress: optional(long()),
      report: optional(long()),
      fault: optional(text(1000)),
      cancel_asked_at: optional(time()),
      created_by: optional(int()),
      created_at: time(),
      started_at: optional(time()),
      ended_at: optional(time()),
    },
    { references, unique: [['running_key']], index: [['state', 'id']] },
  )
}
