import { type Installation, type Pages, pagesOf, startInstallation } from './world/installation.ts'
import { ananya, expectFrames, fillForm, TARA } from './world/steps.ts'
import { DESK, expect, PHONE, test } from './world/world.ts'

let installation: Installation
test.beforeAll(async () => {
  installation = await startInstallation()
})
let pages: Pages | undefined
test.afterAll(async () => {
  await pages?.close()
  await installation?.stop()
})

test('two processes, one MariaDB, one Redis: visitor on the one, agent on the other', async ({ browser }) => {
  test.setTimeout(120_000)
  const { url, sms, smtp, processes, email, password } = installation
  pages = pagesOf(browser, url)
  const { open, complaints } = pages
  const usual = await (await open({})).evaluate(() => navigator.userAgent)

  const agent = await open({ viewport: DESK, userAgent: `${usual} second` })
  await agent.goto('/crm/live')
  await agent.getByLabel('Email').fill(email)
  await agent.getByLabel('Password', { exact: true }).fill(password)
  await agent.getByRole('button', { name: 'Log in' }).click()
  await agent.getByRole('button', { name: 'Go live' }).click()
  await agent.waitForURL('**/crm/devices**')
  await agent.getByRole('button', { name: 'Go live' }).click()
  await expect(agent.getByRole('button', { name: 'Pause' })).toBeVisible()

  const visitor = await open({ viewport: PHONE })
  await visitor.goto(TARA)
  await expect(visitor.getByText('An expert is live now')).toBeVisible()
  await fillForm(visitor, ananya)
  await visitor.getByRole('button', { name: 'Get OTP' }).click()
  const { text } = await sms.message(({ to }) => to === ananya.mobile)
  await visitor.getByLabel('OTP', { exact: true }).fill(/\b\d{6}\b/.exec(text)![0])
  await visitor.getByRole('button', { name: 'Join live' }).click()
  await visitor.getByRole('button', { name: 'Ask to join' }).click()
  await expect(agent.getByText(ananya.name, { exact: true })).toBeVisible()
  await agent.getByRole('button', { name: 'Admit' }).click()
  await agent.waitForURL('**/crm/meet/**')
  await expectFrames(agent)
  await expectFrames(visitor)

  await agent.getByRole('button', { name: 'End meeting' }).click()
  await agent.getByRole('dialog').getByRole('button', { name: 'End meeting' }).click()
  await expect(visitor).toHaveURL(/\/feedback\//)
  expect(complaints).toEqual([])
  expect(smtp.mails).toEqual([])
  for (const { process } of processes) {
    const log = process.log()
    for (const secret of [ananya.mobile, ananya.email, ananya.name, password]) expect(log).not.toContain(secret)
  }
})
