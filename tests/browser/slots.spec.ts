import type { Page } from '@playwright/test'
import { staffFace, violationsOf } from './world/face.ts'
import {
  ananya,
  answer,
  bookNext,
  call,
  enterPin,
  invitation,
  type Person,
  register,
  verify,
  vikram,
  wakeBar,
} from './world/steps.ts'
import { DESK, expect, PHONE, test, type World } from './world/world.ts'

const MEERA = 'meera@kaveri.example'
const MINUTE = 60_000

/** A visitor takes the next free time of a product, the espresso machine unless given; their page. */
async function booked(world: World, person: Person = ananya, product?: string): Promise<Page> {
  const page = await world.page()
  await verify(world, page, person, { way: 'Schedule demo', product })
  await bookNext(page)
  return page
}

const slotOf = (world: World) =>
  world.read
    .selectFrom('booking')
    .innerJoin('slot', 'slot.id', 'booking.slot_id')
    .select(['slot.id', 'slot.rule_id', 'slot.day', 'slot.starts_at', 'booking.state', 'booking.demo_id'])
    .orderBy('booking.id', 'desc')
    .executeTakeFirstOrThrow()

const days = (page: Page) => page.getByRole('region', { name: 'The next two weeks' }).getByRole('listitem')

test('an admin makes a rule and sees what it will offer, with what is in its way', async ({ world }) => {
  world.allow(/409|422/)
  const page = await world.staff(MEERA)
  await page.goto('/crm/slots')
  await expect(page.getByRole('region', { name: 'Slot rules' })).toBeVisible()
  await staffFace(page, 'rules')
  await page.getByRole('button', { name: 'Add rule' }).click()
  await expect(page.getByRole('heading', { name: 'Add rule' })).toBeVisible()
  await page.getByLabel('Product').selectOption({ label: 'Tara espresso machine' })
  await page.getByRole('radio', { name: 'Every day' }).check({ force: true })
  // Said once, and no day of it looks like a fault.
  await expect(page.getByText('Choose an agent to see its slots')).toHaveCount(1)
  await expect(page.locator('.preview-nobody')).toHaveCount(0)
  await staffFace(page, 'a new rule')
  await page.getByLabel('Asha Menon').check()
  // Asha has the espresso machine at 11:00 already.
  await page.getByLabel('Time').fill('11:15')
  await expect(days(page).nth(3)).toContainText('No agent is free')
  await expect(days(page).nth(3)).toContainText('Asha Menon has Tara espresso machine at 11:00')
  await staffFace(page, 'a rule in the way')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'another slot' })).toBeVisible()
  await page.getByLabel('Time').fill('21:00')
  await expect(days(page).nth(3)).toContainText('9:00')
  const closed = await days(page).nth(3).locator('.preview-date').innerText()
  const date = new Date(Date.parse(`${closed} ${new Date().getFullYear()} UTC`)).toISOString().slice(0, 10)
  await page.getByLabel('Day', { exact: true }).fill(date)
  await page.getByRole('button', { name: 'Add exception' }).click()
  await expect(days(page).nth(3)).toContainText('Closed by an exception')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page).toHaveURL(/\/crm\/slots\/rules\/\d+$/)
  await expect(page.getByRole('heading', { name: /Tara espresso machine at 9:00\spm/ })).toBeVisible()
  const made = await world.read.selectFrom('slot_rule').select('id').where('clock', '=', '21:00').execute()
  expect(made).toHaveLength(1)

  await page.goto('/crm/slots')
  await page.getByRole('button', { name: /^Deactivate Tara espresso machine at 9:00\spm/ }).click()
  await expect(page.getByRole('button', { name: /^Activate Tara espresso machine at 9:00\spm/ })).toBeVisible()
  await page.getByRole('button', { name: /^Copy Tara espresso machine at 9:00\spm/ }).click()
  await expect(page.getByLabel('Time')).toHaveValue('21:00')
})

test('a rule changes, the slot somebody has booked is moved, and the customer is told why', async ({ world }) => {
  await booked(world)
  const before = await slotOf(world)
  const page = await world.staff(MEERA)
  await page.goto(`/crm/slots/rules/${before.rule_id}`)
  await page.getByLabel('Time').fill('21:00')
  await expect(page.getByText(/that slot stays, instead of/)).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'One slot has bookings' })
  await expect(dialog).toBeVisible()
  await dialog.getByRole('radio', { name: /Move to 9:00\spm/ }).check({ force: true })
  await expect(dialog.getByRole('button', { name: 'Tell the customers' })).toBeDisabled()
  await expect(dialog.getByText('Write the reason first')).toBeVisible()
  await dialog.getByLabel('Reason').fill('The expert comes later that day')
  await staffFace(page, 'booked slots of a changed rule')
  await dialog.getByRole('button', { name: 'Tell the customers' }).click()
  await expect(dialog).toBeHidden()
  const after = await slotOf(world)
  expect(after).toMatchObject({ id: before.id, rule_id: before.rule_id, day: before.day })
  expect(after.starts_at).toBeGreaterThan(before.starts_at)
  await expect
    .poll(() => world.messages().findLast(({ to }) => to === ananya.email)?.text)
    .toContain('The expert comes later that day')
})

test('a new holiday and a product made inactive ask about the slots that somebody has booked', async ({ world }) => {
  await booked(world)
  const slot = await slotOf(world)
  const page = await world.staff(MEERA)
  await page.goto('/crm/settings')
  await page.getByLabel('Day', { exact: true }).fill(slot.day)
  await page.getByLabel('Name of the holiday').fill('Onam')
  await page.getByRole('button', { name: 'Add holiday' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'One slot has bookings' })
  await dialog.getByRole('button', { name: 'Keep them' }).click()
  await expect(dialog).toBeHidden()
  await page.goto('/crm/products')
  await page.getByRole('link', { name: 'Tara espresso machine' }).click()
  await page.getByRole('button', { name: 'Make inactive' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Make inactive' }).click()
  await dialog.getByRole('radio', { name: 'Cancel bookings' }).check({ force: true })
  await dialog.getByLabel('Reason').fill('It is no longer shown')
  await staffFace(page, 'booked slots of an inactive product')
  await dialog.getByRole('button', { name: 'Tell the customers' }).click()
  await expect(dialog).toBeHidden()
  expect((await slotOf(world)).state).toBe('CANCELLED')
  await expect
    .poll(() => world.messages().findLast(({ to }) => to === ananya.email)?.text)
    .toContain('It is no longer shown')
})

test('the week: seats, agents, keyboard, and a slot beside it', async ({ world }) => {
  await booked(world)
  const { day } = await slotOf(world)
  const page = await world.staff(MEERA)
  await page.goto(`/crm/schedules?week=${day}`)
  const week = page.getByRole('region', { name: 'Week' })
  const block = week.getByRole('link', { name: /1\/1 Tara espresso machine.*Full/ })
  await expect(block).toBeVisible()
  await staffFace(page, 'week')
  await page.setViewportSize(PHONE)
  await expect(block).toBeVisible()
  await page.setViewportSize(DESK)
  await block.focus()
  await page.keyboard.press('ArrowDown')
  await expect(block).not.toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(block).toBeFocused()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'Tara espresso machine' })
  await expect(panel.getByRole('link', { name: ananya.name })).toBeVisible()
  await expect(page).toHaveURL(/\/crm\/schedules\/\d+/)
  await staffFace(page, 'slot')
  await page.setViewportSize(DESK)
  // A window made narrow and wide again keeps what was typed, and where.
  await panel.getByLabel('Seats').fill('7')
  await page.setViewportSize(PHONE)
  const over = page.getByRole('dialog', { name: 'Tara espresso machine' })
  await expect(over.getByLabel('Seats')).toHaveValue('7')
  await expect(over.getByLabel('Seats')).toBeFocused()
  await over.getByRole('button', { name: 'Close', exact: true }).focus()
  await page.keyboard.press('Shift+Tab')
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.panel') !== null)).toBe(true)
  await page.setViewportSize(DESK)
  await expect(panel.getByLabel('Seats')).toHaveValue('7')
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(page).toHaveURL(/\/crm\/schedules\?week=/)
  for (const name of ['Next week', 'Previous week', 'This week']) {
    await page.getByRole('button', { name }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name })).toBeFocused()
  }
  await page.goto(`/crm/schedules?week=${day}`)
  await page.getByLabel('By agent').check()
  await expect(page.getByRole('rowheader', { name: 'Asha Menon' })).toBeVisible()
  await staffFace(page, 'week by agent')
  await page.getByRole('link', { name: 'Bookings' }).click()
  await expect(page.getByRole('link', { name: ananya.name })).toBeVisible()
  await staffFace(page, 'bookings')
  await page.goto('/crm/slots/dated?booked=YES')
  await expect(page.getByText('1 in all')).toBeVisible()
  await staffFace(page, 'slots')
  await page.goto('/crm/slots/time-off')
  await expect(page.getByText('Nobody has time off')).toBeVisible()
  await staffFace(page, 'time off')
})

test('time off leaves a booked slot without an agent, and another agent takes it', async ({ world }) => {
  await booked(world)
  const { day, id } = await slotOf(world)
  const page = await world.staff(MEERA)
  await page.goto('/crm/slots/time-off')
  await page.getByRole('button', { name: 'Add time off' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add time off' })
  await dialog.getByLabel('Agent').selectOption({ label: 'Asha Menon' })
  await dialog.getByLabel('First day').fill(day)
  await dialog.getByRole('button', { name: 'Add time off' }).click()
  await expect(page.getByText('A booked slot has no agent now.')).toBeVisible()
  await expect(page.getByText(/, all day$/)).toBeVisible()
  await page.getByRole('link', { name: /^Tara espresso machine/ }).click()
  const panel = page.getByRole('complementary', { name: 'Tara espresso machine' })
  await expect(panel.getByText('No agent', { exact: true })).toBeVisible()
  await panel.getByLabel('Ravi Iyer').check()
  await panel.getByRole('button', { name: 'Save agents' }).click()
  await expect(panel.getByText('Full', { exact: true })).toBeVisible()
  const users = world.read.selectFrom('slot_user').innerJoin('user', 'user.id', 'slot_user.user_id').select('user.name')
  expect(await users.where('slot_id', '=', id).execute()).toEqual([{ name: 'Ravi Iyer' }])
  await world.message('ravi@kaveri.example')
})

test('a customer is moved, cancelled, booked again and blocked from the panel', async ({ world }) => {
  const visitor = await booked(world)
  const first = await slotOf(world)
  const page = await world.staff(MEERA)
  await page.goto(`/crm/customers/${first.demo_id}`)
  const panel = page.getByRole('complementary', { name: ananya.name })
  await panel.getByRole('button', { name: 'Move', exact: true }).click()
  const move = page.getByRole('dialog', { name: `Move ${ananya.name}` })
  await move.getByLabel('Day').selectOption({ index: 2 })
  await move.getByRole('radio').first().check({ force: true })
  await move.getByLabel('Reason').fill('We have a fuller hour for you')
  await move.getByRole('button', { name: 'Move', exact: true }).click()
  await expect(move).toBeHidden()
  const second = await slotOf(world)
  expect(second.id).not.toBe(first.id)
  await expect(panel.getByText('Reason: We have a fuller hour for you')).toBeVisible()
  await staffFace(page, 'customer with a booked time')
  await page.setViewportSize(DESK)
  await panel.getByRole('button', { name: 'Cancel booking' }).click()
  const cancel = page.getByRole('dialog')
  await cancel.getByLabel('Reason').fill('The machine is sold out')
  await cancel.getByRole('button', { name: 'Cancel booking' }).click()
  await expect(cancel).toBeHidden()
  expect((await slotOf(world)).state).toBe('CANCELLED')
  await expect
    .poll(() => world.messages().findLast(({ to }) => to === ananya.email)?.text)
    .toContain('The machine is sold out')
  await panel.getByRole('button', { name: 'Book a time' }).click()
  const book = page.getByRole('dialog', { name: `Book a time for ${ananya.name}` })
  await book.getByRole('radio').first().check({ force: true })
  await book.getByRole('button', { name: 'Book', exact: true }).click()
  await expect(panel.getByText('They have a booking on')).toBeVisible()

  await panel.getByRole('button', { name: `Block ${ananya.name}` }).click()
  const block = page.getByRole('dialog', { name: `Block ${ananya.name}?` })
  await block.getByLabel('Reason').fill('Threatened the expert')
  expect(await violationsOf(page)).toEqual([])
  await block.getByRole('button', { name: 'Block', exact: true }).click()
  await expect(panel.getByText('Blocked', { exact: true }).first()).toBeVisible()
  expect((await slotOf(world)).state).toBe('CANCELLED')
  // The public pages answer as to anybody: the number is asked for again, and then its code.
  await register(visitor, ananya)
  await panel.getByRole('button', { name: 'Unblock' }).click()
  await expect(panel.getByRole('button', { name: `Block ${ananya.name}` })).toBeVisible()
})

test('an agent joins from Today’s meetings, the visitor by the link', async ({ world }) => {
  const visitor = await booked(world, vikram)
  const link = (await visitor.getByRole('link', { name: 'Open your meeting link' }).getAttribute('href'))!
  const { starts_at } = await slotOf(world)
  world.advance(starts_at - 5 * MINUTE - world.now())
  const agent = await world.staff()
  await agent.goto('/crm/customers')
  await expect(agent.getByRole('region', { name: "Today's meetings" })).toBeVisible()
  await staffFace(agent, 'today’s meetings')
  await agent.getByRole('button', { name: 'Join', exact: true }).click()
  await agent.waitForURL('**/crm/meet/**')
  await visitor.goto(link)
  await visitor.getByRole('button', { name: 'Ask to join' }).click()
  await agent
    .getByRole('button', { name: /^Admit/ })
    .first()
    .click()
  await expect(visitor.getByRole('button', { name: 'Leave', exact: true })).toBeVisible()
})

test('in a call, Join in a customer’s panel asks to end it first', async ({ world }) => {
  world.allow(/409/)
  await booked(world, vikram)
  const { starts_at, demo_id } = await slotOf(world)
  world.advance(starts_at - 9 * MINUTE - world.now())
  const { agent } = await call(world)
  const crm = await agent.context().newPage()
  await crm.goto(`/crm/customers/${demo_id}`)
  await crm.getByRole('region', { name: 'Booked time' }).getByRole('button', { name: 'Join', exact: true }).click()
  const asks = crm.getByRole('dialog', { name: `You are in a call with ${ananya.name}.` })
  await asks.getByRole('button', { name: 'End call and join' }).click()
  await crm.waitForURL('**/crm/meet/**')
})

const video = (page: Page, name: string) => page.locator(`video[aria-label="${name}"]`)

/** Decoded pictures of somebody are growing in number. */
const seen = async (page: Page, name: string) => {
  const frames = () =>
    video(page, name).evaluate((it: HTMLVideoElement) => it.getVideoPlaybackQuality().totalVideoFrames)
  await expect(video(page, name)).toBeVisible({ timeout: 20_000 })
  const before = await frames()
  await expect.poll(frames, { message: `pictures of ${name}`, timeout: 20_000 }).toBeGreaterThan(before)
}

/** The names on tiles that the own picture lies over. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const own = document.querySelector('.m-self')!.getBoundingClientRect()
    return [...document.querySelectorAll('.m-tile > .m-name')].flatMap((name) => {
      const { left, right, top, bottom } = name.getBoundingClientRect()
      const apart = right <= own.left || left >= own.right || bottom <= own.top || top >= own.bottom
      return apart ? [] : [name.textContent]
    })
  })

test('two who booked one time are in one meeting; one leaves, the other goes on; both are wrapped up', async ({
  world,
}) => {
  test.slow()
  // One more has booked first and does not come.
  const absent = { name: 'Kiran Shetty', email: 'kiran@mail.example', mobile: '+919812345672' }
  await (await booked(world, absent, '/demo/vayu-air-purifier')).context().close()
  const people = [ananya, vikram]
  const links: { link: string; pin: string }[] = []
  for (const person of people) {
    const page = await booked(world, person, '/demo/vayu-air-purifier')
    links.push(await invitation(world, person.mobile))
    await page.context().close()
  }
  expect(new Set(links.map(({ link }) => link)).size).toBe(2)
  expect(await world.read.selectFrom('booking').select('slot_id').distinct().execute()).toHaveLength(1)
  world.advance((await slotOf(world)).starts_at - 5 * MINUTE - world.now())
  const [one, two] = [await world.page(), await world.page()]
  for (const [n, page] of [one, two].entries()) {
    await page.goto(links[n]!.link)
    await enterPin(page, links[n]!.pin)
    await page.getByRole('button', { name: 'Ask to join' }).click()
    await expect(page.getByText('The expert has been told that you are here')).toBeVisible()
  }
  const agent = await world.staff('ravi@kaveri.example')
  await agent.goto('/crm/customers')
  await expect(agent.getByRole('region', { name: "Today's meetings" })).toContainText('2 waiting')
  await agent.getByRole('button', { name: 'Join', exact: true }).click()
  await agent.waitForURL('**/crm/meet/**')
  for (const { name } of people) {
    await expect(agent.getByText(`${name} has booked this time and waits`)).toBeVisible()
    await agent.getByRole('button', { name: 'Admit' }).click()
    await seen(agent, name)
  }
  for (const [page, others] of [
    [one, ['Ravi Iyer', vikram.name]],
    [two, ['Ravi Iyer', ananya.name]],
    [agent, [ananya.name, vikram.name]],
  ] as const) {
    for (const name of others) await seen(page, name)
  }
  for (const { name } of people) await expect(agent.locator('.m-stage').getByText(name, { exact: true })).toHaveCount(1)
  for (const key of ['ArrowUp', 'ArrowLeft', 'ArrowDown', 'ArrowRight']) {
    await two.locator('.m-self').press(key)
    await expect.poll(() => covered(two), { message: `names covered after ${key}` }).toEqual([])
  }
  expect(await world.read.selectFrom('meeting').select('id').where('closed_at', 'is', null).execute()).toHaveLength(1)

  // As the second one's page tells it: the plea is theirs, whoever's card is open.
  const { demo_id } = await slotOf(world)
  const room = new URL(agent.url()).pathname.split('/').at(-1)
  const { id } = await world.read
    .selectFrom('user')
    .select('id')
    .where('email', '=', 'ravi@kaveri.example')
    .executeTakeFirstOrThrow()
  world.running.io.in(`user:${id}`).emit('signal', { room, from: `v${demo_id}`, data: { call: 'PHONE' } })
  const plea = agent.getByRole('alert').filter({ hasText: `${vikram.name} asks you to phone instead` })
  await expect(plea.getByRole('link', { name: `Call ${vikram.mobile}` })).toBeVisible()

  await wakeBar(one)
  await one.getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(one).toHaveURL(/\/feedback\//)
  await expect(video(two, ananya.name)).toHaveCount(0)
  await seen(two, 'Ravi Iyer')
  await wakeBar(agent)
  await agent.getByRole('button', { name: 'End meeting' }).click()
  await agent.getByRole('dialog').getByRole('button', { name: 'End meeting' }).click()
  await expect(two).toHaveURL(/\/feedback\//)
  expect(new URL(two.url()).pathname).not.toBe(new URL(one.url()).pathname)
  for (const page of [one, two]) {
    await answer(page, 8, 9, 'Information')
    await page.getByRole('button', { name: 'Submit' }).click()
    await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  }
  for (const [n, { name }] of people.entries()) {
    await expect(agent.getByRole('heading', { name: `How did it go with ${name}?` })).toBeVisible()
    await agent.getByRole('radio', { name: n === 0 ? 'Bought' : 'Follow up', exact: true }).check()
    await agent.getByLabel('Remarks').fill(`Of ${name}`)
    await agent.getByRole('button', { name: 'Save and next' }).click()
  }
  await agent.waitForURL('**/crm/live')
  await expect(agent.getByRole('region', { name: /Wrap-up of/ })).toHaveCount(0)
  const demos = world.read.selectFrom('demo').innerJoin('booking', 'booking.demo_id', 'demo.id')
  const kept = demos.select(['demo.name', 'demo.status', 'demo.outcome', 'demo.remarks']).orderBy('demo.id')
  expect(await kept.execute()).toEqual([
    { name: absent.name, status: 'PENDING', outcome: null, remarks: '' },
    { name: ananya.name, status: 'COMPLETED', outcome: 'BOUGHT', remarks: `Of ${ananya.name}` },
    { name: vikram.name, status: 'COMPLETED', outcome: 'FOLLOW_UP', remarks: `Of ${vikram.name}` },
  ])
})
