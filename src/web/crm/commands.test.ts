import { expect, test } from 'vitest'
import { type Command, matching } from './commands.ts'

const command = (name: string, group = 'Go to'): Command => ({ name, group, icon: 'live', run: () => undefined })
const all = [command('Customers'), command('Join live'), command('Dark', 'Appearance')]

test('nothing typed offers everything, in its order', () => {
  expect(matching(all, '  ').map(({ name }) => name)).toEqual(['Customers', 'Join live', 'Dark'])
})

test('every word has to be there, in any order, in name or group', () => {
  expect(matching(all, 'live jo').map(({ name }) => name)).toEqual(['Join live'])
  expect(matching(all, 'appear').map(({ name }) => name)).toEqual(['Dark'])
  expect(matching(all, 'live zebra')).toEqual([])
})

test('beginnings of words come first', () => {
  const some = [command('Unpause'), command('Pause')]
  expect(matching(some, 'pause').map(({ name }) => name)).toEqual(['Pause', 'Unpause'])
})
