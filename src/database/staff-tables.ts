import { type Column, flag, id, int, long, optional, text, word } from './columns.ts'

// The library keeps dates its own way: ISO text on SQLite, datetime on MySQL.
const date = (): Column<string | Date> => ({ kind: 'date' })

/** The tables better-auth reads and writes, with its own column names; role, status and createdBy are ours. */
export const staffTables = {
  user: {
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
  session: {
    id: id(),
    expiresAt: date(),
    token: text(64),
    createdAt: date(),
    updatedAt: date(),
    ipAddress: optional(text(64)),
    userAgent: optional(text(500)),
    userId: int(),
  },
  account: {
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
  verification: {
    id: id(),
    identifier: text(254),
    value: long(),
    expiresAt: date(),
    createdAt: date(),
    updatedAt: date(),
  },
  twoFactor: {
    id: id(),
    secret: text(500),
    backupCodes: long(),
    userId: int(),
    verified: optional(flag()),
    failedVerificationCount: optional(int()),
    lockedUntil: optional(date()),
  },
}
