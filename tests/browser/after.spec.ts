import type { Page } from '@playwright/test'
import { ananya, answer, call } from './world/steps.ts'
import { expect, test, type World } from './world/world.ts'

const MINUTE = 60_000

/** The feedback job has run since the clock was last moved. */
const askedAll = (world: World) =>
  expect
    .poll(async () => {
      const job = world.read.selectFrom('job').select('next_at').where('name', '=', 'feedback')
      return (await job.executeTakeFirstOrThrow()).next_at
    })
    .toBeGreaterThan(world.now() - MINUTE)

/** A meeting that both were in, and that the visitor has left; the address of the feedback. */
async function met(world: World): Promise<{ agent: Page; visitor: Page; address: string }> {
  const { agent, visitor } = await call(world)
  await visitor.getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(visitor).toHaveURL(/\/feedback\//)
  return { agent, visitor, address: new URL(visitor.url()).pathname }
}

const given = (world: World) =>
  world.read
    .selectFrom('feedback')
    .innerJoin('demo', 'demo.id', 'feedback.demo_id')
    .select(['overall', 'recommend', 'purpose', 'suggestion'])
    .where('demo.email', '=', ananya.email)
    .execute()

test('feedback works without script, and counts once', async ({ world }) => {
  const { address } = await met(world)
  const page = await world.page({ javaScriptEnabled: false })
  const twin = await world.page({ javaScriptEnabled: false })
  await twin.goto(address)
  await page.goto(address)
  for (const form of [page, twin]) {
    await answer(form, 7, 0, 'Support')
    await form.getByRole('button', { name: 'Submit' }).click()
    await expect(form.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  }
  await expect(page.getByRole('link', { name: 'Buy Tara espresso machine' })).toBeVisible()
  await page.goto(address)
  await expect(page.getByText('You have told us already')).toBeVisible()
  expect(await given(world)).toEqual([{ overall: 7, recommend: 0, purpose: 'SUPPORT', suggestion: '' }])
})

test('not given within ten minutes: one e-mail with the link, never a second', async ({ world }) => {
  const { address } = await met(world)
  const mails = () => world.messages().filter(({ to, channel }) => to === ananya.email && channel === 'EMAIL')
  world.advance(9 * MINUTE)
  await askedAll(world)
  expect(mails()).toEqual([])
  world.advance(2 * MINUTE)
  expect(await world.message(ananya.email)).toContain(address)
  for (let hour = 0; hour < 3; hour++) {
    world.advance(60 * MINUTE)
    await askedAll(world)
  }
  expect(mails()).toHaveLength(1)
  const page = await world.page()
  await page.goto(address)
  await expect(page.getByRole('heading', { name: 'How was it?' })).toBeVisible()
})

test('given in time: no e-mail', async ({ world }) => {
  const { visitor } = await met(world)
  await answer(visitor, 7, 9, 'Information')
  await visitor.getByRole('button', { name: 'Submit' }).click()
  await expect(visitor.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  world.advance(11 * MINUTE)
  await askedAll(world)
  expect(world.messages().filter(({ channel }) => channel === 'EMAIL')).toEqual([])
  expect(await given(world)).toHaveLength(1)
})

test('after a call a follow-up is booked from the wrap-up', async ({ world }) => {
  const { agent } = await met(world)
  await agent.getByRole('button', { name: 'End meeting' }).click()
  await agent.getByRole('radio', { name: 'Follow up' }).check()
  await agent.getByRole('button', { name: 'Save and book a follow-up' }).click()
  await expect(agent.getByRole('button', { name: 'Book a time' })).toBeVisible()
  await expect(agent.getByRole('radio', { name: 'Follow up' })).toBeChecked()
})

test('the wrap-up that was left for later waits at Join live', async ({ world }) => {
  const { agent } = await met(world)
  await agent.getByRole('button', { name: 'End meeting' }).click()
  await agent.getByRole('link', { name: 'Later' }).click()
  const form = agent.getByRole('region', { name: `Wrap-up of ${ananya.name}` })
  await form.getByRole('radio', { name: 'Follow up' }).check()
  await form.getByLabel('Remarks').fill('Call back on Monday.')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await agent.getByRole('link', { name: 'Customers' }).click()
  const row = agent.getByRole('row', { name: new RegExp(ananya.name) }).first()
  await expect(row).toContainText('Follow up')
  await expect(row).toContainText('Completed')
  await row.getByRole('link').click()
  await agent.getByLabel('Remarks').fill('Call back on Tuesday.')
  await agent.getByRole('button', { name: 'Save remarks' }).click()
  await expect(agent.getByText('Saved', { exact: true })).toBeVisible()
  const demo = await world.read
    .selectFrom('demo')
    .selectAll()
    .where('email', '=', ananya.email)
    .executeTakeFirstOrThrow()
  expect(demo).toMatchObject({ outcome: 'FOLLOW_UP', remarks: 'Call back on Tuesday.', status: 'COMPLETED' })
})
