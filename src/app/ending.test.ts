import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import type { Readable } from 'node:stream'
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

/** A process that logs `lines` lines when it is told to end; how it ended. `reader` is what becomes of its output. */
async function endedLogging(lines: number, reader: (output: Readable) => void): Promise<unknown[]> {
  const program = `
    import { endOnSignal } from '${import.meta.dirname}/ending.ts'
    import { createLog } from '${import.meta.dirname}/../platform/log.ts'
    const log = createLog('info')
    endOnSignal(async () => { for (let i = 0; i < ${lines}; i++) log.info({ text: 'x' }, 'y'.repeat(1000)) }, log)
    setInterval(() => {}, 1000)
    process.send('up')`
  const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: [...stdio] })
  try {
    await once(child, 'message')
    reader(child.stdout!)
    child.kill('SIGTERM')
    return await once(child, 'exit')
  } finally {
    child.kill('SIGKILL')
  }
}

test('a process ends though nobody reads its log any more', async () => {
  expect(await endedLogging(2, (output) => output.destroy())).toEqual([0, null])
})

test('a process ends though the reader of its log stands still', async () => {
  expect(await endedLogging(3000, () => {})).toEqual([null, 'SIGKILL'])
})

test('a process that ends has written all its lines', async () => {
  let text = ''
  const read = (output: Readable) => void output.setEncoding('utf8').on('data', (more: string) => (text += more))
  expect(await endedLogging(500, read)).toEqual([0, null])
  await expect.poll(() => text.split('\n').length - 1).toBe(500)
})
