import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createClock } from '../../../tests/contract/test-app.ts'
import { type Config, readConfig } from '../config.ts'
import type { App } from '../context.ts'
import { createMeshEngine, peerRoom, turnCredentials } from './mesh.ts'

const clock = createClock()
const turn = { PHYGITAL_TURN_URLS: 'turn:turn.example.com:3478', PHYGITAL_TURN_SECRET: 'a secret shared with coturn' }
const engineOf = (settings: Record<string, string>) => {
  const config: Config = readConfig(settings)
  return createMeshEngine({ config, now: clock.now } as App, () => {
    throw new Error('no sockets here')
  })
}
const visitor = { id: 'v12', name: 'Asha', role: 'visitor' } as const

test('TURN credentials are those coturn reckons: base64 HMAC-SHA1 of "expiry:name"', () => {
  // By hand: printf '1700000000:v12' | openssl dgst -sha1 -hmac secret -binary | base64
  expect(turnCredentials('secret', 'v12', 1_700_000_000_999)).toEqual({
    username: '1700000000:v12',
    credential: 'Xcnik114gUAcvOdneb5Smhuppsg=',
  })
})

test('a grant ends with its TURN credentials and names nobody', async () => {
  const grant = await engineOf({ ...turn, PHYGITAL_TURN_TTL: '600' }).grant('room', visitor)
  expect(grant.expiresAt).toBe(clock.now() + 600_000)
  const { urls, username, credential } = grant.iceServers.at(-1)!
  expect([urls].flat()).toEqual(['turn:turn.example.com:3478'])
  expect(username).toBe(`${Math.floor((clock.now() + 600_000) / 1000)}:v12`)
  const sum = createHmac('sha1', turn.PHYGITAL_TURN_SECRET).update(username!).digest('base64')
  expect(credential).toBe(sum)
  expect(grant).toMatchObject({ engine: 'mesh', self: 'v12', relayOnly: false })
  expect(JSON.stringify(grant)).not.toContain('Asha')
  expect(JSON.stringify(grant)).not.toContain(turn.PHYGITAL_TURN_SECRET)
})

test('without TURN a grant does not end', async () => {
  const grant = await engineOf({}).grant('room', visitor)
  expect(grant.expiresAt).toBeNull()
  expect(grant.iceServers.filter(({ credential }) => credential !== undefined)).toEqual([])
})

test('two rooms, two people: never one socket room', () => {
  const rooms = [peerRoom('a', 'v1'), peerRoom('a', 'u1'), peerRoom('b', 'v1'), peerRoom('a', 'v11')]
  expect(new Set(rooms).size).toBe(rooms.length)
})
