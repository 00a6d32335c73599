import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort } from '../../tests/support/program.ts'
import { startRedis } from '../../tests/support/redis.ts'
import { waitFor } from '../../tests/support/wait-for.ts'
import { createFloodGate } from '../platform/http/limits.ts'
import { createLog } from '../platform/log.ts'
import { connectRedis } from './redis.ts'

const log = createLog('silent')

test('a Redis that is not there, or does not answer, is told in time', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await waitFor('its port', () => silent.listening)
  const { port } = silent.address() as { port: number }
  for (const [at, why] of [
    [await freePort(), 'ECONNREFUSED'],
    [port, 'no answer'],
  ]) {
    const connecting = connectRedis(`redis://:secret@127.0.0.1:${at}`, log, 300)
    await expect(connecting).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(`^Redis at 127.0.0.1:${at} cannot be reached .*${why}`),
    })
  }
  silent.close()
})

test('one that goes away later holds up nobody, and is found again when it is back', async () => {
  const port = await freePort()
  const first = await startRedis(port)
  const client = await connectRedis(first.url, log)
  const gate = createFloodGate(client)
  try {
    await gate.pass('a', 2)
    await first.stop()
    await waitFor('its end', () => !client.isReady)
    const asked = performance.now()
    await gate.pass('a', 2)
    expect(performance.now() - asked).toBeLessThan(1000)
    const second = await startRedis(port)
    try {
      await waitFor('its return', () => client.isReady)
      await gate.pass('a', 2)
      expect(await client.keys('*')).toHaveLength(1)
    } finally {
      await second.stop()
    }
  } finally {
    client.destroy()
  }
})
