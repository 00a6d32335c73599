import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findLinks } from './links.ts'

const hrefs = (message: string) => findLinks(message).flatMap(({ href }) => href ?? [])

test.each([
  ['see https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
  ['http://example.com.', 'http://example.com/'],
  ['(https://example.com/x)', 'https://example.com/x'],
  ['https://example.com/a_(b)', 'https://example.com/a_(b)'],
  ['“https://example.com/x”,', 'https://example.com/x'],
  ['HTTPS://EXAMPLE.COM', 'https://example.com/'],
])('%s leads somewhere', (message, href) => {
  expect(hrefs(message)).toEqual([href])
})

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'example.com',
  'https://',
  'https://bank.example@evil.example/',
  'xhttps://example.com',
  'file:///etc/passwd',
])('%s stays text', (message) => {
  expect(hrefs(message)).toEqual([])
})

test('nothing of a message is lost or changed, and only web addresses become links', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(' ', '\n', 'https://a.example/(b)', '<b>', ')', '.'),
  )
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const message = words.join('')
      const pieces = findLinks(message)
      expect(pieces.map(({ text }) => text).join('')).toBe(message)
      for (const { href } of pieces) if (href !== undefined) expect(href).toMatch(/^https?:\/\//)
    }),
  )
})
