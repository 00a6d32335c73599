import type { Page } from '@playwright/test'
import { staffFace, visitorFace } from './world/face.ts'
import { ananya, answer, call, knock, vikram, wakeBar } from './world/steps.ts'
import { DESK, expect, PHONE, test } from './world/world.ts'

/** Every control of the call is whole on the screen and a full target, down to the narrowest phone. */
async function expectWholeBar(page: Page): Promise<void> {
  for (const width of [320, PHONE.width]) {
    await page.setViewportSize({ ...PHONE, width })
    const buttons = await page
      .getByRole('toolbar', { name: 'Call controls' })
      .getByRole('button')
      .evaluateAll((all) =>
        all.map((button) => {
          const { left, right, width, height } = button.getBoundingClientRect()
          return { label: button.getAttribute('aria-label'), left, right, width, height }
        }),
      )
    expect(buttons.length).toBeGreaterThanOrEqual(6)
    for (const { label, left, right, width: wide, height } of buttons) {
      expect.soft(left, `${label} at ${width} px`).toBeGreaterThanOrEqual(0)
      expect.soft(right, `${label} at ${width} px`).toBeLessThanOrEqual(width)
      expect.soft(Math.min(wide, height), `${label} at ${width} px`).toBeGreaterThanOrEqual(44)
    }
  }
}

// Both sides of the call and what comes after it, read by axe in light and dark.
test.describe.configure({ timeout: 600_000 })

test('faces: the call on both sides, and what comes after', async ({ world }) => {
  world.allow(/422/)
  const { agent, visitor } = await call(world)
  await staffFace(agent, 'expert’s call, customer beside it')
  await expectWholeBar(agent)
  await agent.setViewportSize(DESK)
  await expectWholeBar(visitor)
  await visitorFace(visitor, 'visitor’s call')
  await wakeBar(visitor)
  await visitor.getByRole('button', { name: 'Chat' }).click()
  await visitor.getByRole('textbox', { name: 'Message' }).fill('Is it loud? https://example.com/loud')
  await visitor.keyboard.press('Enter')
  await expect(visitor.getByRole('link', { name: 'https://example.com/loud' })).toBeVisible()
  await visitorFace(visitor, 'visitor’s chat')
  await wakeBar(agent)
  await agent.getByRole('button', { name: 'Chat' }).click()
  await expect(agent.getByRole('link', { name: 'https://example.com/loud' })).toBeVisible()
  await staffFace(agent, 'expert’s chat')
  const next = await world.page()
  await knock(world, next, vikram)
  await expect(agent.getByText('1 visitor is waiting')).toBeVisible()
  await staffFace(agent, 'expert’s chat, one waits')
  await next.getByRole('button', { name: 'Leave queue' }).click()
  await expect(agent.getByText('1 visitor is waiting')).toHaveCount(0)
  await visitor.getByRole('button', { name: 'Close' }).click()
  await visitor.getByRole('button', { name: 'Devices' }).click()
  await visitorFace(visitor, 'devices in the call')
  await visitor.getByRole('button', { name: 'Done' }).click()
  await wakeBar(visitor)
  await visitor.getByRole('button', { name: 'Microphone' }).click()
  await visitor.getByRole('button', { name: 'Camera' }).click()
  await visitorFace(visitor, 'visitor’s call, microphone and camera off')
  await staffFace(agent, 'expert’s call, the other’s camera off')

  await visitor.getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(visitor).toHaveURL(/\/feedback\//)
  await visitorFace(visitor, 'feedback')
  await visitor.getByRole('button', { name: 'Submit' }).click()
  await expect(visitor.getByText('Choose a number from 1 to 10').first()).toBeVisible()
  await visitorFace(visitor, 'feedback, nothing chosen')
  await answer(visitor, 9, 10, 'Buy')
  await visitor.getByRole('button', { name: 'Submit' }).click()
  await expect(visitor.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  await visitorFace(visitor, 'thanks')

  await expect(agent.getByText(`${ananya.name} has left`).first()).toBeVisible()
  await staffFace(agent, 'expert alone')
  await wakeBar(agent)
  await agent.getByRole('button', { name: 'End meeting' }).click()
  await expect(agent.getByText(`How did it go with ${ananya.name}?`)).toBeVisible()
  await staffFace(agent, 'wrap-up')
  await agent.getByRole('link', { name: 'Later' }).click()
  await expect(agent.getByRole('region', { name: `Wrap-up of ${ananya.name}` })).toBeVisible()
  await staffFace(agent, 'Join live, wrap-up to do')
})

test('faces: removed, replaced, logged out', async ({ world }) => {
  const { agent, visitor } = await call(world)
  const tab = await visitor.context().newPage()
  world.watch(tab)
  await tab.goto(visitor.url())
  await expect(visitor.getByText('You went on in another tab')).toBeVisible()
  await visitorFace(visitor, 'replaced')
  await agent.getByRole('button', { name: 'End meeting' }).click()
  await expect(agent.getByRole('dialog')).toBeVisible()
  await staffFace(agent, 'end?')
  await agent.getByRole('button', { name: 'Keep talking' }).click()
  await agent.getByRole('button', { name: 'Remove and report' }).click()
  await staffFace(agent, 'report')
  await agent.getByRole('button', { name: 'Cancel' }).click()
  await agent.getByRole('button', { name: 'Remove', exact: true }).click()
  await staffFace(agent, 'remove')
  await agent.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(tab.getByText('The expert has ended the meeting for you')).toBeVisible()
  await visitorFace(tab, 'removed')
  const queue = await world.staff()
  await queue.goto('/crm/live')
  await expect(queue.getByText('You are in a call')).toBeVisible()
  await staffFace(queue, 'Join live, in a call')
  await agent.request.post('/api/me/logout-everywhere')
  await expect(queue.getByText('You are logged out')).toBeVisible()
  await staffFace(queue, 'logged out elsewhere')
})
