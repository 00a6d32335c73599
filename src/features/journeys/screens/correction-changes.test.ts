import { expect, test } from 'vitest'
import { changesOf, saidOf } from './correction-changes.ts'

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
      { kind: 'COLOUR', name: 'Steel Bottle Red', says: 'Crimson' },
      { kind: 'NAME', name: 'bottle  steel', says: 'bottle steel' },
      { kind: 'NAME', name: 'Steel Bottle', says: 'Iron Bottle' },
      { kind: 'CATEGORY', name: 'Iron Bottle', says: 'Kitchen > Bottles' },
    ],
    needs: null,
  })
  const same = { ...now, names: [red!, { ...steel!, apart: true, own: 'STEEL bottle' }] }
  expect(saidOf(of, same).needs).toBe('Give «bottle  steel» a name of its own.')
})
