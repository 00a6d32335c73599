import { expect, test } from 'vitest'
import { templateWords } from '../features/messages/screens/message-words.ts'
import { featureTemplates } from './features.ts'

const byName = (template: string) => {
  const words = template.replaceAll('.', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

test('every message is named in words of its own, not by its template', () => {
  // These names say it already.
  const same = ['booking.moved', 'booking.cancelled', 'visitor.reported']
  const nameless = Object.keys(featureTemplates).filter((it) => templateWords(it) === byName(it))
  expect(nameless.filter((it) => !same.includes(it))).toEqual([])
})
