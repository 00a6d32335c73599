import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { refusal, Visits } from '../../../tests/support/visits.ts'
import type { NewRow } from '../../database/tables.ts'
import { PAGE_SIZE } from '../lists/rules.ts'
import { resendMessage } from './actions.ts'
import { listMessages } from './reads.ts'
import { messageQuery } from './schema.ts'

eachDatabase('messages as admins see them', (open) => {
  async function stage() {
    const visits = new Visits(await open())
    const [admin, agent] = [await visits.staffer([], 'ADMIN'), await visits.staffer([])]
    const add = async (change: Partial<NewRow<'message'>> = {}) => {
      const row = {
        channel: 'SMS',
        recipient: '+919800000001',
        template: 'alert.live',
        lang: 'en',
        recipient_key: change.recipient ?? '+919800000001',
        refs: '{}',
      } as const
      const rest = { state: 'DEAD', tries: 8, uncertain: 1, next_try: 5, fault: 'refused', created_at: 1 } as const
      const made = visits.database.write.insertInto('message').values({ ...row, ...rest, ...change })
      return Number((await made.executeTakeFirstOrThrow()).insertId)
    }
    const row = (id: number) =>
      visits.database.read.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return { visits, admin, agent, add, row }
  }

  test('one that failed goes out again from the beginning', async () => {
    const { visits, admin, add, row } = await stage()
    const id = await add({ leased_by: 'x', leased_until: 9 })
    await resendMessage(admin.ctx, id)
    expect(await row(id)).toMatchObject({
      ...{ state: 'PENDING', tries: 0, uncertain: 0, next_try: visits.clock.now() },
      ...{ fault: null, leased_by: null, leased_until: null },
    })
    expect(visits.app.events).toMatchObject([{ action: 'message.resent', subjectId: id }])
    expect(await refusal(resendMessage(admin.ctx, id))).toBe('conflict')
  })

  test('what was sent, is on its way, or is a code is never sent again', async () => {
    const { visits, admin, agent, add } = await stage()
    for (const state of ['PENDING', 'SENDING', 'SENT', 'EXPIRED'] as const) {
      expect(await refusal(resendMessage(admin.ctx, await add({ state })))).toBe('conflict')
    }
    expect(await refusal(resendMessage(admin.ctx, await add({ template: 'otp' })))).toBe('conflict')
    expect(await refusal(resendMessage(admin.ctx, 424242))).toBe('not_found')
    const dead = await add()
    expect(await refusal(resendMessage(agent.ctx, dead))).toBe('forbidden')
    expect(await refusal(resendMessage((await visits.visitor()).ctx, dead))).toBe('forbidden')
    expect(visits.app.events).toEqual([])
  })

  test('one whose time is over is not sent again, and says so', async () => {
    const { visits, admin, add, row } = await stage()
    const id = await add({ expires_at: visits.clock.now() })
    expect(await refusal(resendMessage(admin.ctx, id))).toBe('conflict')
    expect(await row(id)).toMatchObject({ state: 'DEAD' })
    await resendMessage(admin.ctx, await add({ expires_at: visits.clock.now() + 1 }))
  })

  test('two presses at once send it once', async () => {
    const { visits, admin, add } = await stage()
    const id = await add()
    const answers = await Promise.allSettled([resendMessage(admin.ctx, id), resendMessage(admin.ctx, id)])
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(visits.app.events).toHaveLength(1)
  })

  test('admins list them by state, newest first, a page at a time; nobody else does', async () => {
    const { visits, admin, agent, add } = await stage()
    for (let n = 0; n < PAGE_SIZE + 2; n++) await add({ created_at: n })
    const sent = await add({ state: 'SENT', sent_at: 7, uncertain: 0, fault: null })
    const list = (query: object) => listMessages(admin.ctx, messageQuery.parse(query))
    const all = await list({})
    expect([all.total, all.rows.length]).toEqual([PAGE_SIZE + 3, PAGE_SIZE])
    expect(all.rows[0]).toMatchObject({ id: sent, sentAt: 7, uncertain: false })
    expect(await list({ state: 'SENT' })).toMatchObject({ total: 1, rows: [{ id: sent, fault: null }] })
    expect((await list({ state: 'DEAD', page: '2' })).rows).toMatchObject([{ uncertain: true, fault: 'refused' }, {}])
    expect(await refusal(listMessages(agent.ctx, messageQuery.parse({})))).toBe('forbidden')
    expect(await refusal(listMessages((await visits.visitor()).ctx, messageQuery.parse({})))).toBe('forbidden')
    expect(JSON.stringify(await list({}))).not.toContain('secret')
  })
})
