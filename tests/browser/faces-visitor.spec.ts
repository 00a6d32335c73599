import { visitorFace } from './world/face.ts'
import { ananya, codeOf, fillForm, knock, register, TARA, vikram, wrongOf } from './world/steps.ts'
import { expect, test } from './world/world.ts'

// Every state of every visitor page, read by axe in light and dark at 360 px.
test.describe.configure({ timeout: 600_000 })

test('faces: product page, its errors and its questions', async ({ world }) => {
  world.allow(/401|404|410|422/)
  const page = await world.page()
  await page.goto('/')
  await visitorFace(page, 'products')
  await page.goto(TARA)
  await visitorFace(page, 'product page, nobody live')
  await page.getByLabel('Joining from').selectOption('BRAND_STORE')
  await page.getByRole('button', { name: 'Get OTP' }).click()
  await expect(page.getByText('Enter your name').first()).toBeVisible()
  await visitorFace(page, 'product page, nothing filled in')
  await page.goto(TARA)
  // What was typed is kept over the reload, the store too.
  await page.getByLabel('Joining from').selectOption('WEBSITE')
  await fillForm(page, { ...ananya, email: 'ananya@gmial.com' })
  await page.getByRole('button', { name: 'Get OTP' }).click()
  await expect(page.getByRole('button', { name: 'Use ananya@gmail.com' })).toBeVisible()
  await visitorFace(page, 'product page, address asked about')
  await page.goto(`${TARA}?source=store&store=1`)
  await visitorFace(page, 'product page, from a shelf')
  for (const path of ['/terms', '/privacy', '/demo/nothing-like-it', '/meet/nothing']) {
    await page.goto(path)
    await visitorFace(page, path)
  }
  await world.running.app.database.write
    .updateTable('product')
    .set({ status: 'INACTIVE' })
    .where('id', '=', 3)
    .execute()
  await page.goto('/demo/nila-induction-cooktop')
  await visitorFace(page, 'product no longer shown')
})

test('faces: product page inside another app', async ({ world }) => {
  const agent =
    'Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36 Instagram 330.0.0.40.92 Android'
  const page = await world.page({ userAgent: agent })
  await page.goto(TARA)
  await expect(page.getByText('This browser cannot use your camera')).toBeVisible()
  await visitorFace(page, 'in-app browser')
})

test.describe(() => {
  test.use({ settings: { PHYGITAL_CHALLENGE_AFTER: '0' } })
  test('faces: product page with its proof of work', async ({ world }) => {
    const page = await world.page()
    await page.goto(TARA)
    await expect(page.getByText('Checked. You can go on.')).toBeVisible({ timeout: 30_000 })
    await visitorFace(page, 'proof of work')
  })
})

test('faces: the code in all its states', async ({ world }) => {
  world.allow(/422|410|429/)
  const page = await world.page()
  await register(page, ananya)
  const code = await codeOf(world, ananya.mobile)
  await visitorFace(page, 'code')
  await page.getByLabel('OTP', { exact: true }).fill(wrongOf(code))
  await page.getByRole('button', { name: 'Join live' }).click()
  await expect(page.getByText('4 tries left').first()).toBeVisible()
  await visitorFace(page, 'wrong code')
  world.advance(31_000)
  await page.goto(`${TARA}/otp`)
  await page.getByRole('button', { name: 'Resend OTP' }).click()
  await expect(page.getByText('Sent again')).toBeVisible()
  await visitorFace(page, 'sent again')
  // A code still in the outbox when its time is over is never sent.
  await codeOf(world, ananya.mobile, 1)
  world.advance(121_000)
  await page.goto(`${TARA}/otp`)
  await expect(page.getByText('Your code has expired')).toBeVisible()
  await visitorFace(page, 'expired')
  await page.getByRole('button', { name: 'Resend OTP' }).click()
  const second = await codeOf(world, ananya.mobile, 2)
  for (const answer of ['4 tries left', '3 tries left', '2 tries left', '1 try left', 'Too many wrong codes']) {
    await page.getByLabel('OTP', { exact: true }).fill(wrongOf(second))
    await page.getByRole('button', { name: 'Join live' }).click()
    await expect(page.getByText(answer).first()).toBeVisible()
  }
  await visitorFace(page, 'locked')
})

test('faces: nobody live, told when live, schedule, verified', async ({ world }) => {
  const page = await world.page()
  await register(page, ananya)
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, ananya.mobile))
  await page.getByRole('button', { name: 'Join live' }).click()
  await expect(page).toHaveURL(/\/live$/)
  await visitorFace(page, 'nobody live')
  await page.getByRole('button', { name: /Tell me/ }).click()
  await expect(page.getByText('We will text you').first()).toBeVisible()
  await visitorFace(page, 'will be told')
  await page.goto(`${TARA}/schedule`)
  await visitorFace(page, 'schedule')
  await page.goto(TARA)
  await expect(page.getByRole('button', { name: 'Not you?' })).toBeVisible()
  await visitorFace(page, 'product page, verified')
  await world.liveStaff()
  const link = new URL(/https?:\S+\/l\/[\w-]+/.exec(await world.message(ananya.mobile, 1))![0]).pathname
  const phone = await world.page()
  await phone.goto(link)
  await visitorFace(phone, 'place held')
  world.advance(11 * 60_000)
  await phone.goto(link)
  await expect(phone.getByText('That time has passed')).toBeVisible()
  await visitorFace(phone, 'place lapsed')
})

test('faces: the last expert has gone, and the line to the server too', async ({ world }) => {
  world.allow(/ERR_INTERNET_DISCONNECTED|WebSocket/)
  const agent = await world.liveStaff(undefined, [1])
  const page = await world.page()
  await knock(world, page, ananya)
  await agent.context().close()
  world.advance(60_000)
  await expect(page.getByText('The expert has stepped away')).toBeVisible()
  await visitorFace(page, 'waiting, no expert left')
  await page.context().setOffline(true)
  await world.cutVisitors()
  await expect(page.getByText('You are offline. Your place')).toBeVisible()
  await visitorFace(page, 'waiting, offline')
  await page.context().setOffline(false)
  await expect(page.getByText('You are offline. Your place')).toHaveCount(0)
  world.advance(4 * 60_000)
  await expect(page.getByText('No expert came back in time')).toBeVisible()
  await visitorFace(page, 'given up, no expert')
})

test('faces: lobby, waiting, told something, rejected', async ({ world }) => {
  const agent = await world.liveStaff()
  const page = await world.page()
  await knock(world, page, ananya, {
    async inLobby() {
      await visitorFace(page, 'lobby')
      await page.getByRole('button', { name: 'Devices' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await visitorFace(page, 'lobby, devices')
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('button', { name: 'Camera' }).click()
      await expect(page.getByText('Your camera is off')).toBeVisible()
      await visitorFace(page, 'lobby, camera off')
    },
  })
  await agent.request.post('/api/queue/note', { data: { product: 1, text: 'Back in two minutes. 🙂' } })
  await expect(page.getByText('Back in two minutes')).toBeVisible()
  await visitorFace(page, 'waiting, with a message')
  await page.getByRole('button', { name: 'Leave queue' }).click()
  await expect(page.getByText('You have left the queue')).toBeVisible()
  await visitorFace(page, 'left the queue')
  const other = await world.page()
  await knock(world, other, vikram)
  await agent.getByRole('button', { name: 'Reject' }).first().click()
  await agent.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
  await expect(other.getByText('The expert cannot meet you now')).toBeVisible()
  await visitorFace(other, 'rejected')
})
