import { expect, test } from 'vitest'
import { anonymous, createClock, openProcess } from '../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { openVisitorSession } from '../../platform/auth/visitor.ts'
import { transact } from '../../platform/context.ts'
import { endSession, keepCustomer } from './actions.ts'
import { reactions } from './events.ts'
import { customerById, isBlocked } from './reads.ts'

const visit = { mobile: '+919876543210', name: 'Asha Rao', email: 'Asha@Example.com', zone: 'Asia/Kolkata', lang: 'en' }

eachDatabase('customers', (open) => {
  test('one number is one customer, however many visits prove it at once', async () => {
    const ctx = anonymous(openProcess(await open(), createClock()))
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        transact(ctx, (work) => keepCustomer(work, { ...visit, name: `Asha ${n}` })),
      ),
    )
    expect(new Set(ids).size).toBe(1)
    const kept = (await customerById(ctx, ids[0]!))!
    expect(kept).toMatchObject({ mobile: '+919876543210', email: 'Asha@Example.com', blockedAt: null })
    expect(kept.name).toMatch(/^Asha \d+$/)
    const other = await transact(ctx, (work) => keepCustomer(work, { ...visit, mobile: '+919876500000' }))
    expect(other).not.toBe(ids[0])
    const rows = await ctx.database.read.selectFrom('customer').select('email_key').execute()
    expect(rows).toEqual([{ email_key: 'asha@example.com' }, { email_key: 'asha@example.com' }])
  })

  test('a block is of the number', async () => {
    const ctx = anonymous(openProcess(await open(), createClock()))
    await transact(ctx, (work) => keepCustomer(work, visit))
    expect(await isBlocked(ctx, visit.mobile)).toBe(false)
    expect(await isBlocked(ctx, '+919876500000')).toBe(false)
    await ctx.database.write.updateTable('customer').set({ blocked_at: 1 }).execute()
    expect(await isBlocked(ctx, visit.mobile)).toBe(true)
  })

  test('an ended session takes its open sockets along, and only those', async () => {
    const app = openProcess(await open(), createClock())
    const ctx = anonymous(app)
    const [own, other] = await transact(ctx, async (work) => {
      const id = await keepCustomer(work, visit)
      return [await openVisitorSession(work, id, false), await openVisitorSession(work, id, false)]
    })
    await transact(ctx, (work) => endSession(work, own!.id))
    const rows = await ctx.database.read
      .selectFrom('visitor_session')
      .select(['id', 'ended_at'])
      .orderBy('id')
      .execute()
    expect(rows).toEqual([
      { id: own!.id, ended_at: app.now() },
      { id: other!.id, ended_at: null },
    ])
    const ended: string[] = []
    const hub = {
      disconnect: (room: string, reason: string) => void ended.push(`${room} ${reason}`),
      dismissHere: () => {},
    }
    for (const event of app.events) for (const react of reactions) react(event, hub)
    expect(ended).toEqual([`session:${own!.id} LOGGED_OUT`])
  })
})
