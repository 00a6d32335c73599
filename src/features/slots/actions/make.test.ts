import { expect, test } from 'vitest'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal, type Staffer, Visits } from '../../../../tests/support/visits.ts'
import { transact } from '../../../platform/context.ts'
import { changeSettings } from '../../brand/actions.ts'
import { changeProduct } from '../../products/actions.ts'
import { type RuleInput, ruleInput } from '../schema.ts'
import { makeAllSlots, makeSlots } from './make.ts'
import { addRule, changeRule } from './rules.ts'
import { addSlot, addTimeOff, changeSlot, removeTimeOff } from './slots.ts'

// The tests' clock stands at Thursday, 2026-01-15, 12:00 in Kolkata.
eachDatabase('slots of rules', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const product = await visits.product({ horizonDays: 10 })
    const agent = await visits.staffer([product])
    const rule = (given: Partial<RuleInput> = {}): RuleInput =>
      ruleInput.parse({
        productId: product,
        clock: '10:00',
        lengthMin: 30,
        days: 'DAILY',
        firstDate: '2026-01-01',
        capacity: 2,
        users: [agent.id],
        ...given,
      })
    const slots = async (id?: number) => {
      const query = visits.database.read.selectFrom('slot').selectAll().orderBy('starts_at').orderBy('id')
      return (id === undefined ? query : query.where('rule_id', '=', id)).execute()
    }
    const offered = async (id: number) => (await slots(id)).filter(({ status }) => status === 'OPEN')
    const take = (slotId: number) =>
      visits.database.write.updateTable('slot').set({ taken: 1 }).where('id', '=', slotId).execute()
    const agentsOf = async (slotId: number) => {
      const rows = visits.database.read.selectFrom('slot_user').select('user_id').where('slot_id', '=', slotId)
      return (await rows.execute()).map(({ user_id }) => user_id)
    }
    return { visits, product, agent, rule, slots, offered, take, agentsOf, ctx: visits.system }
  }

  const days = (rows: { day: string }[]) => rows.map(({ day }) => day.slice(5)).join(' ')
  const clocks = (rows: { starts_at: number }[]) =>
    [...new Set(rows.map(({ starts_at }) => new Date(starts_at + 5.5 * 3_600_000).toISOString().slice(11, 16)))].join(
      ' ',
    )

  test('appear up to the horizon, and by themselves as days pass', async () => {
    const { ctx, rule, offered, visits } = await stage()
    const { id } = await addRule(ctx, rule())
    expect(days(await offered(id))).toBe('01-16 01-17 01-18 01-19 01-20 01-21 01-22 01-23 01-24 01-25')
    visits.clock.advance(24 * 3_600_000)
    await makeAllSlots(ctx)
    expect(days(await offered(id))).toContain('01-26')
    const before = await visits.everything()
    await makeAllSlots(ctx)
    expect(await visits.everything()).toEqual(before)
  })

  test('changing a rule changes only slots without bookings; the others are named', async () => {
    const { ctx, rule, offered, take } = await stage()
    const { id } = await addRule(ctx, rule())
    const [first] = await offered(id)
    await take(first!.id)
    const { kept } = await changeRule(ctx, id, rule({ clock: '15:00', capacity: 5 }))
    expect(kept).toEqual([{ id: first!.id, startsAt: first!.starts_at, endsAt: first!.ends_at, taken: 1 }])
    const now = await offered(id)
    expect(clocks(now)).toBe('15:00 10:00')
    expect(now.map(({ capacity }) => capacity)).toEqual([5, 2, 5, 5, 5, 5, 5, 5, 5, 5, 5])
  })

  test('an inactive rule offers nothing, an active one the same again', async () => {
    const { ctx, rule, offered } = await stage()
    const { id } = await addRule(ctx, rule())
    const before = await offered(id)
    await changeRule(ctx, id, rule({ status: 'INACTIVE' }))
    expect(await offered(id)).toEqual([])
    await changeRule(ctx, id, rule())
    expect(await offered(id)).toEqual(before)
  })

  test('holidays and time off take slots away and give them back', async () => {
    const { ctx, rule, offered, agent, visits } = await stage()
    const holidays = [
      { day: '2026-01-26', name: 'Republic Day' },
      { day: '2026-01-17', name: 'Fair' },
    ]
    await changeSettings(ctx, { holidays })
    const { id } = await addRule(ctx, rule())
    expect(days(await offered(id))).not.toContain('01-17')
    const startsAt = Date.parse('2026-01-18T00:00:00+05:30')
    await addTimeOff(ctx, { userId: agent.id, startsAt, endsAt: startsAt + 2 * 86_400_000, note: '' })
    expect(days(await offered(id))).toBe('01-16 01-20 01-21 01-22 01-23 01-24 01-25')
    const off = await visits.database.read.selectFrom('time_off').select('id').executeTakeFirstOrThrow()
    await removeTimeOff(ctx, off.id)
    expect(days(await offered(id))).toBe('01-16 01-18 01-19 01-20 01-21 01-22 01-23 01-24 01-25')
  })

  test('time off of the only agent of a booked slot is told to the admins, and the slot stays', async () => {
    const { ctx, rule, offered, agent, visits, take } = await stage()
    await visits.staffer([], 'ADMIN')
    const { id } = await addRule(ctx, rule())
    const [first] = await offered(id)
    await take(first!.id)
    const off = { userId: agent.id, startsAt: first!.starts_at, endsAt: first!.ends_at, note: '' }
    const { kept } = await addTimeOff(ctx, off)
    expect(kept.map((slot) => slot.id)).toEqual([first!.id])
    expect(await visits.messages('slot.deserted')).toHaveLength(1)
    await transact(ctx, (work) => makeSlots(ctx, work, id))
    expect(await visits.messages('slot.deserted')).toHaveLength(1)
  })

  test('an agent’s slots cannot overlap, over products and with the buffer; side by side they can', async () => {
    const { ctx, rule, agent, visits, product } = await stage()
    await addRule(ctx, rule())
    const other = await visits.product({ bufferMin: 15 })
    await visits.database.write.insertInto('user_product').values({ user_id: agent.id, product_id: other }).execute()
    const refused = { code: 'conflict', message: expect.stringContaining('10:10') }
    await expect(addRule(ctx, rule({ productId: other, clock: '10:10' }))).rejects.toMatchObject(refused)
    expect(await refusal(addRule(ctx, rule({ productId: other, clock: '09:20' })))).toBe('conflict')
    expect(await refusal(addRule(ctx, rule({ productId: other, clock: '09:15' })))).toBeUndefined()
    expect(await refusal(addRule(ctx, rule({ clock: '10:30' })))).toBeUndefined()
    const byHand = { productId: product, day: '2026-01-20', lengthMin: 15, capacity: 1, users: [agent.id] }
    expect(await refusal(addSlot(ctx, { ...byHand, clock: '10:15' }))).toBe('conflict')
    expect(await refusal(addSlot(ctx, { ...byHand, clock: '11:00' }))).toBeUndefined()
  })

  test('two admins who give away the same time at once: one is refused', async () => {
    const { ctx, product, agent, slots } = await stage()
    const one = { productId: product, day: '2026-01-20', clock: '10:00', lengthMin: 30, capacity: 1, users: [agent.id] }
    const results = await Promise.all([...Array(6)].map(() => refusal(addSlot(ctx, one))))
    expect(results.filter((code) => code === undefined)).toHaveLength(1)
    expect(await slots()).toHaveLength(1)
  })

  test('what an admin may not give: the past, strangers, a rule that never occurs, fewer seats than are taken', async () => {
    const { ctx, rule, product, agent, visits, offered, take } = await stage()
    const stranger = await visits.staffer([])
    const slot = { productId: product, day: '2026-01-15', clock: '11:00', lengthMin: 30, capacity: 1 }
    expect(await refusal(addSlot(ctx, { ...slot, users: [agent.id] }))).toBe('invalid')
    expect(await refusal(addRule(ctx, rule({ users: [stranger.id] })))).toBe('invalid')
    expect(await refusal(addRule(ctx, rule({ lastDate: '2026-01-10' })))).toBe('invalid')
    const closed = rule({ lastDate: '2026-01-16', exceptions: { '2026-01-16': 0 } })
    expect(await refusal(addRule(ctx, closed))).toBe('invalid')
    expect(await refusal(addRule(agent.ctx, rule()))).toBe('forbidden')
    const { id } = await addRule(ctx, rule())
    const [first, second] = await offered(id)
    await take(first!.id)
    expect(await refusal(changeSlot(ctx, first!.id, { status: 'CLOSED' }))).toBe('conflict')
    await visits.database.write.updateTable('slot').set({ taken: 2 }).where('id', '=', first!.id).execute()
    expect(await refusal(changeSlot(ctx, first!.id, { capacity: 1 }))).toBe('conflict')
    await changeSlot(ctx, first!.id, { capacity: 4 })
    await changeSlot(ctx, second!.id, { status: 'CLOSED' })
    await makeAllSlots(ctx)
    expect((await offered(id)).map(({ id: it, capacity }) => [it, capacity])[0]).toEqual([first!.id, 4])
    expect(days(await offered(id))).not.toContain('01-17')
    await changeSlot(ctx, second!.id, { status: 'OPEN' })
    expect(days(await offered(id)), 'open again').toContain('01-17')
    const served = visits.database.read.selectFrom('slot_user').select('user_id').where('slot_id', '=', second!.id)
    expect(await served.execute()).toEqual([{ user_id: agent.id }])
  })

  test('a product made inactive offers nothing; another zone moves what nobody has booked, a longer horizon adds', async () => {
    const { ctx, rule, offered, take, product } = await stage()
    const { id } = await addRule(ctx, rule())
    const [first] = await offered(id)
    await take(first!.id)
    const zoned = await changeProduct(ctx, product, { zone: 'Europe/London', horizonDays: 12 })
    expect(zoned.kept).toMatchObject([{ id: first!.id, taken: 1 }])
    const rows = await offered(id)
    expect(rows).toHaveLength(13)
    expect(clocks(rows)).toBe('15:30 10:00')
    const { kept } = await changeProduct(ctx, product, { status: 'INACTIVE' })
    expect(kept).toMatchObject([{ id: first!.id, taken: 1 }])
    expect((await offered(id)).map((slot) => slot.id)).toEqual([first!.id])
  })

  test('a rule or its zone can change once the slot of today has begun: from tomorrow on', async () => {
    const { ctx, rule, offered, visits, product } = await stage()
    const { id } = await addRule(ctx, rule({ clock: '15:00' }))
    visits.clock.advance(3.25 * 3_600_000)
    await changeRule(ctx, id, rule({ clock: '18:00' }))
    const coming = async () => (await offered(id)).filter(({ starts_at }) => starts_at > visits.clock.now())
    expect(days(await coming())).toBe('01-16 01-17 01-18 01-19 01-20 01-21 01-22 01-23 01-24 01-25')
    expect(clocks(await coming())).toBe('18:00')
    await changeProduct(ctx, product, { zone: 'Europe/London' })
    expect(clocks(await coming())).toBe('23:30')
  })

  test('a rule whose agent left can be switched off, and so can one that is over', async () => {
    const { ctx, rule, offered, agent, visits } = await stage()
    const { id } = await addRule(ctx, rule())
    const { id: over } = await addRule(ctx, rule({ clock: '12:30', lastDate: '2026-01-16' }))
    await visits.database.write.updateTable('user').set({ status: 'INACTIVE' }).where('id', '=', agent.id).execute()
    visits.clock.advance(48 * 3_600_000)
    const off = { status: 'INACTIVE' } as const
    await changeRule(ctx, over, rule({ clock: '12:30', lastDate: '2026-01-16', ...off }))
    expect(await refusal(changeRule(ctx, id, rule()))).toBe('invalid')
    await changeRule(ctx, id, rule(off))
    expect((await offered(id)).filter(({ starts_at }) => starts_at > visits.clock.now())).toEqual([])
    // As the form sends it, which does not show who has left.
    await changeRule(ctx, id, rule({ users: [], ...off }))
    expect(() => rule({ users: [] })).toThrow('at least one agent')
  })

  test('a single slot is not given in a time off', async () => {
    const { ctx, product, agent } = await stage()
    const startsAt = Date.parse('2026-01-16T00:00:00+05:30')
    await addTimeOff(ctx, { userId: agent.id, startsAt, endsAt: startsAt + 86_400_000, note: '' })
    const slot = { productId: product, day: '2026-01-16', lengthMin: 30, capacity: 1, users: [agent.id] }
    const refused = { code: 'conflict', message: expect.stringContaining('has time off at') }
    await expect(addSlot(ctx, { ...slot, clock: '10:00' })).rejects.toMatchObject(refused)
    expect(await refusal(addSlot(ctx, { ...slot, day: '2026-01-17', clock: '10:00' }))).toBeUndefined()
  })

  test('a time off entered by mistake and removed gives the booked slots back', async () => {
    const { ctx, rule, offered, agent, visits, take, agentsOf } = await stage()
    const { id } = await addRule(ctx, rule())
    const [first] = await offered(id)
    await take(first!.id)
    await addTimeOff(ctx, { userId: agent.id, startsAt: first!.starts_at, endsAt: first!.ends_at, note: '' })
    expect(await agentsOf(first!.id)).toEqual([])
    const off = await visits.database.read.selectFrom('time_off').select('id').executeTakeFirstOrThrow()
    await removeTimeOff(ctx, off.id)
    expect(await agentsOf(first!.id)).toEqual([agent.id])
  })

  test('a time off names only the slots that it leaves without an agent', async () => {
    const { ctx, rule, offered, agent, visits, take, product } = await stage()
    const other = await visits.staffer([product])
    const { id } = await addRule(ctx, rule())
    const [first] = await offered(id)
    await take(first!.id)
    const off = { startsAt: first!.starts_at, endsAt: first!.ends_at, note: '' }
    expect((await addTimeOff(ctx, { ...off, userId: agent.id })).kept).toHaveLength(1)
    expect((await addTimeOff(ctx, { ...off, userId: other.id })).kept).toEqual([])
  })

  test('a longer buffer counts after the slots there are, booked or not', async () => {
    const { ctx, rule, offered, agent, visits, take, product } = await stage()
    const other = await visits.product({ bufferMin: 0 })
    await visits.database.write.insertInto('user_product').values({ user_id: agent.id, product_id: other }).execute()
    const { id } = await addRule(ctx, rule())
    const [first, second] = await offered(id)
    await take(first!.id)
    await changeProduct(ctx, product, { bufferMin: 20 })
    const slot = { productId: other, clock: '10:35', lengthMin: 15, capacity: 1, users: [agent.id] }
    for (const { day } of [first!, second!]) expect(await refusal(addSlot(ctx, { ...slot, day }))).toBe('conflict')
  })

  test('holidays that are set later take away what nobody has booked', async () => {
    const { ctx, rule, offered, take } = await stage()
    const { id } = await addRule(ctx, rule())
    const [first, second] = await offered(id)
    await take(first!.id)
    const holidays = [first!, second!].map(({ day }) => ({ day, name: 'Fair' }))
    expect((await changeSettings(ctx, { holidays })).kept).toMatchObject([{ id: first!.id, taken: 1 }])
    const more = { day: '2026-02-20', name: 'Fair' }
    expect((await changeSettings(ctx, { holidays: [...holidays, more] })).kept).toEqual([])
    expect(days(await offered(id))).toBe('01-16 01-18 01-19 01-20 01-21 01-22 01-23 01-24 01-25')
  })

  test('an agent who becomes inactive or loses the product has its slots no more', async () => {
    const { ctx, rule, offered, agent, visits, product } = await stage()
    const second: Staffer = await visits.staffer([product])
    const { id } = await addRule(ctx, rule({ users: [agent.id, second.id] }))
    await visits.database.write.updateTable('user').set({ status: 'INACTIVE' }).where('id', '=', agent.id).execute()
    await makeAllSlots(ctx)
    const users = await visits.database.read.selectFrom('slot_user').select('user_id').distinct().execute()
    expect(users).toEqual([{ user_id: second.id }])
    await visits.database.write.deleteFrom('user_product').where('user_id', '=', second.id).execute()
    await makeAllSlots(ctx)
    expect(await offered(id)).toEqual([])
  })
})
