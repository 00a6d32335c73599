import { request } from 'node:http'
import { ananya, codeOf, fillForm, register, TARA, verify, vikram } from './world/steps.ts'
import { expect, test, type World } from './world/world.ts'

const INSTAGRAM =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 333.0'

test('a kiosk’s link forgets each visitor before the next', async ({ world }) => {
  const page = await world.page()
  const link = `${TARA}?source=store&store=1&kiosk=1`
  await page.goto(link)
  await expect(page.getByText('You are at Kaveri Living, Indiranagar')).toBeVisible()
  await fillForm(page, ananya)
  await page.getByRole('button', { name: 'Get OTP' }).click()
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, ananya.mobile))
  await page.getByRole('button', { name: 'Join live' }).click()
  await expect(page).toHaveURL(/\/live\?source=store&store=/)
  await page.goto(link)
  await expect(page.getByLabel('Name')).toHaveValue('')
  await expect(page.getByLabel('Mobile number')).toHaveValue('')
  await expect(page.getByText('Continue as')).toHaveCount(0)
  await page.goto(`${TARA}/live`)
  await expect(page).not.toHaveURL(/\/live$/)
  const demos = await world.read.selectFrom('visitor_session').selectAll().where('ended_at', 'is', null).execute()
  expect(demos).toEqual([])
})

test('a browser inside another app is told before the code', async ({ world }) => {
  const page = await world.page({ userAgent: INSTAGRAM })
  await page.goto(TARA)
  await expect(page.getByText('This browser cannot use your camera')).toBeVisible()
  await expect(page.getByText('Open in Safari').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible()
})

test('an address mistyped is asked about once, a number is read as people write it', async ({ world }) => {
  const page = await world.page()
  await page.goto(TARA)
  await fillForm(page, { ...ananya, email: 'ananya@gmial.com', mobile: '098123 45670' })
  await page.getByRole('button', { name: 'Get OTP' }).click()
  await page.getByRole('button', { name: 'Use ananya@gmail.com' }).click()
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, ananya.mobile))
  await page.getByRole('button', { name: 'Schedule demo' }).click()
  await expect(page.getByRole('heading', { name: 'Choose a time' })).toBeVisible()
  const customer = await world.read.selectFrom('customer').selectAll().where('mobile', '=', ananya.mobile).execute()
  expect(customer).toMatchObject([{ name: ananya.name, email: 'ananya@gmail.com' }])
})

test('a code pasted with words around it fills the one field; the page counts down by the server’s clock', async ({
  world,
}) => {
  world.advance(3 * 60 * 60_000)
  const page = await world.page({ permissions: ['clipboard-read', 'clipboard-write'] })
  await register(page, vikram)
  await expect(page.getByText(/The code works for [12]:\d\d/)).toBeVisible()
  const code = await codeOf(world, vikram.mobile)
  await page.evaluate((text) => navigator.clipboard.writeText(text), `Your code: ${code.slice(0, 3)} ${code.slice(3)}.`)
  await page.getByLabel('OTP', { exact: true }).focus()
  await page.keyboard.press('Control+V')
  await expect(page.getByLabel('OTP', { exact: true })).toHaveValue(code)
})

test('what was typed survives a discarded tab', async ({ world }) => {
  const page = await world.page()
  await page.goto(TARA)
  await fillForm(page, ananya)
  await page.reload()
  await expect(page.getByLabel('Name')).toHaveValue(ananya.name)
  await page.getByRole('button', { name: 'Get OTP' }).click()
  await expect(page.getByLabel('OTP', { exact: true })).toBeVisible()
  await page.reload()
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, ananya.mobile))
  await page.getByRole('button', { name: 'Join live' }).click()
  await expect(page).toHaveURL(/\/live$/)
})

test('nobody’s meeting, visit or feedback opens without being theirs', async ({ world }) => {
  world.allow(/401|403|404/)
  await world.liveStaff()
  const mine = await world.page()
  await verify(world, mine, ananya)
  await expect(mine).toHaveURL(/\/lobby$/)
  const { token } = await world.read
    .selectFrom('demo')
    .select('token')
    .where('email', '=', ananya.email)
    .executeTakeFirstOrThrow()
  const other = await world.page()
  await verify(world, other, vikram)
  await expect(other).toHaveURL(/\/lobby$/)
  const knocked = await other.request.post(`/api/visits/${token}/knock`, { data: {} })
  expect(knocked.status()).toBe(404)
  const stranger = await world.page()
  for (const path of ['/meet/aaaaaaaaaaaaaaaaaaaaaa', `/feedback/${token}`]) {
    const answer = await stranger.goto(path)
    expect(answer!.status()).toBeGreaterThanOrEqual(401)
  }
})

/** One request as it is, headers and all; the status. */
function ask(world: World, path: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(world.url)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode!)
    })
      .on('error', reject)
      .end()
  })
}

test('a trial says so on its pages, and refuses what was forwarded or names a public host', async ({ world }) => {
  const { host } = new URL(world.url)
  for (const path of [TARA, '/phone', '/crm/login', '/assets/favicon.svg', '/healthz']) {
    expect(await ask(world, path, { host }), path).toBe(200)
    for (const headers of [
      { host: 'demo.example.com' },
      { host, 'x-forwarded-for': '203.0.113.7' },
      { host, 'x-forwarded-host': 'localhost' },
      { host, forwarded: 'for=203.0.113.7' },
    ]) {
      expect(await ask(world, path, headers), `${path} ${JSON.stringify(headers)}`).toBe(403)
    }
  }
  const page = await world.page()
  for (const path of [TARA, '/crm/login', '/terms']) {
    await page.goto(path)
    await expect(page.getByText('Trial. Nothing is sent')).toBeVisible()
  }
})

test('the trial’s phone shows messages as they come, with codes to copy and links to follow', async ({ world }) => {
  const phone = await world.page({ permissions: ['clipboard-read', 'clipboard-write'] })
  await phone.goto('/phone')
  await expect(phone.getByText('No SMS yet')).toBeVisible()
  const page = await world.page()
  await register(page, ananya)
  const code = await codeOf(world, ananya.mobile)
  const copy = phone.getByRole('button', { name: code }).first()
  await copy.click()
  expect(await phone.evaluate(() => navigator.clipboard.readText())).toBe(code)
  await phone.reload()
  await expect(copy).toBeVisible()
})
