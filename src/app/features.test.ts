import { expect, test } from 'vitest'
import { templates } from '../features/messages/screens/message-words.ts'
import { featureTemplates } from './features.ts'

test('every message is named in words of its own, not by its template', () => {
  expect(Object.keys(featureTemplates).filter((it) => !(it in templates))).toEqual([])
})
