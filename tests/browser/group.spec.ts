import type { Page } from '@playwright/test'
import { ananya, answer, booked, enterPin, invitation, slotOf, vikram, wakeBar } from './world/steps.ts'
import { expect, test } from './world/world.ts'

const MINUTE = 60_000

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
