import type { Kysely } from 'kysely'
import { type Column, flag, id, int, long, optional, text, time, word } from '../columns.ts'
import { createTable, type Engine, type Keys } from '../ddl.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const create = (name: string, columns: Record<string, Column>, keys: Keys = {}) =>
    createTable(db, engine, name, columns, keys)

  await create('setting', { key: text(64), value: long() }, { primary: ['key'] })
  await create(
    'rate',
    { key: text(120), start: time(), used: int() },
    { primary: ['key', 'start'], index: [['start']] },
  )
  await create(
    'idempotency',
    { scope: text(120), key: text(64), result: long(), created_at: time() },
    { primary: ['scope', 'key'], index: [['created_at']] },
  )
  await create(
    'message',
    {
      id: id(),
      channel: word('SMS', 'EMAIL'),
      recipient: text(254),
      template: text(64),
      lang: text(12),
      refs: long(),
      secret: optional(text(200)),
      state: word('PENDING', 'SENDING', 'SENT', 'DEAD', 'EXPIRED'),
      tries: int(),
      uncertain: flag(),
      next_try: time(),
      expires_at: optional(time()),
      leased_until: optional(time()),
      leased_by: optional(text(32)),
      provider: optional(text(20)),
      provider_id: optional(text(128)),
      fault: optional(text(200)),
      dedupe_key: optional(text(120)),
      created_at: time(),
      sent_at: optional(time()),
    },
    { unique: [['dedupe_key']], index: [['state', 'next_try'], ['created_at']] },
  )
  await create(
    'job',
    { name: text(64), next_at: time(), leased_until: optional(time()), leased_by: optional(text(32)) },
    { primary: ['name'] },
  )
  await create(
    'event',
    {
      id: id(),
      at: time(),
      actor: word('ANONYMOUS', 'VISITOR', 'USER', 'SYSTEM'),
      actor_id: optional(int()),
      action: text(64),
      subject: text(32),
      subject_id: optional(int()),
      data: long(),
    },
    { index: [['at'], ['subject', 'subject_id']] },
  )
}
