import type { Kysely } from 'kysely'
import { type Column, flag, id, int, long, optional, real, text, time, word } from '../columns.ts'
import { createTable, type Engine, type Keys } from '../ddl.ts'

const date = (): Column => ({ kind: 'date' })

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const create = (name: string, columns: Record<string, Column>, keys: Keys = {}) =>
    createTable(db, engine, name, columns, keys)
  await create(
    'user',
    {
      id: id(),
      name: text(100),
      email: text(254),
      emailVerified: flag(),
      image: optional(text(500)),
      createdAt: date(),
      updatedAt: date(),
      role: word('AGENT', 'ADMIN'),
      status: word('ACTIVE', 'INACTIVE'),
      createdBy: optional(int()),
      twoFactorEnabled: optional(flag()),
    },
    { unique: [['email']] },
  )
  await create(
    'session',
    {
      id: id(),
      expiresAt: date(),
      token: text(64),
      createdAt: date(),
      updatedAt: date(),
      ipAddress: optional(text(64)),
      userAgent: optional(text(500)),
      userId: int(),
    },
    { unique: [['token']], index: [['userId']], references: { userId: 'user' } },
  )
  await create(
    'account',
    {
      id: id(),
      accountId: text(64),
      providerId: text(32),
      userId: int(),
      accessToken: optional(long()),
      refreshToken: optional(long()),
      idToken: optional(long()),
      accessTokenExpiresAt: optional(date()),
      refreshTokenExpiresAt: optional(date()),
      scope: optional(long()),
      password: optional(text(200)),
      createdAt: date(),
      updatedAt: date(),
    },
    { index: [['userId']], references: { userId: 'user' } },
  )
  await create(
    'verification',
    {
      id: id(),
      identifier: text(254),
      value: long(),
      expiresAt: date(),
      createdAt: date(),
      updatedAt: date(),
    },
    { index: [['identifier']] },
  )
  await create(
    'twoFactor',
    {
      id: id(),
      secret: text(500),
      backupCodes: long(),
      userId: int(),
      verified: optional(flag()),
      failedVerificationCount: optional(int()),
      lockedUntil: optional(date()),
    },
    { index: [['userId']], references: { userId: 'user' } },
  )
  await create('setting', { key: text(64), value: long() }, { primary: ['key'] })
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
  await create('rate', { key: text(120), span: time(), used: int() }, { primary: ['key', 'span'], index: [['span']] })
  await create(
    'idempotency',
    { scope: text(120), key: text(64), result: long(), created_at: time() },
    { primary: ['scope', 'key'], index: [['created_at']] },
  )
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
      index: [['meeting_id'], ['user_id', 'entry_at'], ['leave_at', 'last_seen']],
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
  await create(
    'footfall',
    { product_id: int(), day: text(10), visitor_hash: text(44) },
    { primary: ['product_id', 'day', 'visitor_hash'], references: { product_id: 'product' } },
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
