import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { Visits } from '../../../tests/support/visits.ts'
import { transact } from '../../platform/context.ts'
import { handSlot } from '../bookings/actions/whole-slot.ts'
import { askToJoin, leaveQueue } from '../knocks/actions/ask.ts'
import { sweepQueue } from '../knocks/actions/sweep.ts'
import { addTimeOff } from '../slots/actions/slots.ts'
import { tellAdmins } from './actions.ts'
import { templates } from './jobs.ts'
import { ALERT_TEMPLATE, currentAlerts } from './reads.ts'

const MINUTE = 60_000

eachDatabase('what admins are told of', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const admin = await visits.staffer([], 'ADMIN')
    await visits.staffer([], 'AGENT')
    const mails = async () =>
      (await visits.messages(ALERT_TEMPLATE)).map(({ recipient, refs }) => [recipient, JSON.parse(refs).kind])
    const fails = (template = 'alert.live') =>
      transact(visits.system, async (work) => {
        const to = { channel: 'SMS', recipient: '+919800000000', template, lang: 'en', refs: {}, zone: 'UTC' } as const
        await work.send({ ...to, urgency: 'NOW' })
        const row = work.db.selectFrom('message').select((eb) => eb.fn.max('id').as('id'))
        await work.record('message.dead', 'message', Number((await row.executeTakeFirstOrThrow()).id))
      })
    return { visits, admin, mails, fails }
  }

  test('failed messages are mailed to each admin, once an hour, and shown meanwhile', async () => {
    const { visits, admin, mails, fails } = await stage()
    await tellAdmins(visits.system)
    expect(await mails()).toEqual([])
    await fails()
    await fails(ALERT_TEMPLATE)
    await tellAdmins(visits.system)
    await fails()
    await tellAdmins(visits.system)
    const first = (await visits.messages(ALERT_TEMPLATE)).filter(({ channel }) => channel === 'EMAIL')
    expect(first).toHaveLength(1)
    expect(first[0]!.recipient).toContain(admin.actor.name.replace(' ', ''))
    expect(await currentAlerts(admin.ctx)).toEqual({ rows: [{ kind: 'MESSAGES', n: 2 }] })
    const mail = await templates[ALERT_TEMPLATE]!.render(visits.system, {
      ...{ refs: JSON.parse(first[0]!.refs), secret: null, lang: 'en' },
      ...{ channel: 'EMAIL', recipient: first[0]!.recipient, createdAt: 0 },
    })
    expect(mail?.subject).toBe('Phygital: one message could not be sent in the last hour')
    expect(mail?.text).toContain('/crm/messages?state=DEAD')
    visits.clock.advance(61 * MINUTE)
    await tellAdmins(visits.system)
    expect(await currentAlerts(admin.ctx)).toEqual({ rows: [] })
    await fails()
    await tellAdmins(visits.system)
    expect((await mails()).filter(([to]) => to !== '+919800000000')).toHaveLength(2)
  })

  test('knocks that nobody answered are told: waiting too long, given up, or nobody came', async () => {
    const { visits, admin } = await stage()
    const told = async () => (await currentAlerts(admin.ctx)).rows
    const product = await visits.product()
    const expert = await visits.expert(product)
    const [waits, answered] = [await visits.waiting(product), await visits.waiting(product)]
    await visits.admit(expert, answered)
    visits.clock.advance(5 * MINUTE - 1)
    await visits.seen(waits)
    expect(await told()).toEqual([])
    visits.clock.advance(1)
    expect(await told()).toEqual([{ kind: 'KNOCKS', n: 1 }])
    await tellAdmins(visits.system)
    expect(await visits.messages(ALERT_TEMPLATE)).toHaveLength(1)
    // Nobody is live any more: three minutes later they are told so.
    await visits.live(expert, 'STOP', [product], 'SERVE')
    await visits.database.write.updateTable('live_demo').set({ ended_at: visits.clock.now(), open_key: null }).execute()
    visits.clock.advance(4 * MINUTE)
    await sweepQueue(visits.system)
    expect(await visits.knock(waits)).toMatchObject({ state: 'LEFT' })
    expect(await told()).toEqual([{ kind: 'KNOCKS', n: 1 }])
    visits.clock.advance(61 * MINUTE)
    expect(await told()).toEqual([])
  })

  test('who comes early to a booked time is unanswered five minutes after its beginning, not before', async () => {
    const { visits, admin } = await stage()
    const told = async () => (await currentAlerts(admin.ctx)).rows
    const product = await visits.product()
    const slot = await visits.slot(product, [await visits.staffer([product])], 15, 2)
    const [stays, leaves] = [
      await visits.booked(await visits.visitor(), slot),
      await visits.booked(await visits.visitor(), slot),
    ]
    visits.clock.advance(5 * MINUTE)
    for (const visit of [stays, leaves]) await askToJoin(visit.ctx, visit.demo)
    visits.clock.advance(14 * MINUTE)
    await leaveQueue(leaves.ctx, leaves.demo)
    expect(await told()).toEqual([])
    visits.clock.advance(MINUTE)
    expect(await told()).toEqual([{ kind: 'KNOCKS', n: 1 }])
  })

  test('booked slots without an agent are shown until they have one; their e-mail is their own', async () => {
    const { visits, admin } = await stage()
    const told = async () => (await currentAlerts(admin.ctx)).rows
    const product = await visits.product()
    const agent = await visits.staffer([product])
    const slot = await visits.slot(product, [agent], 120)
    await visits.booked(await visits.visitor(), slot)
    expect(await told()).toEqual([])
    const startsAt = visits.clock.now() + 60 * MINUTE
    await addTimeOff(admin.ctx, { userId: agent.id, startsAt, endsAt: startsAt + 120 * MINUTE, note: '' })
    expect(await told()).toEqual([{ kind: 'SLOTS', n: 1 }])
    await tellAdmins(visits.system)
    expect(await visits.messages(ALERT_TEMPLATE)).toEqual([])
    await handSlot(admin.ctx, slot, [(await visits.staffer([product])).id])
    expect(await told()).toEqual([])
  })

  test('agents are told nothing of it', async () => {
    const { visits } = await stage()
    const agent = await visits.staffer([])
    await expect(currentAlerts(agent.ctx)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
