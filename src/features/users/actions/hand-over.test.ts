import { expect, test } from 'vitest'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { type Staffer, Visits } from '../../../../tests/support/visits.ts'
import type { Staff } from '../../../platform/auth/staff.ts'
import { newToken } from '../../../platform/keys.ts'
import { makeAllSlots } from '../../slots/actions/make.ts'
import { addRule } from '../../slots/actions/rules.ts'
import { ruleInput } from '../../slots/schema.ts'
import { setUserStatus } from '../actions.ts'
import { userDetails } from '../reads.ts'

const HOUR = 60 * 60_000
// The sessions that end with a status are the login library's; here nobody has one.
const staff = { forget: () => {} } as unknown as Staff

eachDatabase('whoever takes the bookings of a user made inactive', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const product = await visits.product({ name: 'Watch' })
    const [asha, ravi] = [await visits.staffer([product]), await visits.staffer([product])]
    const admin = await visits.staffer([], 'ADMIN')
    // Visitors get a demo where somebody is live.
    await visits.live(ravi, 'GO', [product])
    const now = visits.clock.now()

    /** A slot of an agent, so many hours from now, an hour long, with so many bookings. */
    async function slot(who: Staffer, hours: number, booked: number, others: Staffer[] = []) {
      const { write } = visits.database
      const starts_at = now + hours * HOUR
      const row = { product_id: product, rule_id: null, day: '2026-01-16', starts_at, ends_at: starts_at + HOUR }
      const made = await write
        .insertInto('slot')
        .values({ ...row, capacity: 5, taken: booked, status: 'OPEN', created_at: now })
        .executeTakeFirstOrThrow()
      const id = Number(made.insertId)
      for (const agent of [who, ...others]) {
        const values = { slot_id: id, user_id: agent.id, starts_at, busy_until: starts_at + HOUR }
        await write.insertInto('slot_user').values(values).execute()
      }
      for (let n = 0; n < booked; n++) {
        const { id: demo_id } = await visits.lobby(await visits.visitor(), product)
        const booking = {
          slot_id: id,
          demo_id,
          open_key: newToken(),
          token_hash: newToken(),
          zone: 'UTC',
          state: 'BOOKED' as const,
        }
        await write
          .insertInto('booking')
          .values({ ...booking, pin_version: 1, pin_tries: 0, sequence: 0, created_at: now })
          .execute()
      }
      return id
    }
    const agents = async (id: number) => {
      const rows = visits.database.read.selectFrom('slot_user').select('user_id').where('slot_id', '=', id)
      return (await rows.orderBy('user_id').execute()).map((row) => row.user_id)
    }
    const status = async (who: Staffer) =>
      (await visits.database.read.selectFrom('user').select('status').where('id', '=', who.id).executeTakeFirst())
        ?.status
    const leave = (handTo?: number | null) => setUserStatus(admin.ctx, staff, asha.id, 'INACTIVE', handTo)
    return { visits, product, asha, ravi, admin, slot, agents, status, leave }
  }

  test('the admin is shown the slots with bookings to come, and who could take them', async () => {
    const { visits, asha, ravi, admin, slot } = await stage()
    await visits.staffer([await visits.product()])
    await slot(asha, 3, 0)
    await slot(asha, -3, 1)
    const later = await slot(asha, 9, 1, [ravi])
    const sooner = await slot(asha, 5, 2)
    const { slots, takers } = await userDetails(admin.ctx, asha.id)
    expect(slots).toMatchObject([
      { id: sooner, booked: 2, others: 0, product: { name: 'Watch' } },
      { id: later, booked: 1, others: 1 },
    ])
    expect(takers.map(({ id }) => id)).toEqual([ravi.id, admin.id])
    await expect(userDetails(ravi.ctx, asha.id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(userDetails(admin.ctx, 987)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('unless the admin says who, nothing changes; then all go to that one, who is told', async () => {
    const { visits, asha, ravi, slot, agents, status, leave } = await stage()
    const [one, shared, empty] = [await slot(asha, 3, 1), await slot(asha, 5, 1, [ravi]), await slot(asha, 7, 0)]
    await expect(leave()).rejects.toMatchObject({ code: 'conflict', fields: { handTo: expect.any(String) } })
    expect(await status(asha)).toBe('ACTIVE')
    await leave(ravi.id)
    expect(await status(asha)).toBe('INACTIVE')
    expect(await Promise.all([one, shared, empty].map(agents))).toEqual([[ravi.id], [ravi.id], []])
    const events = visits.database.read.selectFrom('event').select(['subject_id'])
    const told = await events.where('action', '=', 'slot.agents').orderBy('id').execute()
    expect(told.map((row) => row.subject_id)).toEqual([one, shared, empty])
    const user = visits.database.read.selectFrom('user').select('email').where('id', '=', ravi.id)
    const { email } = await user.executeTakeFirstOrThrow()
    const mails = [...(await visits.messages('booking.agent')), ...(await visits.messages('slot.reminder'))]
    expect(mails.map(({ recipient, refs }) => [recipient, JSON.parse(refs).slot ?? 'news'])).toEqual([
      [email, 'news'],
      [email, one],
    ])
  })

  test('a slot of a rule that the taker is not of stays theirs', async () => {
    const { visits, product, asha, ravi, admin, agents, leave } = await stage()
    const given = { productId: product, clock: '15:00', lengthMin: 30, days: 'DAILY', firstDate: '2026-01-16' }
    await addRule(admin.ctx, ruleInput.parse({ ...given, capacity: 1, users: [asha.id] }))
    const slots = visits.database.read.selectFrom('slot').select('id').orderBy('day')
    const { id } = await slots.executeTakeFirstOrThrow()
    await visits.booked(await visits.visitor(), id)
    await leave(ravi.id)
    await makeAllSlots(visits.system)
    expect(await agents(id)).toEqual([ravi.id])
    expect(await visits.messages('slot.deserted')).toEqual([])
  })

  test('to nobody yet: the booked slot stays without an agent, and the admins are told', async () => {
    const { visits, asha, slot, agents, status, leave } = await stage()
    const id = await slot(asha, 3, 1)
    await leave(null)
    expect([await status(asha), await agents(id)]).toEqual(['INACTIVE', []])
    expect(await visits.messages('slot.deserted')).toHaveLength(1)
  })

  test('who is busy, away, inactive or serves something else cannot take them, and nothing changes', async () => {
    const { visits, asha, ravi, slot, agents, status, leave } = await stage()
    const [first, second] = [await slot(asha, 3, 1), await slot(asha, 5, 1)]
    await slot(ravi, 5.5, 0)
    const stranger = await visits.staffer([])
    const away = await visits.staffer([])
    await visits.database.write
      .insertInto('user_product')
      .values({ user_id: away.id, product_id: (await userDetails(visits.system, asha.id)).slots[0]!.product.id })
      .execute()
    const off = {
      starts_at: visits.clock.now() + 3 * HOUR,
      ends_at: visits.clock.now() + 4 * HOUR,
      note: '',
      created_at: 0,
    }
    await visits.database.write
      .insertInto('time_off')
      .values({ user_id: away.id, ...off })
      .execute()
    for (const [taker, says] of [
      [ravi.id, new RegExp(`${ravi.actor.name} has another slot at`)],
      [stranger.id, /active agents of this product/],
      [away.id, /has time off/],
      [asha.id, /own slots.* somebody else/],
      [987, /somebody else/],
    ] as const) {
      await expect(leave(taker)).rejects.toMatchObject({ code: 'conflict', message: says })
    }
    expect(await status(asha)).toBe('ACTIVE')
    expect(await Promise.all([first, second].map(agents))).toEqual([[asha.id], [asha.id]])
  })
})
