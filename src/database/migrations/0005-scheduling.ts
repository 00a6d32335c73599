import type { Kysely } from 'kysely'
import { type Column, id, int, optional, text, time, word } from '../columns.ts'
import { addColumn, createIndexes, createTable, type Engine, type Keys } from '../ddl.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const create = (name: string, columns: Record<string, Column>, keys: Keys = {}) =>
    createTable(db, engine, name, columns, keys)

  await addColumn(db, engine, 'product', 'notice_min', int(), 15)
  await addColumn(db, engine, 'product', 'buffer_min', int(), 0)
  await addColumn(db, engine, 'product', 'horizon_days', int(), 60)

  await create(
    'slot_rule',
    {
      id: id(),
      product_id: int(),
      clock: text(5),
      zone: text(64),
      length_min: int(),
      days: word('DAILY', 'WEEKDAYS', 'CHOSEN'),
      weekdays: text(30),
      first_date: text(10),
      last_date: optional(text(10)),
      capacity: int(),
      status: word('ACTIVE', 'INACTIVE'),
      created_by: optional(int()),
      created_at: time(),
    },
    { index: [['product_id', 'status']], references: { product_id: 'product' } },
  )
  await create(
    'slot_rule_day',
    { rule_id: int(), day: text(10), capacity: int() },
    { primary: ['rule_id', 'day'], references: { rule_id: 'slot_rule' } },
  )
  await create(
    'slot_rule_user',
    { rule_id: int(), user_id: int() },
    { primary: ['rule_id', 'user_id'], index: [['user_id']], references: { rule_id: 'slot_rule', user_id: 'user' } },
  )
  await create(
    'slot',
    {
      id: id(),
      product_id: int(),
      rule_id: optional(int()),
      day: text(10),
      starts_at: time(),
      ends_at: time(),
      capacity: int(),
      taken: int(),
      status: word('OPEN', 'CLOSED'),
      settled_at: optional(time()),
      created_by: optional(int()),
      created_at: time(),
    },
    {
      unique: [['rule_id', 'day']],
      index: [['product_id', 'starts_at'], ['starts_at'], ['settled_at', 'ends_at']],
      references: { product_id: 'product', rule_id: 'slot_rule' },
      checks: { seats: 'taken >= 0 and taken <= capacity', length: 'ends_at > starts_at' },
    },
  )
  await create(
    'slot_user',
    { slot_id: int(), user_id: int(), starts_at: time(), busy_until: time() },
    {
      primary: ['slot_id', 'user_id'],
      index: [['user_id', 'starts_at']],
      references: { slot_id: 'slot', user_id: 'user' },
    },
  )
  await create(
    'booking',
    {
      id: id(),
      open_key: optional(text(64)),
      slot_id: int(),
      demo_id: int(),
      token_hash: text(44),
      browser_hash: optional(text(44)),
      zone: text(64),
      pin_version: int(),
      pin_tries: int(),
      pin_locked_until: optional(time()),
      sequence: int(),
      state: word('BOOKED', 'CANCELLED', 'MOVED'),
      moved_to: optional(int()),
      created_by: optional(int()),
      created_at: time(),
      ended_by: optional(int()),
      ended_at: optional(time()),
      reason: optional(text(500)),
    },
    {
      unique: [['open_key'], ['token_hash']],
      index: [['slot_id', 'state'], ['demo_id'], ['browser_hash']],
      references: { slot_id: 'slot', demo_id: 'demo' },
    },
  )
  await create(
    'waitlist',
    {
      id: id(),
      open_key: optional(text(80)),
      customer_id: int(),
      product_id: int(),
      day: text(10),
      name: text(100),
      email: text(254),
      source: word('WEBSITE', 'BRAND_STORE'),
      store_id: optional(int()),
      zone: text(64),
      asked_at: time(),
      state: word('WAITING', 'OFFERED', 'TAKEN', 'LAPSED', 'LEFT'),
      slot_id: optional(int()),
      token_hash: text(44),
      offered_at: optional(time()),
      offer_ends: optional(time()),
    },
    {
      unique: [['open_key'], ['token_hash']],
      index: [
        ['product_id', 'day', 'state'],
        ['state', 'offer_ends'],
        ['slot_id', 'state'],
      ],
      references: { customer_id: 'customer', product_id: 'product', slot_id: 'slot' },
    },
  )
  await create(
    'time_off',
    {
      id: id(),
      user_id: int(),
      starts_at: time(),
      ends_at: time(),
      note: text(200),
      created_by: optional(int()),
      created_at: time(),
    },
    { index: [['user_id', 'ends_at']], references: { user_id: 'user' }, checks: { length: 'ends_at > starts_at' } },
  )
  for (const table of ['meeting', 'knock']) {
    await addColumn(db, engine, table, 'slot_id', optional(int()))
    await createIndexes(db, engine, table, { index: [['slot_id']] })
  }
}
