import { expect, test } from 'vitest'
import { askedOf, page, parseSearch, readListView, readView, stringifySearch, text, word, writeView } from './view.ts'

const fields = { search: text, status: word('PENDING', 'COMPLETED'), page }

test('an address reproduces its view', () => {
  const view = readView(fields, { search: '+91 98', status: 'PENDING', page: 3 })
  expect(view).toEqual({ search: '+91 98', status: 'PENDING', page: 3 })
  const address = stringifySearch(writeView(view))
  expect(address).toBe('?search=%2B91+98&status=PENDING&page=3')
  expect(readView(fields, parseSearch(address))).toEqual(view)
})

test('the plain view has the plain address', () => {
  expect(stringifySearch(writeView(readView(fields, {})))).toBe('')
})

test('an address made up by hand gives the default instead of an error', () => {
  const made = readView(fields, { search: 'x'.repeat(500), status: 'DROP', page: '-4', other: 'y' })
  expect(made).toEqual({ search: 'x'.repeat(100), status: '', page: 1 })
  expect(readView(fields, { search: { a: 1 }, page: '1e9' })).toEqual({ search: '', status: '', page: 1 })
})

test('a number typed as a search stays what was typed', () => {
  expect(readView(fields, parseSearch('?search=0042')).search).toBe('0042')
})

const demos = {
  sorts: ['requestedAt', 'name'],
  sort: '-requestedAt',
  filters: { status: word('PENDING', 'COMPLETED'), product: { kind: 'id' }, requested: { kind: 'days' } },
} as const

test('a list’s view goes into its address and comes back the same', () => {
  const said = 'search=Jos%C3%A9&sort=-name&size=100&columns=name%2Cemail&status=PENDING&product=3&requested=7d&page=4'
  const view = readListView(demos, parseSearch(said))
  expect(view).toMatchObject({ search: 'José', sort: '-name', size: '100', columns: 'name,email', page: 4 })
  expect(parseSearch(stringifySearch(writeView(view)))).toEqual(parseSearch(said))
  expect(askedOf(view)).not.toContain('columns')
  expect(stringifySearch(writeView(readListView(demos, {})))).toBe('')
})

test('what a list’s address says wrongly is left out', () => {
  const wrong = { sort: 'remarks', size: '7', status: 'GONE', product: '0', page: '0' }
  expect(stringifySearch(writeView(readListView(demos, wrong)))).toBe('')
  const days = (requested: string) => readListView(demos, { requested }).requested
  for (const right of ['today', '30d', '2026-01-01..', '..2026-02-28', '2026-01-01..2026-01-01']) {
    expect(days(right)).toBe(right)
  }
  for (const none of ['8d', '2026-02-30..', '2026-01-02..2026-01-01', '2026-1-1..', 'x']) expect(days(none)).toBe('')
})
