import { expect, test } from 'vitest'
import { Bookings, FRIDAY } from '../../../../tests/support/bookings.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { refusal } from '../../../../tests/support/visits.ts'
import { findVisitor } from '../../../platform/auth/visitor.ts'
import { askForAlert } from '../../live-alerts/actions.ts'
import { blockCustomers, unblockCustomers } from './block.ts'

const reason = 'Shouted at the expert'

eachDatabase('blocking customers', (open) => {
  async function stage() {
    const here = await Bookings.open(await open())
    return { here, visits: here.visits, admin: await here.visits.staffer([], 'ADMIN') }
  }

  test('ends sessions, bookings, places in line and alerts; what is told has no reason', async () => {
    const { here, visits, admin } = await stage()
    const full = await here.slot('12:00', { day: '2026-01-17' })
    await here.booked(full)
    const { visitor, booking } = await here.booked(await here.slot())
    await here.wait(visitor, '2026-01-17')
    await askForAlert(visitor.ctx, { productId: here.product, source: 'WEBSITE', storeId: null })
    expect(await findVisitor(visits.app, visitor.cookie)).toBeDefined()
    expect(await blockCustomers(admin.ctx, { mobile: visitor.mobile }, reason)).toEqual({ changed: 1 })
    expect(await findVisitor(visits.app, visitor.cookie)).toBeUndefined()
    expect(await here.row(booking.id)).toMatchObject({ state: 'CANCELLED', reason: null })
    expect(await here.taken(booking.slot_id)).toBe(0)
    expect((await here.waiting(visitor)).state).toBe('LEFT')
    const alerts = visits.database.read.selectFrom('live_alert').select('id').where('ended_at', 'is', null)
    expect(await alerts.execute()).toEqual([])
    expect(visits.app.events.map(({ action }) => action)).toContain('visitor.session_ended')
    expect(await blockCustomers(admin.ctx, { mobile: visitor.mobile }, reason)).toEqual({ changed: 0 })
  })

  test('ends the knock and the meeting', async () => {
    const { visits, admin } = await stage()
    const product = await visits.product()
    const expert = await visits.expert(product)
    const [knocking, meeting] = [await visits.visitor(), await visits.visitor()]
    const wait = await visits.waiting(product, knocking)
    const room = await visits.meet(expert, await visits.waiting(product, meeting))
    await blockCustomers(admin.ctx, { mobile: knocking.mobile }, reason)
    await blockCustomers(admin.ctx, { mobile: meeting.mobile }, reason)
    expect((await visits.knock(wait)).state).toBe('LEFT')
    expect((await visits.meeting(room)).closed_at).not.toBeNull()
    expect((await visits.queue(expert)).total).toBe(0)
    expect(visits.app.events).toContainEqual(expect.objectContaining({ action: 'meeting.removed' }))
  })

  test('goes by e-mail too, for all who last gave it, and is taken back; only admins may', async () => {
    const { here, visits, admin } = await stage()
    const [one, two, other] = [await visits.visitor(), await visits.visitor(), await visits.visitor()]
    const same = visits.database.write.updateTable('customer').set({ email_key: one.email, email: one.email })
    await same.where('id', '=', two.id).execute()
    const blocked = async () => {
      const rows = visits.database.read.selectFrom('customer').select('id').where('blocked_at', 'is not', null)
      return (await rows.orderBy('id').execute()).map(({ id }) => id)
    }
    expect(await refusal(blockCustomers(here.agent.ctx, { email: one.email }, reason))).toBe('forbidden')
    expect(await refusal(blockCustomers(admin.ctx, { email: 'nobody@mail.example' }, reason))).toBe('not_found')
    expect(await blockCustomers(admin.ctx, { email: one.email.toUpperCase() }, reason)).toEqual({ changed: 2 })
    expect(await blocked()).toEqual([one.id, two.id])
    expect(await refusal(unblockCustomers(here.agent.ctx, { email: one.email }))).toBe('forbidden')
    expect(await unblockCustomers(admin.ctx, { mobile: two.mobile })).toEqual({ changed: 1 })
    expect(await blocked()).toEqual([one.id])
    expect(other.id).not.toBe(one.id)
    await here.booked(await here.slot('10:00', { day: FRIDAY }), two)
  })
})
