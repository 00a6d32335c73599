import { expect, test } from 'vitest'
import { Bookings, FRIDAY } from '../../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal } from '../../../../tests/support/visits.ts'
import { addRule } from '../actions/rules.ts'
import { addDaysOff } from '../actions/time-off.ts'
import { ruleQuery, slotQuery } from '../schema/crm.ts'
import { previewInput, ruleInput } from '../schema.ts'
import { listRules, listSlots } from './list.ts'
import { previewRule } from './preview.ts'
import { readWeek, slotChoices, slotForStaff, timesForStaff } from './week.ts'

eachDatabase('slots as staff read them', (open) => {
  async function stage() {
    const here = await Bookings.open(await open())
    const admin = await here.visits.staffer([], 'ADMIN')
    const stranger = await here.visits.staffer([await here.visits.product()])
    const given = {
      ...{ productId: here.product, clock: '10:00', lengthMin: 30, days: 'DAILY', firstDate: FRIDAY },
      ...{ capacity: 2, users: [here.agent.id] },
    }
    return { here, admin, stranger, given }
  }

  test('a preview names holidays, closed days, times off and other slots, and writes nothing', async () => {
    const { here, admin, given } = await stage()
    const holidays = JSON.stringify([{ day: '2026-01-26', name: 'Republic Day' }])
    await here.visits.database.write.insertInto('setting').values({ key: 'holidays', value: holidays }).execute()
    await here.slot('10:15', { day: '2026-01-17' })
    const off = { userId: here.agent.id, firstDay: '2026-01-18', lastDay: '2026-01-18', note: '' }
    await addDaysOff(admin.ctx, { ...off, firstClock: '00:00', lastClock: null })
    const before = await here.visits.everything()
    const rule = previewInput.parse({ ...given, exceptions: { '2026-01-19': 0, '2026-01-20': 5 } })
    const { days, zone } = await previewRule(admin.ctx, rule)
    expect(zone).toBe('Asia/Kolkata')
    expect(days.map(({ state }) => state)).toEqual([
      ...['OPEN', 'NOBODY', 'NOBODY', 'CLOSED', 'OPEN', 'OPEN', 'OPEN', 'OPEN', 'OPEN', 'OPEN'],
      ...['HOLIDAY', 'OPEN', 'OPEN', 'OPEN'],
    ])
    expect(days[1]!.clashes).toMatchObject([{ name: expect.any(String), what: expect.stringContaining('Machine') }])
    expect(days[2]!.clashes).toMatchObject([{ what: null }])
    expect(days[4]!.capacity).toBe(5)
    expect(days[10]!.holiday).toBe('Republic Day')
    expect(await here.visits.everything()).toEqual(before)
    expect(await refusal(previewRule(here.agent.ctx, rule))).toBe('forbidden')
    expect(await refusal(previewRule(admin.ctx, { ...rule, productId: 987654 }))).toBe('not_found')
  })

  test('a preview of a rule that changes shows the booked slots that stay', async () => {
    const { here, admin, given } = await stage()
    const { id } = await addRule(admin.ctx, ruleInput.parse(given))
    const first = await here.read.selectFrom('slot').select('id').orderBy('day').limit(1).executeTakeFirstOrThrow()
    await here.booked(first.id)
    const { days } = await previewRule(admin.ctx, previewInput.parse({ ...given, id, clock: '15:00' }))
    expect(days[0]).toMatchObject({ state: 'KEPT', kept: { taken: 1 } })
    expect(days[1]).toMatchObject({ state: 'OPEN', kept: null })
  })

  test('rules and slots are listed for admins, by every filter', async () => {
    const { here, admin, given } = await stage()
    const { id } = await addRule(admin.ctx, ruleInput.parse({ ...given, lastDate: '2026-01-20' }))
    const byHand = await here.slot('18:00')
    await here.booked(byHand)
    const rules = (query: object) => listRules(admin.ctx, ruleQuery.parse(query))
    expect((await rules({})).rows).toMatchObject([
      { id, clock: '10:00', booked: 0, next: Date.parse(`${FRIDAY}T10:00:00+05:30`), agents: [{ id: here.agent.id }] },
    ])
    expect((await rules({ search: 'machine' })).total).toBe(1)
    expect((await rules({ search: 'nothing' })).total).toBe(0)
    expect((await rules({ status: 'INACTIVE' })).total).toBe(0)
    expect((await rules({ agent: String(admin.id) })).total).toBe(0)
    const slots = async (query: object) => (await listSlots(admin.ctx, slotQuery.parse(query))).total
    expect(await slots({})).toBe(6)
    expect(await slots({ from: 'HAND' })).toBe(1)
    expect(await slots({ rule: String(id) })).toBe(5)
    expect(await slots({ booked: 'YES' })).toBe(1)
    expect(await slots({ day: `${FRIDAY}..${FRIDAY}` })).toBe(2)
    expect(await slots({ when: 'PAST' })).toBe(0)
    expect(await slots({ agent: String(admin.id) })).toBe(0)
    for (const sort of ['-startsAt', 'product', 'capacity', '-taken'])
      expect((await listSlots(admin.ctx, slotQuery.parse({ sort, size: 2, page: 3 }))).rows).toHaveLength(2)
    expect(await refusal(listRules(here.agent.ctx, ruleQuery.parse({})))).toBe('forbidden')
    expect(await refusal(listSlots(here.agent.ctx, slotQuery.parse({})))).toBe('forbidden')
  })

  test('the week, one slot, choices and times are of the asker’s products', async () => {
    const { here, admin, stranger } = await stage()
    const id = await here.slot()
    await here.booked(id)
    const free = await here.slot('12:00')
    const week = { from: '2026-01-12', product: '' as const, agent: '' as const }
    expect((await readWeek(here.agent.ctx, week)).slots.map((slot) => slot.id)).toEqual([id, free])
    expect((await readWeek(admin.ctx, { ...week, from: '2026-01-19' })).slots).toEqual([])
    expect((await readWeek(admin.ctx, { ...week, agent: stranger.id })).slots).toEqual([])
    expect((await readWeek(stranger.ctx, week)).slots).toEqual([])
    expect(await slotForStaff(here.agent.ctx, id)).toMatchObject({ taken: 1, mayJoin: true, seats: [{ open: true }] })
    expect(await refusal(slotForStaff(stranger.ctx, id))).toBe('not_found')
    const { times } = await timesForStaff(here.agent.ctx, here.product)
    expect(times.map((time) => time.id)).toEqual([free])
    expect(await refusal(timesForStaff(stranger.ctx, here.product))).toBe('not_found')
    expect((await slotChoices(stranger.ctx)).products.map((product) => product.id)).not.toContain(here.product)
    const { agents, carries } = await slotChoices(admin.ctx)
    expect(agents.find((agent) => agent.id === admin.id)?.products).toBeNull()
    expect(carries).toBe(3)
  })
})
