import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from './chromium.ts'
import { type Coturn, startCoturn } from './coturn.ts'
import { freePort } from './program.ts'
import { waitFor } from './wait-for.ts'

let coturn: Coturn
beforeAll(async () => {
  coturn = await startCoturn()
})
afterAll(() => coturn.stop())

/** Opens two relay-only peers in one page and says whether data came through. */
async function relays(server: RTCIceServer): Promise<boolean> {
  const [a, b] = [0, 1].map(() => new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: 'relay' }))
  if (!a || !b) return false
  a.onicecandidate = ({ candidate }) => void (candidate && b.addIceCandidate(candidate))
  b.onicecandidate = ({ candidate }) => void (candidate && a.addIceCandidate(candidate))
  const got = new Promise<boolean>((resolve) => {
    b.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => resolve(data === 'hello')
    }
    setTimeout(() => resolve(false), 5000)
  })
  const channel = a.createDataChannel('x')
  channel.onopen = () => channel.send('hello')
  await a.setLocalDescription()
  await b.setRemoteDescription(a.localDescription!)
  await b.setLocalDescription()
  await a.setRemoteDescription(b.localDescription!)
  const result = await got
  a.close()
  b.close()
  return result
}

test('Chromium relays through coturn with short-lived credentials only, and its camera is granted', async () => {
  const port = await freePort()
  const server = createServer((_, response) => response.end('<title>x</title>')).listen(port, '127.0.0.1')
  const browser = await launchChromium({ calls: true })
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${port}/`)
    const media = () => navigator.mediaDevices.getUserMedia({ audio: true, video: true })
    expect(await page.evaluate(`(${media})().then((stream) => stream.getTracks().length)`)).toBe(2)
    const username = `${Math.floor(Date.now() / 1000) + 600}:test`
    const credential = createHmac('sha1', coturn.secret).update(username).digest('base64')
    expect(await page.evaluate(relays, { urls: coturn.urls, username, credential: 'wrong' })).toBe(false)
    expect(coturn.relayed()).toBe(0)
    expect(await page.evaluate(relays, { urls: coturn.urls, username, credential })).toBe(true)
    await waitFor('the relay to report', () => coturn.relayed() > 0)
  } finally {
    await browser.close()
    server.close()
  }
}, 90_000)
