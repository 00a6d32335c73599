import { expect, test } from 'vitest'
import { staffReason } from '../bookings/schema.ts'
import { newProductSchema } from '../products/schema.ts'
import { line, lines } from './schema.ts'

test('typed texts keep no control characters; several lines keep their ends', () => {
  expect(line.parse(' Tara\u0000\n\u001b[2J\u009b watch\t')).toBe('Tara [2J  watch')
  expect(lines.parse('One\r\ntwo\rthree\n\u0007four\u0085\n')).toBe('One\ntwo\nthree\n four')
  expect(lines.parse('ताला\u200dबंद')).toBe('ताला\u200dबंद')
  expect(newProductSchema.shape.name.parse('Tara\u0008 watch')).toBe('Tara  watch')
  expect(staffReason.safeParse('\u0000\u0001 ').success).toBe(false)
})
