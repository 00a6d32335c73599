import type { Page } from '@playwright/test'
import { expect, type World } from './world.ts'

export const TARA = '/demo/tara-espresso-machine'

export interface Person {
  name: string
  email: string
  mobile: string
}

export const ananya: Person = { name: 'Ananya Sharma', email: 'ananya@mail.example', mobile: '+919812345670' }
export const vikram: Person = { name: 'विक्रम पाटील', email: 'vikram@mail.example', mobile: '+919812345671' }

/** Fills the form of the product page. */
export async function fillForm(page: Page, person: Person): Promise<void> {
  await page.getByLabel('Name').fill(person.name)
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Mobile number').fill(person.mobile)
  await page.getByRole('checkbox', { name: /I agree/ }).check()
}

/** Fills the form of the product page and asks for the code. */
export async function register(page: Page, person: Person, product = TARA): Promise<void> {
  await page.goto(product)
  await fillForm(page, person)
  await page.getByRole('button', { name: 'Get OTP' }).click()
  await expect(page.getByLabel('OTP', { exact: true })).toBeVisible()
}

/** The newest code sent to a number. */
export async function codeOf(world: World, mobile: string, after = 0): Promise<string> {
  return /\b\d{6}\b/.exec(await world.message(mobile, after))![0]
}

/** A code that is not this one. */
export const wrongOf = (code: string): string => (code === '000000' ? '111111' : '000000')

/** Registration, code, and one of the two ways on. */
export async function verify(
  world: World,
  page: Page,
  person: Person,
  { way = 'Join live', product = TARA }: { way?: 'Join live' | 'Schedule demo'; product?: string | undefined } = {},
): Promise<void> {
  const before = world.messages().filter((it) => it.to === person.mobile).length
  await register(page, person, product)
  await page.getByLabel('OTP', { exact: true }).fill(await codeOf(world, person.mobile, before))
  await page.getByRole('button', { name: way }).click()
}

/** Takes the next free time; the path of the meeting link. */
export async function bookNext(page: Page): Promise<string> {
  await page.locator('.next-free a').click()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByRole('heading', { name: 'You are booked' })).toBeVisible()
  return (await page.getByRole('link', { name: 'Open your meeting link' }).getAttribute('href'))!
}

/** The newest SMS to a number that holds a meeting link. */
export async function invitation(world: World, mobile: string): Promise<{ link: string; pin: string }> {
  const found = () => world.messages().findLast(({ to, text }) => to === mobile && text.includes('/m/'))?.text
  await expect.poll(found, { message: 'an SMS with a link' }).toBeTruthy()
  return { link: /\/m\/[\w-]{22}/.exec(found()!)![0], pin: /PIN (\d{6})/.exec(found()!)![1]! }
}

export async function enterPin(page: Page, pin: string): Promise<void> {
  await page.getByLabel('Meeting PIN').fill(pin)
  await page.getByRole('button', { name: /Join meeting|Go on/ }).click()
}

interface Visit {
  product?: string
  /** What happens before the knock. */
  inLobby?(): Promise<void>
}

/** Through registration and lobby into the queue. */
export async function knock(world: World, page: Page, person: Person, visit: Visit = {}): Promise<void> {
  await verify(world, page, person, { product: visit.product })
  await expect(page).toHaveURL(/\/lobby$/)
  await visit.inLobby?.()
  await page.getByRole('button', { name: 'Ask to join' }).click()
  await expect(page.getByRole('button', { name: 'Leave queue' })).toBeVisible()
}

/** Admits the only knock and waits for the call's page. */
export async function admit(agent: Page): Promise<void> {
  await agent.getByRole('button', { name: 'Admit' }).first().click()
  await agent.waitForURL('**/crm/meet/**')
}

/** Both in a call, frames decoded on both sides. */
export async function call(world: World, person: Person = ananya): Promise<{ agent: Page; visitor: Page }> {
  const agent = await world.liveStaff()
  const visitor = await world.page()
  await knock(world, visitor, person)
  await admit(agent)
  await expectFrames(agent)
  await expectFrames(visitor)
  return { agent, visitor }
}

/** Brings the call's controls back, as a hand on the mouse does. */
export async function wakeBar(page: Page): Promise<void> {
  const { width, height } = page.viewportSize()!
  await page.mouse.move(width / 2, height / 2)
  await page.mouse.move(width / 2 + 5, height / 2 + 5)
}

/** Frames of the other side are decoded: the count grows between two looks. */
export async function expectFrames(page: Page): Promise<void> {
  const frames = () =>
    page.evaluate(() => {
      const remote = [...document.querySelectorAll('video')].filter((video) => !video.muted)
      return Math.max(0, ...remote.map((video) => video.getVideoPlaybackQuality().totalVideoFrames))
    })
  let before = 0
  await expect
    .poll(
      async () => {
        const now = await frames()
        const grows = before > 0 && now > before
        before = now
        return grows
      },
      { message: 'decoded frames grow', timeout: 20_000 },
    )
    .toBe(true)
}

/** Chooses the three answers of the feedback page. */
export async function answer(page: Page, overall: number, recommend: number, purpose: string): Promise<void> {
  for (const [group, name] of [
    ['Overall experience', String(overall)],
    ['Recommend', String(recommend)],
    ['Purpose', purpose],
  ] as const) {
    await page.getByRole('radiogroup', { name: group }).getByRole('radio', { name, exact: true }).check()
  }
}

/** A visitor takes the next free time of a product, the espresso machine unless given; their page. */
export async function booked(world: World, person: Person = ananya, product?: string): Promise<Page> {
  const page = await world.page()
  await verify(world, page, person, { way: 'Schedule demo', product })
  await bookNext(page)
  return page
}

/** The slot of the last booking. */
export const slotOf = (world: World) =>
  world.read
    .selectFrom('booking')
    .innerJoin('slot', 'slot.id', 'booking.slot_id')
    .select(['slot.id', 'slot.rule_id', 'slot.day', 'slot.starts_at', 'slot.ends_at', 'slot.taken'])
    .select(['booking.state', 'booking.sequence', 'booking.demo_id'])
    .orderBy('booking.id', 'desc')
    .executeTakeFirstOrThrow()
