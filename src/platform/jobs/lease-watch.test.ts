import { expect, test } from 'vitest'
import { watchLeases } from './lease-watch.ts'

test('dead is what was seen unchanged for the whole time', () => {
  let time = 0
  const dead = watchLeases<string>(100, () => time)
  const held = [
    { key: 'still', token: '1' },
    { key: 'renewed', token: '1' },
  ]
  expect(dead(held)).toEqual([])
  time = 60
  held[1]!.token = '2'
  expect(dead(held)).toEqual([])
  time = 99
  expect(dead(held)).toEqual([])
  time = 100
  expect(dead(held)).toEqual([{ key: 'still', token: '1' }])
  time = 160
  expect(dead(held).map(({ key }) => key)).toEqual(['still', 'renewed'])
})

test('a lease given back and taken again starts anew, and so does one not looked at in between', () => {
  let time = 0
  const dead = watchLeases<number>(100, () => time)
  dead([{ key: 1, token: 'a' }])
  time = 50
  dead([])
  time = 120
  expect(dead([{ key: 1, token: 'a' }])).toEqual([])
})
