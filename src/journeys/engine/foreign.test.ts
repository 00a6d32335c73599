import { expect, test, vi } from 'vitest'
import { AppError } from '../../platform/errors.ts'
import { explained, within } from './foreign.ts'

test('what a driver threw never tells the password, and the reason of a host with several addresses is found', () => {
  const inner = Object.assign(new Error('connect ECONNREFUSED pa%ss'), { code: 'ECONNREFUSED' })
  const error = explained(new AggregateError([inner], ''), 'mysql://here/x', ['pa%25ss', 'pa%ss', ''], 'it failed.')
  expect(error.code).toBe('unavailable')
  expect(error.message).toBe(
    'mysql://here/x: Nothing answers there. See that host and port are right and the database runs. (connect ECONNREFUSED ***)',
  )
  expect(error.cause).toBeUndefined()
})

test('what takes too long ends with its name, unless it says that it moves', async () => {
  vi.useFakeTimers()
  const never = within(1000, 'Loading x', () => new Promise(() => {})).catch((error: unknown) => error)
  let alive = () => {}
  let done = (_: string) => {}
  const moving = within(1000, 'Loading y', (moves) => {
    alive = moves
    return new Promise<string>((resolve) => {
      done = resolve
    })
  })
  vi.advanceTimersByTime(900)
  alive()
  vi.advanceTimersByTime(900)
  done('all')
  expect(await moving).toBe('all')
  const error = await never
  expect(error).toBeInstanceOf(AppError)
  expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('Loading x took more than 1 s') })
  vi.useRealTimers()
})
