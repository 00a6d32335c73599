import { expect, test } from 'vitest'
import { AppError } from './errors.ts'
import { createLog } from './log.ts'

const canaries = {
  phone: '+919812345678',
  plain: '98123 45678',
  email: 'asha.canary@example.com',
  otp: '482916',
  password: 'three quiet canary geese',
  name: 'Asha Canary',
  token: 'Zm9vYmFyY2FuYXJ5MTIzNA',
}

/** The lines a piece of logging writes. */
function written(log: (logger: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  log(createLog('debug', { write: (line) => void lines.push(line) }))
  for (const line of lines) JSON.parse(line)
  return lines.join('')
}

function expectNone(text: string): void {
  for (const canary of Object.values(canaries)) expect(text).not.toContain(canary)
}

const { phone, email, otp, password, name, token } = canaries
const fields = {
  ...{ name, email, mobile: phone, to: phone, recipient: email, phone, code: otp, otp, pin: otp, password },
  ...{ token, secret: token, cookie: `a=${token}`, text: `Your code is ${otp}`, authorization: `Bearer ${token}` },
}

test('personal fields are replaced wherever they stand', () => {
  const shapes: object[] = [
    fields,
    { customer: fields },
    { a: { b: fields } },
    { a: { b: { c: { d: fields } } } },
    { list: [fields, fields] },
    { a: [{ b: [fields] }] },
    { body: fields, headers: { cookie: `a=${token}`, 'set-cookie': [`a=${token}`] } },
    { user: new Map([['email', email]]), set: new Set([email]) },
    { Email: email, MOBILE: phone, userEmail: email, customerMobile: phone, newPassword: password, accessToken: token },
  ]
  for (const shape of shapes) expectNone(written((log) => log.info(shape, 'request')))
})

test('numbers and addresses are found in any text', () => {
  const texts = [`${email} has asked`, `to ${phone}`, `sip:${phone};x`, `"${email}"`, `<${email}>`]
  for (const text of texts) {
    expectNone(written((log) => log.info({ note: text, deep: { list: [text] } }, text)))
    expectNone(written((log) => log.warn(text)))
    expectNone(written((log) => log.warn('of %s and %o', text, { text })))
    expectNone(written((log) => log.child({ who: text }).info({}, 'child')))
  }
})

/** What drivers throw: everything asked stands in their fields. */
function driverError(): Error {
  return Object.assign(new Error(`Duplicate entry '${email}' for key 'email'`), {
    ...{ code: 'ER_DUP_ENTRY', errno: 1062, sqlMessage: `Duplicate entry '${phone}'`, sqlState: '23000' },
    sql: `insert into customer values ('${phone}', '${name}', '${email}', '${otp}', '${password}', '${token}')`,
    parameters: [phone, name, email, otp],
  })
}

test('errors keep their kind, code and place, not their words', () => {
  const error = driverError()
  const wrapped = new AppError('internal', 'Something went wrong.', { cause: error })
  const many = new AggregateError([driverError()], email)
  for (const thrown of [error, wrapped, many, Object.assign(new Error('x'), { response: { data: fields } })]) {
    expectNone(written((log) => log.error({ err: thrown }, 'request')))
    expectNone(written((log) => log.error({ err: thrown })))
    expectNone(written((log) => log.error(thrown)))
    expectNone(written((log) => log.error(thrown, 'said')))
    expectNone(written((log) => log.error({ fault: thrown, list: [thrown] }, 'job')))
    expectNone(written((log) => log.error('failed %s', thrown)))
    expectNone(written((log) => log.error({ err: { ...thrown, message: thrown.message } }, 'odd')))
  }
  const line = JSON.parse(written((log) => log.error({ err: wrapped }, 'request')))
  expect(line).toMatchObject({ msg: 'request', err: { type: 'AppError', code: 'internal' } })
  expect(line.err.cause).toMatchObject({
    type: 'Error',
    code: 'ER_DUP_ENTRY',
    stack: expect.stringContaining('log.test'),
  })
})

test('an error’s words do not come in by its stack, however they are broken into lines', () => {
  const sly = new Error(`bad\n    at ${email} (${phone})\n    at ${name}\n    at ${otp}`)
  expectNone(written((log) => log.error({ err: sly }, 'request')))
})

test('what says something stays: ids, routes, times, flags', () => {
  const facts = { route: '/demo/:slug/otp', status: 422, ms: 1.5, customer: 7, user: null, ok: false, tries: [1, 2] }
  expect(JSON.parse(written((log) => log.info(facts, 'request')))).toMatchObject({
    ...facts,
    msg: 'request',
    level: 30,
  })
})

test('nothing odd stops a line: cycles, depth, big numbers, functions, throwing getters', () => {
  const cycle: Record<string, unknown> = { email }
  cycle.self = cycle
  let deep: object = { email }
  for (let n = 0; n < 100; n++) deep = { deep }
  const odd = { big: 10n, call: () => email, date: new Date(0), bytes: Buffer.from(email), symbol: Symbol(email) }
  const throwing = {
    get boom(): never {
      throw new Error(email)
    },
  }
  for (const shape of [{ cycle }, { deep }, odd, { throwing }]) {
    const text = written((log) => log.info(shape, 'odd'))
    expectNone(text)
    expect(text).toContain('"msg":"odd"')
  }
})

test('lines below the level are not written', () => {
  const lines: string[] = []
  createLog('warn', { write: (line) => void lines.push(line) }).info({ email }, 'x')
  expect(lines).toEqual([])
})
