import type { Page } from '@playwright/test'
import { visitorFace } from './world/face.ts'
import {
  admit,
  ananya,
  bookNext,
  call,
  enterPin,
  expectFrames,
  invitation,
  knock,
  TARA,
  verify,
  vikram,
  wakeBar,
} from './world/steps.ts'
import { expect, middayAt, test, type World } from './world/world.ts'

const MINUTE = 60_000

test('nobody live: a choice, told by SMS when live, the link holds the place without another code', async ({
  world,
}) => {
  const visitor = await world.page()
  await verify(world, visitor, ananya)
  await expect(visitor).toHaveURL(/\/live$/)
  await expect(
    visitor.getByRole('link', { name: 'Schedule demo' }).or(visitor.getByRole('button', { name: 'Schedule demo' })),
  ).toBeVisible()
  await visitor.getByRole('button', { name: /Tell me/ }).click()
  await expect(visitor.getByText(/text/i).first()).toBeVisible()

  const agent = await world.liveStaff()
  const link = /https?:\S+\/l\/[\w-]+/.exec(await world.message(ananya.mobile, 1))![0]
  const phone = await world.page()
  await phone.goto(new URL(link).pathname)
  await phone.getByRole('button', { name: 'Join live' }).click()
  await phone.getByRole('button', { name: 'Ask to join' }).click()
  await expect(agent.getByText(ananya.name, { exact: true })).toBeVisible()
})

test('rejected politely, with a way on', async ({ world }) => {
  const agent = await world.liveStaff()
  const visitor = await world.page()
  await knock(world, visitor, ananya)
  await agent.getByRole('button', { name: 'Reject' }).first().click()
  const dialog = agent.getByRole('dialog')
  await dialog.getByRole('textbox').fill('We close in a minute. Please come back tomorrow at ten.')
  await dialog.getByRole('button', { name: 'Reject' }).click()
  await expect(visitor.getByText('We close in a minute. Please come back tomorrow at ten.')).toBeVisible()
  await expect(
    visitor
      .getByRole('link')
      .or(visitor.getByRole('button'))
      .filter({ hasText: /Schedule demo|Ask to join|again/i })
      .first(),
  ).toBeVisible()
})

test('the place in the queue survives a reload, and a second tab is the same place', async ({ world }) => {
  await world.liveStaff()
  const first = await world.page()
  await knock(world, first, vikram)
  const visitor = await world.page()
  await knock(world, visitor, ananya)
  await expect(visitor.getByText(/2/).first()).toBeVisible()
  await visitor.reload()
  await expect(visitor.getByRole('button', { name: 'Leave queue' })).toBeVisible()
  const tab = await visitor.context().newPage()
  world.watch(tab)
  await tab.goto(`${TARA}/lobby`)
  await expect(tab.getByRole('button', { name: 'Leave queue' })).toBeVisible()
  const waiting = await world.read.selectFrom('knock').select('id').where('state', '=', 'WAITING').execute()
  expect(waiting).toHaveLength(2)
})

test('offline in the queue: shown as away, the place stays, and goes after five minutes', async ({ world }) => {
  const agent = await world.liveStaff()
  const visitor = await world.page()
  await knock(world, visitor, ananya)
  world.allow(/ERR_INTERNET_DISCONNECTED|WebSocket/)
  await visitor.context().setOffline(true)
  await visitor.evaluate(() => window.dispatchEvent(new Event('offline')))
  await world.cutVisitors()
  await expect(agent.getByText(/away/i).first()).toBeVisible()
  await visitor.context().setOffline(false)
  await expect(agent.getByText(/away/i)).toHaveCount(0)
  await expect(visitor.getByRole('button', { name: 'Leave queue' })).toBeVisible()

  await visitor.context().setOffline(true)
  await world.cutVisitors()
  await expect(agent.getByText(/away/i).first()).toBeVisible()
  world.advance(5 * MINUTE + 1000)
  await expect(agent.getByText(ananya.name, { exact: true })).toHaveCount(0)
})

test('admitted while away: an SMS, and after a minute the next is taken while the place stays first', async ({
  world,
}) => {
  const agent = await world.liveStaff()
  const visitor = await world.page()
  await knock(world, visitor, ananya)
  await visitor.context().close()
  await expect(agent.getByText(/away/i).first()).toBeVisible()
  const second = await world.page()
  await knock(world, second, vikram)
  await admit(agent)
  expect(await world.message(ananya.mobile, 1)).toContain('/meet/')
  world.advance(MINUTE + 1000)
  await expect
    .poll(async () => world.read.selectFrom('knock').select(['state', 'rank']).orderBy('rank').execute())
    .toMatchObject([{ state: 'WAITING' }, { state: 'WAITING' }])
  await agent.goto('/crm/live')
  await expect(agent.getByRole('button', { name: 'Admit' })).toHaveCount(2)
})

test('two agents admit one knock: one wins, the other is told', async ({ world }) => {
  const asha = await world.liveStaff()
  const ravi = await world.liveStaff('ravi@kaveri.example')
  const visitor = await world.page()
  await knock(world, visitor, ananya)
  await expect(ravi.getByText(ananya.name, { exact: true })).toBeVisible()
  const { id } = await world.read.selectFrom('knock').select('id').executeTakeFirstOrThrow()
  await admit(asha)
  const late = await ravi.request.post(`/api/knocks/${id}/admit`, { data: {} })
  expect(late.status()).toBe(409)
  expect(((await late.json()) as { title: string }).title).toContain('Asha Menon')
  await expect(ravi.getByText(ananya.name, { exact: true })).toHaveCount(0)
})

test('the agent’s browser is killed: the visitor is told, and the meeting closes with exact times', async ({
  world,
}) => {
  const { agent, visitor } = await call(world)
  const started = world.now()
  await agent.context().close()
  await expect(visitor.getByText(/Asha Menon has (left|lost the connection)/).first()).toBeVisible()
  const attendance = () =>
    world.read.selectFrom('user_timing').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  const gone = world.now()
  world.advance(MINUTE)
  await expect.poll(async () => (await attendance()).leave_at).not.toBeNull()
  const { leave_at } = await attendance()
  expect(leave_at).toBeGreaterThan(started - 15_000)
  expect(leave_at).toBeLessThanOrEqual(gone)

  world.advance(3 * MINUTE)
  const open = () => world.read.selectFrom('meeting').select('id').where('closed_at', 'is', null).execute()
  await expect.poll(open).toEqual([])
  await expect(visitor).toHaveURL(/\/feedback\//)
})

test('an agent made inactive in the call is out within a second', async ({ world }) => {
  const { agent, visitor } = await call(world)
  const admin = await world.staff('meera@kaveri.example')
  world.allow(/401|403|Failed to load/)
  const started = Date.now()
  const answer = await admin.request.post('/api/users/2/status', { data: { status: 'INACTIVE' } })
  expect(answer.status()).toBe(200)
  await expect.poll(async () => (await world.running.io.in('user:2').fetchSockets()).length).toBe(0)
  expect(Date.now() - started).toBeLessThan(2000)
  expect((await agent.request.get('/api/me')).status()).toBe(401)
  await expect(visitor).toHaveURL(/meet|feedback/)
})

test('removed: out at once, and back only by a new knock', async ({ world }) => {
  const { agent, visitor } = await call(world)
  await agent.getByRole('button', { name: 'Remove', exact: true }).click()
  await agent.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(visitor.getByText('The expert has ended the meeting for you')).toBeVisible()
  await expect(agent.locator('video')).toHaveCount(1)
  world.allow(/404/)
  const room = new URL(agent.url()).pathname.split('/').at(-1)
  const answer = await visitor.goto(`/meet/${room}`)
  expect(answer!.status()).toBe(404)
  await visitor.goto(TARA)
  await visitor.getByRole('button', { name: 'Join live' }).click()
  await expect(visitor).toHaveURL(/\/lobby$/)
  await visitor.getByRole('button', { name: 'Ask again' }).click()
  await expect(agent.getByText('1 visitor is waiting')).toBeVisible()
  await expect(visitor.getByRole('button', { name: 'Leave queue' })).toBeVisible()
  await agent.goto('/crm/live')
  await agent.getByRole('button', { name: 'End call and admit' }).click()
  await agent.getByRole('dialog').getByRole('button', { name: 'End call and admit' }).click()
  await agent.waitForURL('**/crm/meet/**')
  await expectFrames(visitor)
})

test('removed and reported: the words are kept', async ({ world }) => {
  const { agent, visitor } = await call(world)
  await agent.getByRole('button', { name: 'Remove and report' }).click()
  const yes = agent.getByRole('dialog').getByRole('button', { name: 'Remove and report' })
  await expect(yes).toBeDisabled()
  await agent.getByRole('dialog').getByLabel('What happened').fill('Shouted at me.')
  await yes.click()
  await expect(visitor.getByText('The expert has ended the meeting for you')).toBeVisible()
  const kept = await world.read.selectFrom('event').selectAll().where('data', 'like', '%Shouted at me.%').execute()
  expect(kept).toHaveLength(1)
})

test('an agent in a call ends it by admitting the next', async ({ world }) => {
  const { agent, visitor } = await call(world)
  const next = await world.page()
  await knock(world, next, vikram)
  await wakeBar(agent)
  await agent.getByRole('button', { name: 'Chat' }).click()
  const waiting = agent.getByRole('link', { name: `1 visitor is waiting First: ${vikram.name}, just now` })
  await expect(waiting).toBeVisible()
  const opened = agent.waitForEvent('popup')
  await waiting.click()
  const queue = await opened
  await expect(queue.getByRole('button', { name: 'End call and admit' })).toBeVisible()
  await queue.keyboard.press('a')
  await queue.getByRole('button', { name: 'End call and admit' }).click()
  const question = queue.getByRole('dialog', { name: `End the call with ${ananya.name} and admit ${vikram.name}?` })
  await expect(question).toBeVisible()
  await expect(visitor).toHaveURL(/\/meet\//)
  await question.getByRole('button', { name: 'End call and admit' }).click()
  await queue.waitForURL('**/crm/meet/**')
  await expectFrames(next)
  await expect(visitor).toHaveURL(/feedback/)
  await expect(visitor.getByText('The meeting has ended.')).toBeVisible()
})

test('a message to those waiting leaves the way out of the queue in sight', async ({ world }) => {
  const agent = await world.liveStaff()
  const visitor = await world.page()
  await knock(world, visitor, ananya)
  const text = 'We are a little late today: the machine before you takes its time, and nobody is forgotten. '
  await agent.request.post('/api/queue/note', { data: { product: 1, text: text.repeat(3).trim() } })
  await expect(visitor.getByText(text.trim()).first()).toBeVisible()
  await expect(visitor.getByRole('button', { name: 'Leave queue' })).toBeInViewport({ ratio: 1 })
  await expect(visitor.getByText('Message from the expert')).toBeInViewport()
})

const bookingOf = (world: World) =>
  world.read
    .selectFrom('booking')
    .innerJoin('slot', 'slot.id', 'booking.slot_id')
    .select(['slot.starts_at', 'slot.taken', 'booking.sequence', 'booking.state'])
    .orderBy('booking.id', 'desc')
    .executeTakeFirstOrThrow()

/** Comes back by the manage link, asks to join at the booked time and meets nobody; by itself the page offers other ways. */
async function inVain(world: World): Promise<{ page: Page; agent: Page; link: string }> {
  const next = world.read
    .selectFrom('slot')
    .select(['id', 'starts_at'])
    .where('product_id', '=', 1)
    .orderBy('starts_at')
  const { id, starts_at } = await next.where('starts_at', '>', world.now() + 16 * MINUTE).executeTakeFirstOrThrow()
  const options = { timezoneId: middayAt(starts_at) }
  const booking = await world.page(options)
  await verify(world, booking, ananya, { way: 'Schedule demo' })
  await expect(booking.getByRole('heading', { name: 'Choose a time' })).toBeVisible()
  await booking.goto(`${TARA}/schedule?slot=${id}`)
  await booking.getByRole('button', { name: 'Confirm' }).click()
  await expect(booking.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  const { link, pin } = await invitation(world, ananya.mobile)
  await booking.context().close()
  world.advance(starts_at - world.now())
  const page = await world.page(options)
  await page.goto(`${link}/manage`)
  await enterPin(page, pin)
  await page.getByRole('link', { name: 'Open your meeting link' }).click()
  await page.getByRole('button', { name: 'Ask to join' }).click()
  await expect(page.getByText('The expert has been told that you are here')).toBeVisible()
  await expect(page.getByText('They join you at your time.')).toBeVisible()
  const told = () =>
    world.messages().filter(({ to, text }) => to === 'asha@kaveri.example' && text.includes('/crm/live'))
  await expect.poll(told).toHaveLength(1)
  const agent = await world.staff()
  await agent.goto('/crm/customers')
  const meeting = agent.getByRole('region', { name: "Today's meetings" }).getByRole('listitem', { name: ananya.name })
  await expect(meeting.getByText('Waiting', { exact: true })).toBeVisible()
  // A few seconds before the five minutes are over: the page's own clock does the rest.
  world.advance(starts_at + 5 * MINUTE - 8_000 - world.now())
  await page.reload()
  await expect(page.getByText('They join you at your time.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Choose another time' })).toHaveCount(0)
  await expect(page.getByText('We apologise: the expert is late.')).toBeVisible({ timeout: 20_000 })
  await visitorFace(page, 'no expert')
  return { page, agent, link }
}

test('no expert: agents are told; after five minutes the page offers another time, and the booking moves', async ({
  world,
}) => {
  const { page, agent, link } = await inVain(world)
  const before = await bookingOf(world)
  await page.getByRole('link', { name: 'Choose another time' }).click()
  await bookNext(page)
  const after = await bookingOf(world)
  expect(after).toMatchObject({ sequence: 1, state: 'BOOKED', taken: 1 })
  expect(after.starts_at).toBeGreaterThan(before.starts_at)
  await expect(agent.getByRole('region', { name: "Today's meetings" }).getByText('Waiting')).toHaveCount(0)
  await page.goto(link)
  await expect(page.getByText('This booking was moved')).toBeVisible()
})

test('no expert: told when one is live, the visitor is the first in the queue and is met', async ({ world }) => {
  const { page } = await inVain(world)
  const sms = world.messages().filter(({ to }) => to === ananya.mobile).length
  await page.getByRole('button', { name: 'Tell me when an expert is live' }).click()
  await expect(page.getByText('We text you as soon as an expert is live. You are the first.')).toBeVisible()
  await visitorFace(page, 'told when an expert is live')
  const ravi = await world.liveStaff('ravi@kaveri.example')
  expect(await world.message(ananya.mobile, sms)).toContain('/l/')
  const other = await world.page()
  await knock(world, other, vikram)
  await expect(page.getByText('We text you as soon as')).toHaveCount(0)
  await page.getByRole('button', { name: 'Meet any live expert' }).click()
  await expect(page.getByRole('heading', { name: 'You are next' })).toBeVisible()
  await expect(other.getByRole('heading', { name: 'Place 2 in the queue' })).toBeVisible()
  await admit(ravi)
  await expectFrames(page)
  await expect.poll(async () => (await bookingOf(world)).state).toBe('CANCELLED')
})
