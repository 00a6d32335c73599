import { expect, test } from 'vitest'
import { Emitter } from './emitter.ts'

test('listeners hear until they stop listening, also when one stops another', () => {
  const emitter = new Emitter<{ said: string }>()
  const heard: string[] = []
  const offSecond: (() => void)[] = []
  emitter.on('said', (word) => {
    heard.push(`1 ${word}`)
    for (const off of offSecond) off()
  })
  offSecond.push(emitter.on('said', (word) => heard.push(`2 ${word}`)))
  emitter.emit('said', 'a')
  emitter.emit('said', 'b')
  expect(heard).toEqual(['1 a', '2 a', '1 b'])
})
