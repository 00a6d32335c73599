import { expect, test } from 'vitest'
import { count, fill } from './texts.ts'
import { mediaTexts } from './texts-en.ts'
import { expertTexts } from './texts-expert.ts'

test('values fill their places; what is missing stays to be seen', () => {
  expect(fill('{name} has left', { name: 'Asha {n}' })).toBe('Asha {n} has left')
  expect(fill('{name} {other}', { name: 'a' })).toBe('a {other}')
})

test('numbers take the form of their language', () => {
  const forms = { one: '{n} minute', other: '{n} minutes' }
  expect([count(forms, 1, 'en'), count(forms, 12, 'en')]).toEqual(['1 minute', '12 minutes'])
  expect(count({ other: '{n} मिनट' }, 1200, 'hi')).toBe('1,200 मिनट')
})

test('the words can travel to the page as data', () => {
  expect(JSON.parse(JSON.stringify(mediaTexts))).toEqual(mediaTexts)
})

test('controls are called what people, screen readers and tests look for', () => {
  const { microphone, camera, shareScreen, chat, leave, endMeeting } = mediaTexts.controls
  expect([microphone, camera, shareScreen, chat, leave, endMeeting]).toEqual([
    'Microphone',
    'Camera',
    'Share screen',
    'Chat',
    'Leave',
    'End meeting',
  ])
  expect([mediaTexts.lobby.ask, mediaTexts.lobby.leaveQueue]).toEqual(['Ask to join', 'Leave queue'])
  expect([expertTexts.goLive, mediaTexts.call.rejoin]).toEqual(['Go live', 'Rejoin demo'])
})

test('no exclamation marks, no blame', () => {
  expect(JSON.stringify([mediaTexts, expertTexts])).not.toMatch(/!|oops|invalid|sorry/i)
})
