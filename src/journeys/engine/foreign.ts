import { AppError, type ErrorCode } from '../../platform/errors.ts'

// What all databases of others have in common: how long they may take, and what to do about what they say.

/** Milliseconds: to connect, for a small statement, for one that works through a table, and without a row moving. */
export const LIMITS = { connect: 10_000, statement: 60_000, table: 3_600_000, stall: 120_000 }

/**
 * What `work` gives, or after `ms` an `unavailable` that names what took too long. The time begins anew whenever `work`
 * calls what it is given.
 */
export async function within<T>(ms: number, what: string, work: (alive: () => void) => PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const text = `${what} took more than ${ms / 1000} s. See whether the database is well, then run again.`
    timer = setTimeout(() => reject(new AppError('unavailable', text)), ms)
  })
  try {
    return await Promise.race([work(() => timer?.refresh()), late])
  } finally {
    clearTimeout(timer)
  }
}

const REASONS: [code: ErrorCode, codes: RegExp, advice: string][] = [
  [
    'unavailable',
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/,
    'Nothing answers there. See that host and port are right and the database runs.',
  ],
  [
    'forbidden',
    /^(ER_ACCESS_DENIED_ERROR|ER_ACCESS_DENIED_NO_PASSWORD_ERROR|28000|28P01|516|193|194)$/,
    'User or password is wrong.',
  ],
  [
    'not_found',
    /^(ER_BAD_DB_ERROR|3D000|81|SQLITE_CANTOPEN.*)$/,
    'There is no such database. Create it, or correct its name in the address.',
  ],
  [
    'forbidden',
    /^(ER_(DB|TABLE|COLUMN|SPECIFIC_)?ACCESS_DENIED(_ERROR)?|ER_DBACCESS_DENIED_ERROR|ER_TABLEACCESS_DENIED_ERROR|42501|164|497|SQLITE_READONLY.*|EACCES)$/,
    'This user may not create, fill and rename tables there. Grant it that, or use another user.',
  ],
  [
    'disk_full',
    /^(ER_DISK_FULL|ER_RECORD_FILE_FULL|53100|SQLITE_FULL|ENOSPC|243)$/,
    'The database has run out of space. Free some and load again.',
  ],
  ['unavailable', /^241$/, 'The server has no more memory for it. Allow this user more.'],
  ['conflict', /^SQLITE_NOTADB$/, 'That file is not an SQLite database. Name another file.'],
  [
    'unavailable',
    /^(SQLITE_BUSY.*|ER_LOCK_WAIT_TIMEOUT|55P03)$/,
    'Someone holds the tables locked. Load again when they are done.',
  ],
]

/**
 * What a driver threw, as an AppError that says what to do, `otherwise` where its code tells nothing. Neither its words nor its cause hold
 * the password.
 */
export function explained(thrown: unknown, where: string, secrets: string[], otherwise: string): AppError {
  if (thrown instanceof AppError) return thrown
  const { code, errors, message = String(thrown) } = thrown as { code?: unknown; errors?: unknown[]; message?: string }
  // Several addresses of one host failed: each has the reason.
  if (errors?.[0] && !message) return explained(errors[0], where, secrets, otherwise)
  const clean = secrets.filter(Boolean).reduce((text, secret) => text.replaceAll(secret, '***'), message.trim())
  const reason = REASONS.find(([, codes]) => codes.test(String(code)))
  if (reason) return new AppError(reason[0], `${where}: ${reason[2]} (${clean})`)
  return new AppError('unavailable', `${where}: ${otherwise} (${clean})`)
}
