import { expect, test } from 'vitest'
import { levelOf } from './level.ts'

const tone = (loudness: number) => Array.from({ length: 512 }, (_, i) => loudness * Math.sin(i / 5))

test('silence is nothing, loud speech is all', () => {
  expect(levelOf(new Float32Array(512))).toBe(0)
  expect(levelOf(tone(1))).toBe(1)
  expect(levelOf(tone(0.0001))).toBe(0)
})

test('twice as loud is the same step up, however quiet it was', () => {
  const step = (from: number) => levelOf(tone(from * 2)) - levelOf(tone(from))
  expect(step(0.02)).toBeCloseTo(step(0.08), 5)
  expect(step(0.02)).toBeGreaterThan(0.1)
})
