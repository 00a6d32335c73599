import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { waitFor } from '../../../tests/support/wait-for.ts'
import { connect, type LineState, type Live } from './live.ts'

let io: Server
let live: Live | undefined

beforeEach(async () => {
  const http = createServer()
  io = new Server(http)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  // What a browser has and Node has not.
  const browser = new EventTarget()
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`
  vi.stubGlobal('location', { protocol: 'http:', host, hostname: '127.0.0.1', port: host.split(':')[1] })
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser))
  vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser))
})
afterEach(async () => {
  live?.close()
  await io.close()
  vi.unstubAllGlobals()
})

test('a server in trouble is asked until it is well: only who is unknown is refused for good', async () => {
  let refusal: string | undefined = 'unavailable'
  let asked = 0
  io.use((_, next) => {
    asked++
    next(refusal === undefined ? undefined : new Error(refusal))
  })
  live = connect('visitor')
  const states: LineState[] = []
  live.onState((state) => states.push(state))
  await waitFor('four refusals', () => asked === 4, 15_000)
  refusal = undefined
  await waitFor('the line', () => live!.state === 'up')
  expect(states).toEqual(['down', 'up'])
  refusal = 'unauthenticated'
  io.disconnectSockets(true)
  await waitFor('the end', () => live!.state === 'refused', 15_000)
})

test('a session that ran out asks again with what the browser has now; one that was ended is over', async () => {
  let asked = 0
  io.use((_, next) => {
    asked++
    next()
  })
  live = connect('user')
  await waitFor('the line', () => live!.state === 'up')
  io.emit('ended', { reason: 'EXPIRED' })
  io.disconnectSockets(true)
  await waitFor('the line again', () => asked === 2 && live!.state === 'up')
  io.emit('ended', { reason: 'LOGGED_OUT' })
  io.disconnectSockets(true)
  await waitFor('the end', () => live!.state === 'ended')
  expect(asked).toBe(2)
})
