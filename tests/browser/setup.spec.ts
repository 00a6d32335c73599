import sharp from 'sharp'
import { type Installation, type Pages, pagesOf, startInstallation } from './world/installation.ts'
import { ananya, expectFrames, fillForm } from './world/steps.ts'
import { DESK, expect, PHONE, test } from './world/world.ts'

let installation: Installation
test.beforeAll(async () => {
  installation = await startInstallation({ empty: true })
})
let pages: Pages | undefined
test.afterAll(async () => {
  await pages?.close()
  await installation?.stop()
})

const AGENT = 'kavita@aurum.example'
const AGENT_PASSWORD = 'seven slow silver snails'

test('a brand set up from nothing in the CRM, up to its first call', async ({ browser }) => {
  test.setTimeout(180_000)
  const { url, sms, smtp, processes, email, password } = installation
  pages = pagesOf(browser, url)
  const { open, complaints } = pages
  const usual = await (await open({})).evaluate(() => navigator.userAgent)

  const admin = await open({ viewport: DESK })
  await admin.goto('/crm')
  await admin.getByLabel('Email').fill(email)
  await admin.getByLabel('Password', { exact: true }).fill(password)
  await admin.getByRole('button', { name: 'Log in' }).click()

  const go = (name: string) => admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
  await go('Settings')
  await admin.getByLabel('Name', { exact: true }).fill('ऑरम Aurum')
  await admin.getByRole('textbox', { name: 'Colour', exact: true }).fill('#8a5a00')
  await admin.getByLabel('Support email').fill('help@aurum.example')
  await admin.getByLabel('Text of the terms').fill('# Terms\n\nBe kind.')
  await admin.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByText('Saved: name, colour, support email, terms')).toBeVisible()

  await go('Products')
  await expect(admin.getByText('No products yet')).toBeVisible()
  await admin.getByRole('button', { name: 'Add product' }).click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Aurum Watch')
  await dialog.getByRole('button', { name: 'Add product' }).click()
  await expect(admin.getByRole('heading', { name: 'Aurum Watch', level: 1 })).toBeVisible()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="45"/>')
  await admin.getByLabel('Choose banner').setInputFiles({ name: 'watch.png', mimeType: 'image/png', buffer: svg })
  await expect(admin.getByText('This is not a picture we can use')).toBeVisible()
  await expect(admin.getByText('No picture yet')).toBeVisible()
  const photo = await sharp({ create: { width: 2000, height: 1000, channels: 3, background: '#8a5a00' } })
    .jpeg()
    .toBuffer()
  await admin.getByLabel('Choose banner').setInputFiles({ name: 'watch.jpg', mimeType: 'image/jpeg', buffer: photo })
  await expect(admin.getByAltText('Aurum Watch, as on its page')).toBeVisible()

  await go('Stores')
  await expect(admin.getByText('No stores yet')).toBeVisible()
  await admin.getByRole('button', { name: 'Add store' }).click()
  await dialog.getByLabel('Name').fill('Aurum Pune')
  await dialog.getByLabel('City').fill('Pune')
  await dialog.getByRole('button', { name: 'Add store' }).click()
  await expect(admin.getByRole('link', { name: 'Aurum Pune' })).toBeVisible()

  await go('Users')
  await admin.getByRole('button', { name: 'Add user' }).click()
  await dialog.getByLabel('Name').fill('कविता नायर')
  await dialog.getByLabel('Email').fill(AGENT)
  await dialog.getByLabel('Aurum Watch').check()
  await dialog.getByRole('button', { name: 'Add and invite' }).click()
  const mail = await smtp.mail(({ to }) => to.includes(AGENT))
  const link = new URL(/https:\S+\/crm\/reset\S+/.exec(mail.text)![0])

  const agent = await open({ viewport: DESK, userAgent: `${usual} second` })
  await agent.goto(link.pathname + link.search)
  await agent.getByLabel('New password').fill(AGENT_PASSWORD)
  await agent.getByRole('button', { name: 'Change password' }).click()
  await agent.getByLabel('Email').fill(AGENT)
  await agent.getByLabel('Password', { exact: true }).fill(AGENT_PASSWORD)
  await agent.getByRole('button', { name: 'Log in' }).click()
  await agent.getByRole('button', { name: 'Go live' }).click()
  await agent.waitForURL('**/crm/devices**')
  await agent.getByRole('button', { name: 'Go live' }).click()
  await expect(agent.getByRole('button', { name: 'Pause' })).toBeVisible()

  await admin.getByRole('link', { name: 'कविता नायर' }).click()
  await admin.getByRole('button', { name: 'Edit', exact: true }).click()
  await dialog.getByLabel('Email').fill(email)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Somebody with this email is here already')).toBeVisible()
  await dialog.getByLabel('Email').fill(AGENT)
  await dialog.getByLabel('Name').fill('Kavita Nair')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByRole('heading', { name: 'Kavita Nair', level: 2 })).toBeVisible()

  await go('Products')
  await admin.getByRole('link', { name: 'Aurum Watch' }).click()
  await admin.getByLabel('Where it is shown').selectOption('Aurum Pune, Pune')
  const code = admin.getByRole('img', { name: /^QR code of https:.*store=\d+$/ })
  await expect(code).toBeVisible()
  const address = (await code.getAttribute('alt'))!.replace('QR code of ', '')

  const visitor = await open({ viewport: PHONE })
  await visitor.goto(address)
  await expect(visitor).toHaveTitle(/ऑरम Aurum/)
  await expect(visitor.getByText('Aurum Pune')).toBeVisible()
  const banner = visitor.locator('img.banner')
  await expect.poll(() => banner.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1760)
  await expect(visitor.getByText('An expert is live now')).toBeVisible()
  await fillForm(visitor, ananya)
  await visitor.getByRole('button', { name: 'Get OTP' }).click()
  const { text } = await sms.message(({ to }) => to === ananya.mobile)
  expect(text).toContain('ऑरम Aurum')
  await visitor.getByLabel('OTP', { exact: true }).fill(/\b\d{6}\b/.exec(text)![0])
  await visitor.getByRole('button', { name: 'Join live' }).click()
  await visitor.getByRole('button', { name: 'Ask to join' }).click()
  await agent.getByRole('button', { name: 'Admit' }).click()
  await agent.waitForURL('**/crm/meet/**')
  await expectFrames(agent)
  await expectFrames(visitor)

  // The one refused picture and the taken e-mail, as the browser tells of any answer of 422 or 409.
  expect(complaints.filter((text) => !/4(22|09)/.test(text))).toEqual([])
  for (const { process } of processes) expect(process.log()).not.toContain(AGENT)
})
