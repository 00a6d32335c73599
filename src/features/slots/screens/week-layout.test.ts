import { expect, test } from 'vitest'
import type { SlotRow } from '../schema/crm.ts'
import { addDays, hoursOf, layOut, localOf, mondayOf } from './week-layout.ts'

const slot = (id: number, at: string, minutes = 30): SlotRow => ({
  ...{ id, startsAt: Date.parse(at), endsAt: Date.parse(at) + minutes * 60_000, capacity: 1, taken: 0, ruleId: null },
  ...{ status: 'OPEN', agents: [], product: { id: 1, name: 'Nila', zone: 'Asia/Kolkata' } },
})

test('weeks begin on Monday, over months and years', () => {
  expect(mondayOf('2026-01-15')).toBe('2026-01-12')
  expect(mondayOf('2026-01-12')).toBe('2026-01-12')
  expect(mondayOf('2026-01-04')).toBe('2025-12-29')
  expect(addDays('2026-02-27', 3)).toBe('2026-03-02')
})

test('a slot stands on the day and minute of the zone', () => {
  expect(localOf('Asia/Kolkata', Date.parse('2026-01-15T20:00:00Z'))).toEqual({ day: '2026-01-16', minute: 90 })
  const days = layOut([slot(1, '2026-01-15T20:00:00Z'), slot(2, '2026-01-01T00:00:00Z')], 'Asia/Kolkata', '2026-01-12')
  expect(days.map(({ slots }) => slots.length)).toEqual([0, 0, 0, 0, 1, 0, 0])
})

test('slots that overlap stand side by side, those after them have the whole width', () => {
  const all = ['10:00', '10:15', '10:30', '12:00'].map((clock, n) => slot(n, `2026-01-12T${clock}:00Z`))
  const [monday] = layOut(all, 'UTC', '2026-01-12')
  expect(monday!.slots.map(({ lane, lanes }) => [lane, lanes])).toEqual([
    [0, 2],
    [1, 2],
    [0, 2],
    [0, 1],
  ])
})

test('the hours drawn hold every slot, to the end of the day at most', () => {
  expect(hoursOf(layOut([], 'UTC', '2026-01-12'))).toEqual({ first: 9, last: 18 })
  const wide = [slot(1, '2026-01-12T06:30:00Z'), slot(2, '2026-01-13T23:45:00Z', 60)]
  expect(hoursOf(layOut(wide, 'UTC', '2026-01-12'))).toEqual({ first: 6, last: 24 })
})
