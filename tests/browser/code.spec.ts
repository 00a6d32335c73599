import { ananya, codeOf, register, TARA, vikram } from './world/steps.ts'
import { expect, test } from './world/world.ts'

test('a wrong code says so and counts; the right one still works', async ({ world }) => {
  world.allow(/422|401|400/)
  const page = await world.page()
  await register(page, ananya)
  const code = await codeOf(world, ananya.mobile)
  await page.getByLabel('OTP', { exact: true }).fill(code === '000000' ? '111111' : '000000')
  await page.getByRole('button', { name: 'Join live' }).click()
  await expect(page.getByText(/4/).first()).toBeVisible()
  await page.getByLabel('OTP', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'Join live' }).click()
  await expect(page).toHaveURL(/\/live$/)
})

test('an expired code says so; the next one works', async ({ world }) => {
  world.allow(/422|401|410|400/)
  const page = await world.page()
  await register(page, ananya)
  const code = await codeOf(world, ananya.mobile)
  world.advance(121_000)
  await page.getByLabel('OTP', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'Join live' }).click()
  await expect(page.getByText(/expired/i).first()).toBeVisible()
  await page.getByRole('button', { name: 'Resend OTP' }).click()
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, ananya.mobile, 1))
  await page.getByRole('button', { name: 'Join live' }).click()
  await expect(page).toHaveURL(/\/live$/)
})

test('at the end of the countdown another code is all there is to choose, as on a page loaded then', async ({
  world,
}) => {
  const page = await world.page()
  await register(page, ananya)
  await codeOf(world, ananya.mobile)
  await expect(page.getByRole('link', { name: 'Change it' })).toBeVisible()
  world.advance(116_000)
  await page.goto(`${TARA}/otp`)
  await page.getByLabel('OTP', { exact: true }).focus()
  await expect(page.getByText('Your code has expired')).toBeVisible()
  const shown = async () => ({
    buttons: await page.getByRole('main').getByRole('button').allTextContents(),
    look: await page.getByRole('button', { name: 'Resend OTP' }).getAttribute('class'),
    code: await page.getByLabel('OTP', { exact: true }).isVisible(),
  })
  const here = await shown()
  await expect(page.getByRole('button', { name: 'Resend OTP' })).toBeFocused()
  world.advance(5000)
  await page.reload()
  expect(here).toEqual(await shown())
  await page.getByRole('button', { name: 'Resend OTP' }).click()
  await expect(page.getByLabel('OTP', { exact: true })).toBeVisible()
})

test('a resend within its life carries the same code', async ({ world }) => {
  const page = await world.page()
  await register(page, ananya)
  const first = await codeOf(world, ananya.mobile)
  world.advance(31_000)
  await page.reload()
  await page.getByRole('button', { name: 'Resend OTP' }).click()
  expect(await codeOf(world, ananya.mobile, 1)).toBe(first)
})

test('the number of somebody else changes nothing of theirs', async ({ world }) => {
  const read = world.read
  const known = await read.selectFrom('customer').selectAll().orderBy('id').limit(1).executeTakeFirstOrThrow()
  const page = await world.page()
  await register(page, { name: 'Somebody Else', email: 'else@mail.example', mobile: known.mobile })
  await world.message(known.mobile)
  expect(await read.selectFrom('customer').selectAll().where('id', '=', known.id).executeTakeFirstOrThrow()).toEqual(
    known,
  )
  expect(await read.selectFrom('customer').select('id').where('email', '=', 'else@mail.example').execute()).toEqual([])
})

test('without script: from the product page to the lobby', async ({ world }) => {
  await world.liveStaff()
  const page = await world.page({ javaScriptEnabled: false })
  await register(page, vikram)
  const quiet = await page
    .locator('.quiet')
    .first()
    .evaluate((element) => getComputedStyle(element).color)
  await expect(page.getByRole('button', { name: 'Resend OTP' }), 'not yet to be pressed').toHaveCSS('color', quiet)
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, vikram.mobile))
  await page.getByRole('button', { name: 'Join live' }).click()
  await expect(page).toHaveURL(/\/lobby$/)
  await expect(page.getByText(/JavaScript/)).toBeVisible()
})

test('a verified browser goes on without a code, and forgets when asked', async ({ world }) => {
  const page = await world.page()
  await register(page, ananya)
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, ananya.mobile))
  await page.getByRole('button', { name: 'Schedule demo' }).click()
  await expect(page).toHaveURL(/\/schedule$/)
  await page.goto('/demo/vayu-air-purifier')
  await expect(page.getByText(/Continue as/)).toBeVisible()
  await page.getByRole('button', { name: 'Not you?' }).click()
  await page.goto(TARA)
  await expect(page.getByLabel('Mobile number')).toBeVisible()
})
