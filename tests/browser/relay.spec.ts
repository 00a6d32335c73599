import { type Coturn, startCoturn } from '../support/coturn.ts'
import { freePort } from '../support/program.ts'
import { waitFor } from '../support/wait-for.ts'
import { staffFace, visitorFace } from './world/face.ts'
import { admit, ananya, call, knock } from './world/steps.ts'
import { expect, test, World } from './world/world.ts'

let coturn: Coturn
test.beforeAll(async () => {
  coturn = await startCoturn()
})
test.afterAll(() => coturn.stop())

test('relay only: the call runs through coturn, and neither side sees the other’s address', async ({
  browser,
  sample,
}) => {
  const world = await World.open(browser, sample, {
    PHYGITAL_TURN_URLS: coturn.urls.join(','),
    PHYGITAL_TURN_SECRET: coturn.secret,
    PHYGITAL_RELAY_ONLY: 'yes',
  })
  try {
    world.inEachPage(() => {
      const Peer = RTCPeerConnection
      const used: RTCPeerConnection[] = []
      Object.assign(window, { used })
      window.RTCPeerConnection = class extends Peer {
        constructor(config?: RTCConfiguration) {
          super(config)
          used.push(this)
        }
      }
    })
    const { agent, visitor } = await call(world)
    for (const page of [agent, visitor]) {
      const kinds = await page.evaluate(async () => {
        const { used } = window as unknown as { used: RTCPeerConnection[] }
        const reports = await Promise.all(used.map((peer) => peer.getStats()))
        const all = reports.flatMap((report) => [...report.values()])
        return all.filter(({ type }) => type.endsWith('-candidate')).map(({ candidateType }) => candidateType)
      })
      expect(new Set(kinds)).toEqual(new Set(['relay']))
    }
    await visitor.getByRole('button', { name: 'Leave', exact: true }).click()
    await expect(visitor).toHaveURL(/\/feedback\//)
    await waitFor('coturn to report what it relayed', () => coturn.relayed() > 10_000, 20_000)
  } finally {
    await world.close()
  }
})

test('no way through: both are told after 15 s, and the visitor can ask to be phoned', async ({ browser, sample }) => {
  const world = await World.open(browser, sample, {
    // A port nobody listens on: nothing can be relayed.
    PHYGITAL_TURN_URLS: `turn:127.0.0.1:${await freePort()}?transport=udp`,
    PHYGITAL_TURN_SECRET: coturn.secret,
    PHYGITAL_RELAY_ONLY: 'yes',
  })
  try {
    const agent = await world.liveStaff()
    const visitor = await world.page()
    await knock(world, visitor, ananya)
    await admit(agent)
    for (const page of [agent, visitor]) {
      await expect(page.getByRole('heading', { name: 'No picture or sound yet' })).toBeVisible({ timeout: 30_000 })
      await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible()
      await expect(page.getByRole('button', { name: 'Audio only' })).toBeVisible()
    }
    await expect(agent.getByRole('link', { name: 'Phone call' })).toHaveAttribute('href', `tel:${ananya.mobile}`)
    await visitor.getByRole('button', { name: 'Phone call' }).click()
    await expect(visitor.getByText('The expert will phone you')).toBeVisible()
    await expect(agent.getByText(`${ananya.name} asks you to phone instead`)).toBeVisible()
    await visitorFace(visitor, 'stuck, phone asked for')
    await staffFace(agent, 'stuck, phone asked for')
  } finally {
    await world.close()
  }
})
