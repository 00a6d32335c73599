import { expect, test } from 'vitest'
import { mayUseTotp, safeNext, whyStaysActive } from './rules.ts'

test('after the login only to a page of the CRM', () => {
  for (const next of ['/crm', '/crm/live', '/crm/demos?status=PENDING&page=2', '/crm/users#add', '/crm?x=1']) {
    expect(safeNext(next)).toBe(next)
  }
  for (const next of [
    '',
    '/',
    'crm',
    '/crmx',
    '/crm-x',
    '/demo/ring',
    '//evil.example/crm',
    'https://evil.example/crm',
    '/\\evil.example',
    '/crm/..//evil.example',
    '/crm/../../demo',
    '/crm//evil.example',
    '/crm\\..\\..\\x',
    'javascript:alert(1)',
    '/crm/login?next=/crm',
    '/crm/logout',
    '/crm/totp',
    '/crm/reset?token=x',
  ]) {
    expect([next, safeNext(next)]).toEqual([next, '/crm'])
  }
  expect(safeNext('/crm/live\r\nset-cookie: x=1')).not.toMatch(/[\r\n]/)
})

test('who has a second step', () => {
  expect(mayUseTotp({ kind: 'USER', role: 'ADMIN' })).toBe(true)
  expect(mayUseTotp({ kind: 'USER', role: 'AGENT' })).toBe(false)
})

test('oneself and the last active admin stay active', () => {
  expect(whyStaysActive(1, 1, [1, 2])).toMatch(/yourself/)
  expect(whyStaysActive(1, 2, [1, 2])).toBeUndefined()
  expect(whyStaysActive(null, 1, [1])).toMatch(/last active admin/)
  expect(whyStaysActive(null, 7, [1])).toBeUndefined()
})
