import { expect, test } from 'vitest'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal, type Staffer, Visits } from '../../../../tests/support/visits.ts'
import type { Staff } from '../../../platform/auth/staff.ts'
import { addRule } from '../../slots/actions/rules.ts'
import { ruleInput } from '../../slots/schema.ts'
import { servedProducts } from '../reads.ts'
import { editUser } from './edit.ts'

// Sessions are the login library's; here nobody has one.
const staff = { forget: () => {}, token: () => undefined } as unknown as Staff

eachDatabase('a user whose role changes', (open) => {
  test('an admin made an agent is live no more, and leaves the slots of products they do not serve', async () => {
    const visits = new Visits(await open())
    const [watch, ring] = [await visits.product(), await visits.product()]
    const [admin, other] = [await visits.staffer([], 'ADMIN'), await visits.staffer([], 'ADMIN')]
    await visits.live(admin, 'GO', [watch, ring])
    for (const [productId, clock] of [
      [watch, '15:00'],
      [ring, '17:00'],
    ] as const) {
      const given = { productId, clock, lengthMin: 30, days: 'DAILY', firstDate: '2026-01-16', capacity: 1 }
      await addRule(other.ctx, ruleInput.parse({ ...given, users: [admin.id] }))
    }
    const of = async (productId: number) => {
      const slots = visits.database.read.selectFrom('slot_user').innerJoin('slot', 'slot.id', 'slot_user.slot_id')
      return (await slots.select('slot.id').where('slot.product_id', '=', productId).execute()).length
    }
    const before = await of(watch)
    expect([before > 0, await of(ring)]).toEqual([true, before])
    await editUser(other.ctx, staff, admin.id, { role: 'AGENT', products: [watch] })
    expect([await of(watch), await of(ring)]).toEqual([before, 0])
    expect(await servedProducts(visits.system, { id: admin.id, role: 'AGENT' })).toEqual([watch])
    const live = visits.database.read.selectFrom('live_demo').select('id').where('open_key', 'is not', null)
    expect(await live.execute()).toEqual([])
    await editUser(other.ctx, staff, admin.id, { role: 'ADMIN' })
    expect(await of(ring)).toBe(before)
  })
  test('the last active admin stays one, also of two who take it from each other at once', async () => {
    const visits = new Visits(await open())
    const [one, two] = [await visits.staffer([], 'ADMIN'), await visits.staffer([], 'ADMIN')]
    const take = (by: Staffer, from: Staffer) => refusal(editUser(by.ctx, staff, from.id, { role: 'AGENT' }))
    for (let round = 0; round < 5; round++) {
      await Promise.all([take(one, two), take(two, one)])
      const rows = await visits.database.read.selectFrom('user').select('id').where('role', '=', 'ADMIN').execute()
      expect(rows).toHaveLength(1)
      expect(await refusal(editUser(visits.system, staff, rows[0]!.id, { role: 'AGENT' }))).toBe('conflict')
      for (const { id } of [one, two]) await editUser(visits.system, staff, id, { role: 'ADMIN' })
    }
  })
})
