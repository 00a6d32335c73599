import { admit, ananya, answer, call, expectFrames, knock, TARA, verify, vikram } from './world/steps.ts'
import { expect, test } from './world/world.ts'

test('a visitor registers, proves the number, knocks, is admitted, talks, leaves and gives feedback', async ({
  world,
}) => {
  const agent = await world.staff()
  await agent.goto('/crm/live')
  const tara = agent.getByRole('listitem', { name: 'Tara espresso machine' })
  await tara.getByRole('button', { name: 'Go live' }).click()
  await agent.waitForURL('**/crm/devices**')
  await agent.getByRole('button', { name: 'Go live' }).click()
  await agent.waitForURL('**/crm/live**')

  const visitor = await world.page()
  await visitor.goto(TARA)
  await verify(world, visitor, ananya)
  await expect(visitor).toHaveURL(/\/lobby$/)
  await visitor.getByRole('button', { name: 'Ask to join' }).click()
  await expect(visitor.getByText('You are next')).toBeVisible()

  await expect(agent.getByText(ananya.name, { exact: true })).toBeVisible()
  await expect(agent).toHaveTitle(/1/)
  await admit(agent)
  await expectFrames(agent)
  await expectFrames(visitor)
  await expect(visitor).toHaveURL(/\/meet\//)
  await expect(agent.getByText(ananya.mobile)).toBeVisible()

  await visitor.getByRole('button', { name: 'Chat' }).click()
  await visitor.getByRole('textbox').fill('How loud is it? https://example.com')
  await visitor.keyboard.press('Enter')
  await agent.getByRole('button', { name: 'Chat' }).click()
  const link = agent.getByRole('link', { name: 'https://example.com' })
  await expect(link).toHaveAttribute('rel', /noopener/)

  await visitor.getByRole('button', { name: 'Close' }).click()
  await visitor.getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(visitor).toHaveURL(/\/feedback\//)
  await answer(visitor, 9, 10, 'Buy')
  await visitor.getByLabel('Suggestion').fill('Show the grinder first.')
  await visitor.getByRole('button', { name: 'Submit' }).click()
  await expect(visitor.getByRole('heading', { name: 'Thank you' })).toBeVisible()

  await agent.getByRole('button', { name: 'End meeting' }).click()
  await agent.getByRole('radio', { name: 'Will buy' }).check()
  await agent.getByLabel('Remarks').fill('Wants the steel finish.')
  await agent.getByRole('button', { name: 'Save and next' }).click()
  await agent.waitForURL('**/crm/live**')

  const demo = await world.read
    .selectFrom('demo')
    .selectAll()
    .where('email', '=', ananya.email)
    .executeTakeFirstOrThrow()
  expect(demo).toMatchObject({
    status: 'COMPLETED',
    outcome: 'WILL_BUY',
    remarks: 'Wants the steel finish.',
    type: 'LIVE',
  })
  const feedback = await world.read.selectFrom('feedback').selectAll().where('demo_id', '=', demo.id).execute()
  expect(feedback).toMatchObject([{ overall: 9, recommend: 10, recommend_scale: '0-10', purpose: 'BUY' }])
})

test('a visitor who left comes back without knocking while the meeting lasts', async ({ world }) => {
  const { agent, visitor } = await call(world)
  await visitor.getByRole('button', { name: 'Leave', exact: true }).click()
  await visitor.getByRole('link', { name: 'Rejoin demo' }).click()
  await expectFrames(visitor)
  await expectFrames(agent)
})

test('both survive a reload of either side, as one person each', async ({ world }) => {
  const { agent, visitor } = await call(world)
  await visitor.reload()
  await expectFrames(visitor)
  await expectFrames(agent)
  await agent.reload()
  await expectFrames(agent)
  await expectFrames(visitor)
  const read = world.read
  expect(await read.selectFrom('customer_timing').select('id').where('leave_at', 'is', null).execute()).toHaveLength(1)
  expect(await read.selectFrom('user_timing').select('id').where('leave_at', 'is', null).execute()).toHaveLength(1)
})

test('two visitors never meet', async ({ world }) => {
  const { agent, visitor } = await call(world)
  const other = await world.page()
  await knock(world, other, vikram)
  const room = new URL(visitor.url()).pathname
  world.allow(/404/)
  const answer = await other.goto(room)
  expect(answer!.status()).toBe(404)
  await other.goto(`${TARA}/lobby`)
  await expect(other.getByRole('button', { name: 'Leave queue' })).toBeVisible()
  await expect(agent.locator('video')).toHaveCount(2)
  await expect(visitor.locator('video')).toHaveCount(2)
})
