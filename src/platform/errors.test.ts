import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError, checked, type ErrorCode, errorStatus, toAppError, toProblem } from './errors.ts'

const coded = (code: string, message = 'asha@example.com') => Object.assign(new Error(message), { code })

test.each([
  ['invalid', 422],
  ['unauthenticated', 401],
  ['forbidden', 403],
  ['not_found', 404],
  ['conflict', 409],
  ['gone', 410],
  ['too_large', 413],
  ['too_many', 429],
  ['internal', 500],
  ['unavailable', 503],
  ['disk_full', 507],
] as const)('%s is %i', (code, status) => {
  expect(new AppError(code, 'x').status).toBe(status)
  expect(Object.keys(errorStatus)).toContain(code)
})

test.each<[unknown, ErrorCode]>([
  [new AppError('conflict', 'Taken.'), 'conflict'],
  [z.number().safeParse('x').error, 'internal'],
  [coded('SQLITE_FULL'), 'disk_full'],
  [coded('ENOSPC'), 'disk_full'],
  [coded('ER_DISK_FULL'), 'disk_full'],
  [coded('ER_RECORD_FILE_FULL'), 'disk_full'],
  [coded('SQLITE_IOERR_WRITE'), 'unavailable'],
  [coded('ECONNREFUSED'), 'unavailable'],
  [coded('ECONNRESET'), 'unavailable'],
  [coded('ETIMEDOUT'), 'unavailable'],
  [coded('PROTOCOL_CONNECTION_LOST'), 'unavailable'],
  [coded('EPIPE'), 'unavailable'],
  [coded('ENOTFOUND'), 'unavailable'],
  [coded('EAI_AGAIN'), 'unavailable'],
  [coded('EHOSTUNREACH'), 'unavailable'],
  [coded('ER_CON_COUNT_ERROR'), 'unavailable'],
  [coded('ER_SERVER_SHUTDOWN'), 'unavailable'],
  [coded('SQLITE_BUSY'), 'unavailable'],
  [coded('ER_LOCK_DEADLOCK'), 'unavailable'],
  [coded('ER_LOCK_WAIT_TIMEOUT'), 'unavailable'],
  [Object.assign(new Error('x'), { statusCode: 413 }), 'too_large'],
  [Object.assign(new Error('x'), { statusCode: 415 }), 'invalid'],
  [Object.assign(new Error('x'), { statusCode: 400 }), 'invalid'],
  [Object.assign(new Error('x'), { statusCode: 403 }), 'not_found'],
  [coded('ER_DUP_ENTRY'), 'internal'],
  [new TypeError('x is not a function'), 'internal'],
  ['a text', 'internal'],
  [null, 'internal'],
  [undefined, 'internal'],
])('%s becomes %s', (thrown, code) => {
  const error = toAppError(thrown)
  expect(error.code).toBe(code)
  expect(JSON.stringify(toProblem(error))).not.toContain('asha@example.com')
  if (!(thrown instanceof AppError)) expect(error.cause).toBe(thrown)
})

test('a problem says what happened, and nothing it has not', () => {
  expect(toProblem(new AppError('gone', 'This visit has ended.'))).toEqual({
    type: 'about:blank',
    title: 'This visit has ended.',
    status: 410,
    code: 'gone',
  })
  const full = new AppError('too_many', 'Wait.', { fields: { code: 'wrong' }, retryAfterMs: 0, cause: coded('X') })
  expect(toProblem(full)).toEqual({
    ...{ type: 'about:blank', title: 'Wait.', status: 429, code: 'too_many' },
    ...{ fields: { code: 'wrong' }, retryAfterMs: 0 },
  })
})

test('what came in is taken as its shape says, or refused with the fields that are wrong', () => {
  const shape = z.object({ name: z.string().trim(), times: z.array(z.number({ error: 'A number.' })) })
  expect(checked(shape, { name: ' Asha ', times: [1] })).toEqual({ name: 'Asha', times: [1] })
  const refused = expect.objectContaining({ code: 'invalid', fields: { 'times.1': 'A number.' } })
  expect(() => checked(shape, { name: '', times: [1, 'x'] })).toThrow(refused)
})
