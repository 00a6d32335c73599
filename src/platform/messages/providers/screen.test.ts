import { expect, test } from 'vitest'
import { createScreen } from './screen.ts'

const signal = new AbortController().signal

test('shows each message as it comes and keeps the last 200', async () => {
  const screen = createScreen(() => 42)
  const heard: string[] = []
  const end = screen.onMessage((message) => void heard.push(message.text))
  await screen.email.send({ to: 'asha@example.com', subject: 'Hi', text: 'mail', ref: 'r' }, signal)
  for (let i = 0; i < 200; i++) await screen.sms.send({ to: '+919800000001', text: `sms ${i}`, ref: 'r' }, signal)
  end()
  const { id } = await screen.sms.send({ to: '+919800000001', text: 'unheard', ref: 'r' }, signal)
  expect(heard).toHaveLength(201)
  expect(heard[0]).toBe('mail')
  const kept = screen.recent()
  expect(kept).toHaveLength(200)
  expect(kept[0]?.text).toBe('sms 1')
  expect(kept.at(-1)).toMatchObject({ channel: 'SMS', at: 42, id, to: '+919800000001', text: 'unheard' })
  expect(new Set(kept.map((message) => message.id)).size).toBe(200)
})
