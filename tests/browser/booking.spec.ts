import type { Page } from '@playwright/test'
import { visitorFace } from './world/face.ts'
import { ananya, bookNext, enterPin, invitation, type Person, slotOf, TARA, verify, vikram } from './world/steps.ts'
import { DESK, expect, test, type World } from './world/world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SCHEDULE = `${TARA}/schedule`

/** Through the OTP to the calendar. */
async function toCalendar(world: World, page: Page, person: Person = ananya): Promise<void> {
  await verify(world, page, person, { way: 'Schedule demo' })
  await expect(page.getByRole('heading', { name: 'Choose a time' })).toBeVisible()
}

/** The clock comes to so long before the booked time. */
async function until(world: World, before: number): Promise<void> {
  const { starts_at } = await slotOf(world)
  world.advance(starts_at - before - world.now())
}

test('book, come back with the PIN, move, cancel', async ({ world }) => {
  world.allow(/422/)
  const page = await world.page()
  await toCalendar(world, page)
  await visitorFace(page, 'calendar')
  await page.locator('.times a').last().click()
  await expect(page.getByText('30 minutes')).toBeVisible()
  await visitorFace(page, 'confirm')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { name: 'Choose a time' })).toBeVisible()
  const link = await bookNext(page)
  await visitorFace(page, 'booked')
  const file = await page.request.get(`${TARA}/booked/calendar.ics`)
  expect([file.headers()['content-type'], await file.text()]).toEqual([
    expect.stringContaining('text/calendar'),
    expect.stringMatching(/^BEGIN:VCALENDAR\r\n[\s\S]*METHOD:PUBLISH/),
  ])
  const { pin, link: sent } = await invitation(world, ananya.mobile)
  expect(sent).toBe(link)
  const mail = await world.message(ananya.email)
  expect(mail).toContain(link)
  expect(mail).not.toContain(pin)

  const other = await world.page()
  await other.goto(`${link}/manage`)
  await visitorFace(other, 'PIN')
  await enterPin(other, pin === '111111' ? '222222' : '111111')
  await expect(other.getByText('4 tries left')).toBeVisible()
  await visitorFace(other, 'wrong PIN')
  await enterPin(other, pin)
  await expect(other.getByRole('heading', { name: 'Your booking' })).toBeVisible()
  await visitorFace(other, 'manage')
  await other.getByRole('link', { name: 'Move to another time' }).click()
  await visitorFace(other, 'move')
  await other.locator('.times a').last().click()
  await other.getByRole('button', { name: 'Confirm' }).click()
  await expect(other.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  expect(await slotOf(world)).toMatchObject({ taken: 1, sequence: 1, state: 'BOOKED' })

  await page.goto(link)
  await expect(page.getByText('This booking was moved')).toBeVisible()
  await visitorFace(page, 'moved')
  await page.getByRole('link', { name: 'Open the new booking' }).click()
  await page.getByRole('link', { name: 'Move or cancel' }).click()
  await page.getByRole('link', { name: 'Cancel booking' }).click()
  await expect(page.getByRole('heading', { name: 'Cancel your demo of Tara espresso machine?' })).toBeVisible()
  await visitorFace(page, 'cancel')
  await page.getByRole('button', { name: 'Cancel booking' }).click()
  await expect(page.getByText('This booking was cancelled')).toBeVisible()
  await visitorFace(page, 'cancelled')
  expect(await slotOf(world)).toMatchObject({ taken: 0, state: 'CANCELLED' })
})

test('too early: the page counts down and turns into the lobby by itself; after the end it says so', async ({
  world,
}) => {
  const page = await world.page()
  await toCalendar(world, page)
  const link = await bookNext(page)
  await until(world, 12 * MINUTE)
  await page.goto(link)
  await expect(page.getByText(/The door opens in 1:\d\d/)).toBeVisible()
  await visitorFace(page, 'early')
  await until(world, 9 * MINUTE)
  await expect(page).toHaveURL(/\/lobby$/, { timeout: 20_000 })
  await expect(page.getByRole('button', { name: 'Ask to join' })).toBeVisible()
  await page.goto('about:blank')
  await until(world, -31 * MINUTE)
  await page.goto(link)
  await expect(page.getByText('This time is over')).toBeVisible()
  await visitorFace(page, 'expired')
  await page.getByRole('link', { name: 'Book another time' }).click()
  await expect(page.getByRole('heading', { name: 'Choose a time' })).toBeVisible()
})

test('five wrong PINs lock the link; a new PIN by SMS opens it', async ({ world }) => {
  world.allow(/422|429/)
  const page = await world.page()
  await toCalendar(world, page)
  const link = await bookNext(page)
  const { pin } = await invitation(world, ananya.mobile)
  const other = await world.page()
  await other.goto(link)
  for (const left of ['4 tries', '3 tries', '2 tries', '1 try']) {
    await enterPin(other, pin === '111111' ? '222222' : '111111')
    await expect(other.getByText(`${left} left`)).toBeVisible()
  }
  await enterPin(other, pin === '111111' ? '222222' : '111111')
  await expect(other.getByText('Too many wrong PINs')).toBeVisible()
  await expect(other.getByLabel('Meeting PIN')).toHaveCount(0)
  await visitorFace(other, 'locked')
  await other.getByRole('button', { name: 'New PIN by SMS' }).click()
  await expect(other.getByText('A new PIN is on its way')).toBeVisible()
  const found = () => world.messages().findLast(({ text }) => text.includes('new Meeting PIN'))?.text
  await expect.poll(found).toBeTruthy()
  await enterPin(other, /\d{6}/.exec(found()!)![0])
  await expect(other.getByText('You are early')).toBeVisible()
})

test('two browsers at the last seat: one has it, the other is shown the nearest times', async ({ world }) => {
  world.allow(/409/)
  const [first, second] = [await world.page(), await world.page()]
  await toCalendar(world, first)
  await toCalendar(world, second, vikram)
  for (const page of [first, second]) await page.locator('.next-free a').click()
  await Promise.all([first, second].map((page) => page.getByRole('button', { name: 'Confirm' }).click()))
  const booked = (page: Page) => page.getByRole('heading', { name: 'You are booked' })
  const gone = (page: Page) => page.getByText('That time has just gone')
  for (const page of [first, second]) await expect(booked(page).or(gone(page))).toBeVisible()
  const late = (await gone(first).isVisible()) ? first : second
  expect((await slotOf(world)).taken).toBe(1)
  await visitorFace(late, 'gone')
  await late.locator('.near a').first().click()
  await late.getByRole('button', { name: 'Confirm' }).click()
  await expect(booked(late)).toBeVisible()
})

test('a second booking of the product offers to move the first; a double press books once', async ({ world }) => {
  world.allow(/409/)
  const page = await world.page()
  await toCalendar(world, page)
  await bookNext(page)
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  await page.goto(SCHEDULE)
  await expect(page.getByText('You have booked')).toBeVisible()
  await page.locator('.times a').last().click()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByRole('heading', { name: 'You have a booking already' })).toBeVisible()
  await visitorFace(page, 'has')
  await page.getByRole('button', { name: 'Keep' }).click()
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  expect((await slotOf(world)).sequence).toBe(0)
  await page.goto(SCHEDULE)
  await page.locator('.times a').last().click()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('button', { name: 'Move' }).dblclick()
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  expect((await slotOf(world)).sequence).toBe(1)
  expect(await world.read.selectFrom('booking').select('id').execute()).toHaveLength(2)
})

/** Somebody else has every seat of the day whose times the page shows. */
async function fillDay(world: World, page: Page): Promise<number[]> {
  const hrefs = await page.locator('.times a').evaluateAll((links) => links.map((it) => it.getAttribute('href')!))
  const ids = hrefs.map((href) => Number(new URLSearchParams(href).get('slot')))
  await world.running.app.database.write
    .updateTable('slot')
    .set(({ ref }) => ({ taken: ref('capacity') }))
    .where('id', 'in', ids)
    .execute()
  return ids
}

test('a full day: waiting for a seat, the offer taken, and another lapsed', async ({ world }) => {
  const [first, second] = [await world.page(), await world.page()]
  const days: string[] = []
  let ids: number[] = []
  for (const [page, person] of [
    [first, ananya],
    [second, vikram],
  ] as const) {
    await toCalendar(world, page, person)
    // A day on which nothing is past yet, by the product's clocks.
    if (days.length === 0) {
      await page.goto(`${SCHEDULE}?zone=Asia/Kolkata`)
      days.push(
        new URLSearchParams((await page.locator('.month td > a').nth(2).getAttribute('href'))!.split('#')[0]).get(
          'day',
        )!,
      )
    }
    await page.goto(`${SCHEDULE}?zone=Asia/Kolkata&day=${days[0]}`)
    if (ids.length === 0) {
      ids = await fillDay(world, page)
      await page.reload()
    }
    await visitorFace(page, 'full day')
    await page.getByRole('button', { name: 'Tell me when a seat is free' }).click()
    await expect(page.getByText('We text you when a seat is free')).toBeVisible()
    await visitorFace(page, 'waiting for a seat')
  }
  const free = (id: number) =>
    world.running.app.database.write.updateTable('slot').set({ taken: 0 }).where('id', '=', id).execute()
  const offered = async (mobile: string) => {
    const found = () => world.messages().findLast(({ to, text }) => to === mobile && text.includes('/w/'))?.text
    world.advance(11_000)
    await expect.poll(found).toBeTruthy()
    return /\/w\/[\w-]{22}/.exec(found()!)![0]
  }
  await free(ids[0]!)
  const link = await offered(ananya.mobile)
  const phone = await world.page()
  await phone.goto(link)
  await expect(phone.getByText(/It is held for you for (9|10):\d\d/)).toBeVisible()
  await visitorFace(phone, 'offer')
  await first.reload()
  await visitorFace(first, 'seat held in the calendar')
  await expect(first.locator('.times').getByText('Held for you')).toBeVisible()
  await first.getByRole('link', { name: 'See the seat' }).click()
  await expect(first).toHaveURL(new RegExp(`${link}$`))
  await phone.getByRole('button', { name: 'Confirm' }).click()
  await expect(phone.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  await phone.goto(link)
  await expect(phone.getByText('This link has done its work')).toBeVisible()
  await visitorFace(phone, 'offer used')
  await free(ids[1]!)
  const later = await offered(vikram.mobile)
  await phone.goto(later)
  await expect(phone.getByRole('button', { name: 'Confirm' })).toBeVisible()
  world.advance(10 * MINUTE)
  // Nothing is pressed: a page left open follows.
  await expect(phone.getByText('The seat is not held any more')).toBeVisible({ timeout: 20_000 })
  await expect(phone.getByRole('button', { name: 'Confirm' })).toHaveCount(0)
  await visitorFace(phone, 'offer lapsed')
})

test('an expert goes live while a time is chosen: the page says so', async ({ world }) => {
  const page = await world.page()
  await toCalendar(world, page)
  const join = page.getByRole('button', { name: 'Join live' })
  await expect(join).toBeHidden()
  await world.liveStaff()
  await expect(join).toBeVisible({ timeout: 30_000 })
  await visitorFace(page, 'calendar, expert live')
  await join.click()
  await expect(page).toHaveURL(/\/lobby$/)
})

test('script off: booked, moved and cancelled by links and forms', async ({ world }) => {
  const page = await world.page({ javaScriptEnabled: false })
  await toCalendar(world, page)
  await page.getByRole('link', { name: /Next month/ }).click()
  await expect(page.getByRole('link', { name: /Previous month/ })).toBeVisible()
  await page.locator('.month td > a').last().click()
  await page.locator('.times a').first().click()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  await page.getByRole('link', { name: 'Open your meeting link' }).click()
  await expect(page.getByRole('link', { name: 'Look again' })).toBeVisible()
  await page.getByRole('link', { name: 'Move or cancel' }).click()
  await page.getByRole('link', { name: 'Move to another time' }).click()
  await page.locator('.next-free a').click()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('link', { name: 'Move or cancel' }).click()
  await page.getByRole('link', { name: 'Cancel booking' }).click()
  await page.getByRole('button', { name: 'Cancel booking' }).click()
  await expect(page.getByText('This booking was cancelled')).toBeVisible()
})

test('by keyboard alone: the month is one stop, arrows walk its days', async ({ world }) => {
  const page = await world.page({ viewport: DESK })
  await toCalendar(world, page)
  // Another month leaves one on its arrow.
  for (const [go, back] of [
    [/^Next month/, /^Previous month/],
    [/^Previous month/, /^Next month/],
  ]) {
    await page.getByRole('link', { name: go! }).focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/month=/)
    await expect(page.getByRole('link', { name: go! })).toBeFocused()
    await page.getByRole('link', { name: back! }).waitFor()
  }
  await page.locator('.next-free a').focus()
  const day = () => page.evaluate(() => document.activeElement?.closest('td')?.textContent?.trim())
  for (let n = 0; n < 6 && !(await day()); n++) await page.keyboard.press('Tab')
  const start = Number.parseInt((await day())!, 10)
  await page.keyboard.press('Home')
  expect(Number.parseInt((await day())!, 10)).toBe(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowUp')
  expect(Number.parseInt((await day())!, 10)).toBe(1)
  for (let n = 1; n < start; n++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/day=/)
  await page.locator('.times a').first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Confirm' })).toBeVisible()
  await page.getByRole('button', { name: 'Confirm' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
})

test('a visitor in another zone: own times first, the product’s named, switched by a link', async ({ world }) => {
  const page = await world.page({ timezoneId: 'America/New_York' })
  await toCalendar(world, page)
  await expect(page.getByText('Times are in Eastern Time.')).toBeVisible()
  const [own] = await page.locator('.next-free a').allTextContents()
  await page.getByRole('link', { name: 'Show India Standard Time' }).click()
  await expect(page.getByText('Times are in India Standard Time.')).toBeVisible()
  const [there] = await page.locator('.next-free a').allTextContents()
  expect(there).not.toBe(own)
  await page.getByRole('link', { name: 'Show Eastern Time' }).click()
  await bookNext(page)
  await expect(page.getByText('India Standard Time')).toBeVisible()
  const { starts_at } = await slotOf(world)
  const zone = { timeZone: 'America/New_York', hour: 'numeric', minute: '2-digit' } as const
  await expect(page.locator('dd time')).toContainText(new Intl.DateTimeFormat('en-IN', zone).format(starts_at))
})

test('Hindi: booked in Hindi, told in Hindi', async ({ world }) => {
  const page = await world.page({ locale: 'hi-IN' })
  await page.goto(SCHEDULE)
  await toHindiCalendar(world, page)
  await visitorFace(page, 'calendar in Hindi')
  await page.locator('.next-free a').click()
  await page.getByRole('button', { name: 'पक्का करें' }).click()
  await expect(page.getByRole('heading', { name: 'आपकी बुकिंग हो गई' })).toBeVisible()
  await visitorFace(page, 'booked in Hindi')
  const found = () => world.messages().findLast(({ to, text }) => to === ananya.mobile && text.includes('/m/'))?.text
  await expect.poll(found).toContain('लिंक')
})

async function toHindiCalendar(world: World, page: Page): Promise<void> {
  await page.getByLabel('नाम').fill(ananya.name)
  await page.getByLabel('ईमेल').fill(ananya.email)
  await page.getByLabel('मोबाइल नंबर').fill(ananya.mobile)
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'OTP पाएँ' }).click()
  await page.getByLabel('OTP', { exact: true }).fill(/\b\d{6}\b/.exec(await world.message(ananya.mobile))![0])
  await page.getByRole('button', { name: 'डेमो का समय चुनें' }).click()
  await expect(page.getByRole('heading', { name: 'समय चुनें' })).toBeVisible()
}

test('a wait of hours on an open page costs nothing: it is told by its clock alone', async ({ world }) => {
  const page = await world.page()
  await toCalendar(world, page)
  const link = await bookNext(page)
  await until(world, 11 * HOUR)
  await page.goto(link)
  await expect(page.getByText(/The door opens in 10:\d\d:\d\d/)).toBeVisible()
})
