import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { refusal, type Staffer, Visits } from '../../../tests/support/visits.ts'
import { cancelForStaff } from '../bookings/actions/cancel.ts'
import { moveForStaff } from '../bookings/actions/move.ts'
import { PAGE_SIZE } from '../lists/rules.ts'
import { changeDemo } from './actions/change.ts'
import { demoDetails, demoForStaff, earlierDemos, listDemos, openDemo, ownDemo } from './reads.ts'
import { whoWasMissing } from './rules.ts'
import { demoQuery } from './schema.ts'

eachDatabase('demos as staff and visitors see them', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const [product, other] = [await visits.product({ name: 'Tara' }), await visits.product({ name: '50% off_line' })]
    const [expert, colleague] = [await visits.expert(product), await visits.expert(other)]
    const admin = await visits.staffer([], 'ADMIN')
    return { visits, product, other, expert, colleague, admin }
  }
  const list = (who: Staffer, query: Record<string, unknown> = {}) => listDemos(who.ctx, demoQuery.parse(query))

  test('an agent sees the demos of their products, an admin all, newest first', async () => {
    const { visits, product, other, expert, colleague, admin } = await stage()
    const first = await visits.waiting(product)
    visits.clock.advance(1000)
    const second = await visits.waiting(other)
    expect((await list(expert)).rows.map(({ id }) => id)).toEqual([first.id])
    expect((await list(colleague)).rows.map(({ id }) => id)).toEqual([second.id])
    expect(await list(admin)).toMatchObject({ total: 2, rows: [{ id: second.id }, { id: first.id }] })
    expect(await list(await visits.staffer([]))).toEqual({ total: 0, rows: [], page: 1, pageSize: PAGE_SIZE })
    expect(await refusal(listDemos(first.ctx, demoQuery.parse({})))).toBe('forbidden')
    expect(await refusal(demoForStaff(expert.ctx, second.id))).toBe('not_found')
    expect(await demoForStaff(admin.ctx, second.id)).toMatchObject({ id: second.id, product_name: '50% off_line' })
  })

  test('a row tells who, what, where from, and who served', async () => {
    const { visits, product, expert } = await stage()
    const visitor = await visits.visitor()
    const visit = await visits.waiting(product, visitor)
    await visits.meet(expert, visit)
    await changeDemo(expert.ctx, visit.id, { outcome: 'BOUGHT', remarks: 'In green' })
    const { name, email, mobile } = visitor
    expect((await list(expert)).rows).toEqual([
      {
        ...{ id: visit.id, name, email, mobile, product: 'Tara', type: 'LIVE', status: 'COMPLETED', missing: null },
        ...{ outcome: 'BOUGHT', remarks: 'In green', source: 'WEBSITE', store: null },
        ...{ requestedAt: visits.clock.now(), meetingAt: null, experts: [expert.actor.name] },
      },
    ])
  })

  test('a row tells when its booked meeting is: the moved time, none once it is cancelled', async () => {
    const { visits, product, expert, admin } = await stage()
    const visitor = await visits.visitor()
    const [first, second] = [await visits.slot(product, [expert], 60), await visits.slot(product, [expert], 180)]
    const at = visits.clock.now()
    const told = async () => {
      const { rows } = await list(expert)
      expect((await demoDetails(admin.ctx, rows[0]!.id)).meetingAt).toBe(rows[0]!.meetingAt)
      return rows.map(({ meetingAt }) => meetingAt && (meetingAt - at) / 60_000)
    }
    const { booking } = await visits.booked(visitor, first)
    expect(await told()).toEqual([60])
    const { id: moved } = await moveForStaff(admin.ctx, booking, { slotId: second, reason: 'Ill' })
    expect(await told()).toEqual([180])
    await cancelForStaff(admin.ctx, moved, 'Ill')
    expect(await told()).toEqual([null])
  })

  test('search finds the beginnings of words of name, e-mail, number and product, whatever case and accents', async () => {
    const { visits, product, other, expert, admin } = await stage()
    const jose = { ...(await visits.visitor()), name: 'José Ñandú', email: 'j.perez@mail.example' }
    const anita = { ...(await visits.visitor()), name: 'अनिता देशमुख', email: 'anita@mail.example' }
    await visits.lobby(jose, product)
    await visits.lobby(jose, other)
    await visits.lobby(anita, product)
    const count = async (search: string, who = admin) => (await list(who, { search })).total
    for (const [search, found] of [
      ['jose', 2],
      ['JOSÉ nandu', 2],
      ['nan jos', 2],
      ['अनि', 1],
      ['देशमुख', 1],
      ['perez', 2],
      ['j.perez@MAIL', 2],
      [jose.mobile, 2],
      [jose.mobile.slice(3, 9), 3],
      [jose.mobile.slice(-5), 2],
      [`${jose.mobile.slice(3, 8)} ${jose.mobile.slice(8)}`, 2],
      ['tara', 2],
      ['jose tara', 1],
      ['tara अनि', 1],
      ['50% OFF', 1],
      ['50', 1],
      ['andu', 0],
    ] as const) {
      expect([search, await count(search)]).toEqual([search, found])
    }
    expect(await count('jose', expert), 'only of their products').toBe(1)
    expect(await count('50', expert)).toBe(0)
    expect(await count('jose', await visits.staffer([]))).toBe(0)
    for (const none of ['%', '_', '\\', "'", 'Ta%ra', 'Ta_ra', "') or 1=1 -- "]) {
      expect([none, await count(none)]).toEqual([none, 0])
    }
  })

  test('status filters, and pages are whole', async () => {
    const { visits, product, expert } = await stage()
    const rows = PAGE_SIZE + 3
    for (let n = 0; n < rows; n++) await visits.lobby(await visits.visitor(), product)
    const first = await list(expert)
    const second = await list(expert, { page: '2' })
    expect([first.total, first.rows.length, second.rows.length]).toEqual([rows, PAGE_SIZE, 3])
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(rows)
    await changeDemo(expert.ctx, first.rows[7]!.id, { status: 'CANCELLED' })
    expect(await list(expert, { status: 'CANCELLED' })).toMatchObject({ total: 1, rows: [{ id: first.rows[7]!.id }] })
    expect(await list(expert, { page: '9' })).toMatchObject({ total: rows, rows: [] })
  })

  test('a visitor’s own, by its token or product, and nobody else’s', async () => {
    const { visits, product, other } = await stage()
    const [visitor, stranger] = [await visits.visitor(), await visits.visitor()]
    const visit = await visits.lobby(visitor, product)
    expect(await ownDemo(visit.ctx, visit.demo)).toMatchObject({ id: visit.id })
    expect(await openDemo(visit.ctx, product)).toMatchObject({ id: visit.id })
    expect(await openDemo(visit.ctx, other)).toBeUndefined()
    expect(await refusal(ownDemo(stranger.ctx, visit.demo))).toBe('not_found')
    expect(await openDemo(stranger.ctx, product)).toBeUndefined()
    for (const read of [ownDemo(visits.system, visit.demo), openDemo(visits.system, product)]) {
      expect(await refusal(read)).toBe('unauthenticated')
    }
  })

  test('earlier demos are the customer’s other ones, of the products the asker serves', async () => {
    const { visits, product, other, expert, admin } = await stage()
    const visitor = await visits.visitor()
    const earlier = await visits.waiting(product, visitor)
    await visits.meet(expert, earlier)
    await changeDemo(expert.ctx, earlier.id, { status: 'CANCELLED', outcome: 'NO', remarks: 'Too loud' })
    const elsewhere = await visits.lobby(visitor, other)
    visits.clock.advance(1000)
    const now = await visits.waiting(product, visitor)
    await visits.waiting(product)
    const told = {
      product: 'Tara',
      status: 'CANCELLED',
      outcome: 'NO',
      remarks: 'Too loud',
      experts: [expert.actor.name],
    }
    expect(await earlierDemos(expert.ctx, visitor.id, now.id)).toMatchObject([told])
    expect(await earlierDemos(admin.ctx, visitor.id, now.id)).toHaveLength(2)
    expect(await earlierDemos(admin.ctx, visitor.id, elsewhere.id)).toHaveLength(2)
  })
})

test.each([
  [false, false, false, false, 'VISITOR'],
  [true, false, false, false, 'EXPERT'],
  [true, true, false, false, 'BOTH'],
  [true, true, true, false, 'EXPERT'],
  [true, true, false, true, 'VISITOR'],
])('knocked %s, admitted %s, visitor in %s, expert in %s: missing %s', (knocked, admitted, visitor, expert, who) => {
  expect(whoWasMissing({ knocked, admitted, visitorEntered: visitor, expertEntered: expert })).toBe(who)
})
