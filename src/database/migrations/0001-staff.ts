import type { Kysely } from 'kysely'
import { type Column, flag, id, int, long, optional, text, word } from '../columns.ts'
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
}
