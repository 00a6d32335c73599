import { expect, test } from 'vitest'
import { quietSchema, smsIdsSchema } from './settings.ts'

test('quiet hours are clock times', () => {
  expect(quietSchema.safeParse({ from: '21:00', to: '08:00' }).success).toBe(true)
  expect(quietSchema.safeParse({ from: '24:00', to: '08:00' }).success).toBe(false)
  expect(quietSchema.safeParse({ from: '9:00', to: '08:00' }).success).toBe(false)
})

test('templates have an id each, or none', () => {
  expect(smsIdsSchema.parse({})).toEqual({ templates: {} })
  expect(smsIdsSchema.parse({ entity: '1101', sender: 'AURUM', templates: { otp: '1107' } })).toEqual({
    entity: '1101',
    sender: 'AURUM',
    templates: { otp: '1107' },
  })
})
