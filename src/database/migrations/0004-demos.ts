import type { Kysely } from 'kysely'
import { type Column, id, int, long, optional, text, time, word } from '../columns.ts'
import { createTable, type Engine, type Keys } from '../ddl.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const create = (name: string, columns: Record<string, Column>, keys: Keys = {}) =>
    createTable(db, engine, name, columns, keys)

  await create(
    'demo',
    {
      id: id(),
      token: text(32),
      open_key: optional(text(64)),
      customer_id: int(),
      product_id: int(),
      type: word('LIVE', 'SCHEDULED'),
      status: word('PENDING', 'NOT_JOINED', 'COMPLETED', 'CANCELLED'),
      missing: optional(word('VISITOR', 'EXPERT', 'BOTH')),
      source: word('WEBSITE', 'BRAND_STORE'),
      store_id: optional(int()),
      name: text(100),
      email: text(254),
      outcome: optional(word('BOUGHT', 'WILL_BUY', 'FOLLOW_UP', 'NO')),
      remarks: text(2000),
      device_log: long(),
      requested_at: time(),
      visited_at: time(),
      left_at: optional(time()),
      feedback_asked_at: optional(time()),
      feedback_hash: text(44),
    },
    {
      unique: [['token'], ['open_key'], ['feedback_hash']],
      index: [
        ['customer_id', 'requested_at'],
        ['product_id', 'requested_at'],
        ['requested_at'],
        ['status', 'visited_at'],
        ['left_at'],
      ],
      references: { customer_id: 'customer', product_id: 'product', store_id: 'store' },
    },
  )
  await create(
    'demo_user',
    { demo_id: int(), user_id: int() },
    { primary: ['demo_id', 'user_id'], references: { demo_id: 'demo', user_id: 'user' } },
  )
  await create(
    'live_demo',
    {
      id: id(),
      open_key: optional(text(64)),
      user_id: int(),
      product_id: int(),
      started_at: time(),
      paused_at: optional(time()),
      stopping_at: optional(time()),
      ended_at: optional(time()),
      last_seen: time(),
    },
    {
      unique: [['open_key']],
      index: [
        ['product_id', 'ended_at'],
        ['user_id', 'ended_at'],
      ],
      references: { user_id: 'user', product_id: 'product' },
    },
  )
  await create(
    'live_alert',
    {
      id: id(),
      open_key: optional(text(64)),
      customer_id: int(),
      product_id: int(),
      token_hash: text(44),
      name: text(100),
      email: text(254),
      source: word('WEBSITE', 'BRAND_STORE'),
      store_id: optional(int()),
      asked_at: time(),
      told_at: optional(time()),
      held_until: optional(time()),
      ended_at: optional(time()),
    },
    {
      unique: [['open_key'], ['token_hash']],
      index: [['product_id', 'asked_at']],
      references: { customer_id: 'customer', product_id: 'product' },
    },
  )
  await create(
    'meeting',
    {
      id: id(),
      room: text(32),
      open_key: optional(text(64)),
      demo_id: optional(int()),
      product_id: int(),
      engine: text(20),
      opened_at: time(),
      closed_at: optional(time()),
    },
    {
      unique: [['room'], ['open_key']],
      index: [['demo_id'], ['closed_at']],
      references: { demo_id: 'demo', product_id: 'product' },
    },
  )
  await create(
    'knock',
    {
      id: id(),
      open_key: optional(text(64)),
      demo_id: int(),
      product_id: int(),
      state: word('WAITING', 'ADMITTED', 'REJECTED', 'LEFT'),
      rank: int(),
      asked_at: time(),
      last_seen: time(),
      away_at: optional(time()),
      decided_at: optional(time()),
      decided_by: optional(int()),
      reason: optional(text(500)),
      meeting_id: optional(int()),
      removed_at: optional(time()),
    },
    {
      unique: [['open_key']],
      index: [['product_id', 'state', 'rank'], ['demo_id'], ['meeting_id'], ['state', 'last_seen']],
      references: { demo_id: 'demo', product_id: 'product', meeting_id: 'meeting' },
    },
  )
  await create(
    'customer_timing',
    {
      id: id(),
      open_key: optional(text(64)),
      demo_id: int(),
      meeting_id: optional(int()),
      entry_at: time(),
      request_at: optional(time()),
      allow_at: optional(time()),
      joined_at: optional(time()),
      leave_at: optional(time()),
      last_seen: time(),
      session: optional(text(32)),
    },
    {
      unique: [['open_key']],
      index: [['demo_id'], ['meeting_id'], ['leave_at', 'last_seen']],
      references: { demo_id: 'demo', meeting_id: 'meeting' },
    },
  )
  await create(
    'user_timing',
    {
      id: id(),
      open_key: optional(text(64)),
      user_id: int(),
      meeting_id: int(),
      product_id: int(),
      entry_at: time(),
      leave_at: optional(time()),
      last_seen: time(),
      session: optional(text(32)),
    },
    {
      unique: [['open_key']],
      index: [['meeting_id'], ['product_id'], ['user_id', 'entry_at'], ['leave_at', 'last_seen']],
      references: { user_id: 'user', meeting_id: 'meeting', product_id: 'product' },
    },
  )
  await create(
    'chat',
    { id: id(), meeting_id: int(), author: text(32), name: text(100), body: text(2000), sent_at: time() },
    { index: [['meeting_id']], references: { meeting_id: 'meeting' } },
  )
  await create(
    'feedback',
    {
      id: id(),
      demo_id: int(),
      overall: int(),
      recommend: int(),
      recommend_scale: word('0-10', '1-10'),
      purpose: word('BUY', 'INFORMATION', 'SUPPORT', 'OTHER'),
      suggestion: text(200),
      given_at: time(),
    },
    {
      unique: [['demo_id']],
      references: { demo_id: 'demo' },
      checks: { overall: 'overall between 1 and 10', recommend: 'recommend between 0 and 10' },
    },
  )
}
