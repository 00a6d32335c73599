import { expect, test } from 'vitest'
import type { DomainEvent } from '../../platform/context.ts'
import { reactions } from './events.ts'

function happened(action: string, data: Record<string, unknown> = {}) {
  const seen: unknown[] = []
  const staff = { forget: (id: number) => void seen.push(['forget', id]) }
  const hub = {
    disconnect: (room: string, reason: string) => void seen.push([room, reason]),
    dismissHere: () => void seen.push('dismiss'),
  }
  const event: DomainEvent = { id: 1, at: 0, action, subject: 'user', subjectId: 7, data }
  for (const reaction of reactions(staff)) reaction(event, hub)
  return seen
}

test('made inactive: what is kept is dropped before all sockets of the user close', () => {
  expect(happened('user.deactivated')).toEqual([
    ['forget', 7],
    ['user:7', 'INACTIVE'],
  ])
})

test('out everywhere and a reset password close all sockets of the user', () => {
  for (const action of ['user.logged_out_everywhere', 'user.password_reset']) {
    expect(happened(action)).toEqual([
      ['forget', 7],
      ['user:7', 'LOGGED_OUT'],
    ])
  }
})

test('one session’s end closes its own sockets only', () => {
  expect(happened('user.sessions_ended', { sessions: ['a', 'b'] })).toEqual([
    ['forget', 7],
    ['login:a', 'LOGGED_OUT'],
    ['login:b', 'LOGGED_OUT'],
  ])
})

test('other events close nothing', () => {
  for (const action of ['user.added', 'user.activated', 'user.products_changed', 'toString']) {
    expect(happened(action)).toEqual([])
  }
})
