import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import { createLog } from '../platform/log.ts'
import { endOnSignal } from './ending.ts'

/** Tells a process to end, twice; the code it exits with. */
const ended = (stop: () => Promise<void>, within = 20_000) =>
  new Promise<number>((exit) => {
    const signals = new EventEmitter()
    endOnSignal(stop, createLog('silent'), { within, exit, signals })
    signals.emit('SIGTERM')
    signals.emit('SIGINT')
  })

test('a process stops once, however often it is told, and says how that went', async () => {
  let stops = 0
  expect(await ended(async () => void stops++)).toBe(0)
  expect(stops).toBe(1)
  expect(await ended(() => Promise.reject(new Error('no')))).toBe(1)
})

test('a stop that takes too long is cut short', async () => {
  expect(await ended(() => new Promise(() => {}), 10)).toBe(1)
})

test('a process ends though nobody reads its log any more', async () => {
  const program = `
    import { endOnSignal } from '${import.meta.dirname}/ending.ts'
    import { createLog } from '${import.meta.dirname}/../platform/log.ts'
    const log = createLog('info')
    endOnSignal(async () => ['good', 'bye'].forEach((word) => log.info({}, word)), log)
    setInterval(() => {}, 1000)
    process.send('up')`
  const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: [...stdio] })
  try {
    await once(child, 'message')
    child.stdout!.destroy()
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
})
