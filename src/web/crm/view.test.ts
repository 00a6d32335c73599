import { expect, test } from 'vitest'
import { page, parseSearch, readView, stringifySearch, text, word, writeView } from './view.ts'

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
