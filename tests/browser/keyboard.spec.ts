import type { Page } from '@playwright/test'
import { ananya, answer, codeOf, expectFrames, TARA } from './world/steps.ts'
import { expect, test } from './world/world.ts'

/** Tabs on to a control, as people without a mouse do; fails when it is out of their reach. */
async function tabTo(page: Page, role: 'button' | 'textbox' | 'checkbox' | 'link', name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true })
  await expect(wanted).toBeEnabled()
  for (let i = 0; i < 40; i++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`40 tabs do not reach ${name}`)
}

test('keyboard only: from the product page into the call, and out again', async ({ world }) => {
  const agent = await world.liveStaff()
  const page = await world.page()
  await page.goto(TARA)
  for (const [name, text] of [
    ['Name', ananya.name],
    ['Email', ananya.email],
    ['Mobile number', ananya.mobile],
  ] as const) {
    await tabTo(page, 'textbox', name)
    await page.keyboard.type(text)
  }
  const terms = page.getByRole('checkbox', { name: /I agree/ })
  while (!(await terms.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await tabTo(page, 'button', 'Get OTP')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('OTP', { exact: true })).toBeFocused()
  await page.keyboard.type(await codeOf(world, ananya.mobile))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/lobby$/)
  await tabTo(page, 'button', 'Ask to join')
  await page.keyboard.press('Enter')
  await expect(page.getByText('You are next')).toBeVisible()

  await expect(agent.getByText(ananya.name, { exact: true })).toBeVisible()
  await agent.keyboard.press('a')
  await agent.waitForURL('**/crm/meet/**')
  await expectFrames(page)
  await tabTo(page, 'button', 'Microphone')
  await page.keyboard.press('Space')
  await expect(agent.getByText('Microphone off')).toBeVisible()
  await tabTo(page, 'button', 'Leave')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/feedback\//)
  await answer(page, 8, 8, 'Other')
  await tabTo(page, 'button', 'Submit')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible()

  await tabTo(agent, 'button', 'End meeting')
  await agent.keyboard.press('Enter')
  await expect(agent.getByRole('heading', { name: /How did it go/ })).toBeVisible()
})
