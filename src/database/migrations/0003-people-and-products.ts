import type { Kysely } from 'kysely'
import { type Column, flag, id, int, long, optional, real, text, time, word } from '../columns.ts'
import { createTable, type Engine, type Keys } from '../ddl.ts'

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const create = (name: string, columns: Record<string, Column>, keys: Keys = {}) =>
    createTable(db, engine, name, columns, keys)

  await create(
    'product',
    {
      id: id(),
      name: text(120),
      slug: text(80),
      status: word('ACTIVE', 'INACTIVE'),
      banner: optional(text(200)),
      description: text(2000),
      buy_link: optional(text(500)),
      zone: text(64),
      live_timings: long(),
      created_by: optional(int()),
      created_at: time(),
    },
    { unique: [['name'], ['slug']] },
  )
  await create(
    'product_slug',
    { slug: text(80), product_id: int() },
    { primary: ['slug'], references: { product_id: 'product' } },
  )
  await create(
    'user_product',
    { user_id: int(), product_id: int() },
    {
      primary: ['user_id', 'product_id'],
      index: [['product_id']],
      references: { user_id: 'user', product_id: 'product' },
    },
  )
  await create(
    'store',
    {
      id: id(),
      name: text(120),
      address: text(300),
      city: text(80),
      zone: text(64),
      latitude: optional(real()),
      longitude: optional(real()),
      status: word('ACTIVE', 'INACTIVE'),
    },
    { unique: [['name']] },
  )
  await create(
    'customer',
    {
      id: id(),
      mobile: text(20),
      name: text(100),
      email: text(254),
      email_key: text(254),
      zone: text(64),
      lang: text(12),
      blocked_at: optional(time()),
      blocked_by: optional(int()),
      blocked_why: optional(text(500)),
      created_at: time(),
    },
    { unique: [['mobile']], index: [['email_key']] },
  )
  await create(
    'consent',
    {
      id: id(),
      customer_id: int(),
      document: word('TERMS', 'PRIVACY', 'NEWS'),
      version: text(40),
      given_at: time(),
      withdrawn_at: optional(time()),
    },
    { index: [['customer_id']], references: { customer_id: 'customer' } },
  )
  await create(
    'visitor_session',
    {
      id: id(),
      token_hash: text(44),
      customer_id: int(),
      kiosk: flag(),
      created_at: time(),
      expires_at: time(),
      ended_at: optional(time()),
    },
    { unique: [['token_hash']], index: [['customer_id']], references: { customer_id: 'customer' } },
  )
  await create(
    'otp',
    {
      id: id(),
      browser_hash: text(44),
      mobile: text(20),
      product_id: int(),
      code_hash: text(44),
      code_sealed: optional(text(120)),
      created_at: time(),
      expires_at: time(),
      checks: int(),
      sends: int(),
      sent_at: time(),
      used_at: optional(time()),
      used_by: optional(int()),
      name: text(100),
      email: text(254),
      source: word('WEBSITE', 'BRAND_STORE'),
      store_id: optional(int()),
      documents: text(80),
      news: flag(),
      kiosk: flag(),
      zone: text(64),
      lang: text(12),
    },
    {
      index: [['browser_hash', 'product_id', 'created_at'], ['mobile', 'created_at'], ['expires_at']],
      references: { product_id: 'product' },
    },
  )
  await create(
    'footfall',
    { product_id: int(), day: text(10), visitor_hash: text(44) },
    { primary: ['product_id', 'day', 'visitor_hash'], references: { product_id: 'product' } },
  )
}
