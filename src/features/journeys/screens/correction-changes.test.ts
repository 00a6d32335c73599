import { expect, test } from 'vitest'
import { changesOf, saidOf, saidTogether } from './correction-changes.ts'

const of = {
  ...{ product: 'Steel Bottle', category: 'Kitchen', confidence: 0.9, more: 0 },
  names: [
    { written: 'Steel Bottle Red', colour: 'Red', confidence: 1 },
    { written: 'bottle  steel', colour: null, confidence: 0.9 },
  ],
}

test('says what was changed and nothing else, and asks for what is missing', () => {
  const now = changesOf(of)
  expect(saidOf(of, now)).toEqual({ said: [], needs: 'Change something first.' })
  expect(saidOf(of, { ...now, name: ' ' }).needs).toBe('Write a name.')
  const [red, steel] = now.names
  const changed = {
    name: ' Iron  Bottle ',
    category: 'Kitchen > Bottles',
    names: [
      { ...red!, colour: 'Crimson' },
      { ...steel!, apart: true },
    ],
  }
  expect(saidOf(of, changed)).toEqual({
    said: [
      { kind: 'NAME', name: 'Steel Bottle', says: 'Iron Bottle' },
      { kind: 'NAME', name: 'Steel Bottle Red', says: 'Iron Bottle' },
      { kind: 'COLOUR', name: 'Steel Bottle Red', says: 'Crimson' },
      { kind: 'NAME', name: 'bottle  steel', says: 'bottle steel' },
      { kind: 'CATEGORY', name: 'Iron Bottle', says: 'Kitchen > Bottles' },
    ],
    needs: null,
  })
  const same = { ...now, names: [red!, { ...steel!, apart: true, own: 'STEEL bottle' }] }
  expect(saidOf(of, same).needs).toBe('Give «bottle  steel» a name of its own.')
})

test('what was said at once of one product is told and taken back as one', () => {
  const row = (id: number, name: string, says: string, at: number) => ({
    ...{ id, name, says, at, kind: 'NAME' as const, by: 'Meera', used: false },
  })
  const rows = [row(3, 'Lamp', 'Lamp', 9), row(2, 'bottle steel', 'Iron', 5), row(1, 'Steel Bottle', 'Iron', 5)]
  expect(saidTogether(rows)).toMatchObject([
    { name: 'Lamp', ids: [3], names: 1 },
    { name: 'Steel Bottle', ids: [2, 1], names: 2 },
  ])
})
