import type { Page } from '@playwright/test'
import { ananya, call, expectFrames, knock, TARA, verify, wakeBar } from './world/steps.ts'
import { expect, test } from './world/world.ts'

const remote = (page: Page, name: string) => page.locator(`video[aria-label="${name}"]`)

test('microphone and camera off and on are seen on the other side', async ({ world }) => {
  const { agent, visitor } = await call(world)
  await wakeBar(visitor)
  const microphone = visitor.getByRole('button', { name: 'Microphone' })
  await microphone.click()
  await expect(microphone).toHaveAttribute('aria-pressed', 'false')
  await expect(agent.getByText('Microphone off')).toBeVisible()
  await microphone.click()
  await expect(agent.getByText('Microphone off')).toHaveCount(0)

  await visitor.getByRole('button', { name: 'Camera' }).click()
  await expect(remote(agent, ananya.name)).toHaveAttribute('data-empty')
  await visitor.getByRole('button', { name: 'Camera' }).click()
  await expect(remote(agent, ananya.name)).not.toHaveAttribute('data-empty')
  await expectFrames(agent)

  await wakeBar(agent)
  await agent.getByRole('button', { name: 'Camera' }).click()
  await expect(remote(visitor, 'Asha Menon')).toHaveAttribute('data-empty')
})

test('a shared screen is shown to the other side, and taken back', async ({ world }) => {
  const { agent, visitor } = await call(world)
  await wakeBar(agent)
  const share = agent.getByRole('button', { name: 'Share screen' })
  await share.click()
  await expect(agent.getByText('You are sharing your screen')).toBeVisible()
  await expect(visitor.getByText('Asha Menon is sharing a screen')).toBeVisible()
  await expectFrames(visitor)
  await wakeBar(agent)
  await share.click()
  await expect(visitor.getByText('Asha Menon is sharing a screen')).toHaveCount(0)
  await expectFrames(visitor)
})

test('the chat reaches both, keeps its lines over a reload, and is text only', async ({ world }) => {
  const { agent, visitor } = await call(world)
  await wakeBar(visitor)
  await visitor.getByRole('button', { name: 'Chat' }).click()
  const write = visitor.getByRole('textbox', { name: 'Message' })
  await write.fill('<img src=x onerror=alert(1)> javascript:alert(1)')
  await write.press('Enter')
  await expect(agent.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible()
  await wakeBar(agent)
  await agent.getByRole('button', { name: 'Chat' }).click()
  await agent.getByRole('textbox', { name: 'Message' }).fill('नमस्ते, see https://shop.kaveri.example/tara')
  await agent.keyboard.press('Enter')
  const link = visitor.getByRole('link', { name: 'https://shop.kaveri.example/tara' })
  await expect(link).toHaveAttribute('rel', /noopener/)
  await expect(agent.getByRole('log').getByRole('link')).toHaveCount(1)
  // The expert reads all times of the call by the brand's clock, wherever their own browser is.
  const time = agent.getByRole('log').locator('time').first()
  const lang = await agent.locator('html').getAttribute('lang')
  const brands = new Intl.DateTimeFormat(lang!, { hour: 'numeric', minute: '2-digit', timeZone: 'Asia/Kolkata' })
  await expect(time).toHaveText(brands.format(new Date((await time.getAttribute('datetime'))!)))
  await visitor.reload()
  await expectFrames(visitor)
  await wakeBar(visitor)
  await visitor.getByRole('button', { name: 'Chat' }).click()
  await expect(visitor.getByRole('log').getByText('नमस्ते')).toBeVisible()
  await expect(visitor.getByRole('log').getByText('<img')).toBeVisible()
})

test('own picture moves by keys; devices are chosen in the call', async ({ world }) => {
  const { visitor } = await call(world)
  const own = visitor.getByRole('button', { name: /^You\./ })
  await own.press('ArrowUp')
  await expect(own).toHaveAttribute('data-corner', 'tr')
  await wakeBar(visitor)
  await visitor.getByRole('button', { name: 'Devices' }).click()
  const cameras = visitor.getByLabel('Use camera')
  const labels = await cameras.locator('option').allTextContents()
  await cameras.selectOption({ label: labels.at(-1)! })
  await visitor.getByRole('button', { name: 'Done' }).click()
  await expectFrames(visitor)
})

test('the line to the server breaks for both: the call goes on, and everything is there again', async ({ world }) => {
  const { agent, visitor } = await call(world)
  for (const socket of await world.running.io.local.fetchSockets()) socket.disconnect(true)
  await expectFrames(agent)
  await wakeBar(visitor)
  await visitor.getByRole('button', { name: 'Chat' }).click()
  await visitor.getByRole('textbox', { name: 'Message' }).fill('Still there?')
  await visitor.keyboard.press('Enter')
  await expect(agent.getByText('Still there?').first()).toBeVisible()
  await expectFrames(visitor)
})

test('no microphone and no camera: listening only, and the call still comes', async ({ world }) => {
  const agent = await world.liveStaff()
  const visitor = await world.page()
  await visitor.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'))
  })
  await knock(world, visitor, ananya, {
    async inLobby() {
      await expect(visitor.getByText('Listening only')).toBeVisible()
    },
  })
  await agent.getByRole('button', { name: 'Admit' }).click()
  await agent.waitForURL('**/crm/meet/**')
  await expectFrames(visitor)
  await expect(agent.getByText('Microphone off')).toBeVisible()
})

test('a browser without WebRTC is told so, with what to do', async ({ world }) => {
  await world.liveStaff()
  const visitor = await world.page()
  await visitor.addInitScript(() => {
    Reflect.deleteProperty(window, 'RTCPeerConnection')
    Reflect.deleteProperty(window, 'webkitRTCPeerConnection')
  })
  await verify(world, visitor, ananya)
  await expect(visitor.getByText('This browser cannot make video calls')).toBeVisible()
  await expect(visitor.getByText('current Chrome, Safari, Edge or Firefox')).toBeVisible()
  await expect(visitor.getByRole('button', { name: 'Ask to join' })).toBeDisabled()
})

test('camera and microphone are for lobby and meeting only', async ({ world }) => {
  const { agent, visitor } = await call(world)
  const policies: Record<string, string> = {}
  for (const [page, path] of [
    [visitor, TARA],
    [visitor, new URL(visitor.url()).pathname],
    [agent, '/crm/live'],
    [agent, new URL(agent.url()).pathname],
    [agent, '/crm/devices'],
  ] as const) {
    const answer = await page.request.get(path)
    policies[path.replace(/(?<=meet)\/.*$/, '')] = answer.headers()['permissions-policy']!.split(',')[0]!
  }
  expect(policies).toEqual({
    [TARA]: 'camera=()',
    '/meet': 'camera=(self)',
    '/crm/live': 'camera=()',
    '/crm/meet': 'camera=(self)',
    '/crm/devices': 'camera=(self)',
  })
})
