import { expect, test } from 'vitest'
import { type Context, once, reading, requireUser, requireVisitor, transact } from '../../src/platform/context.ts'
import { eachDatabase } from '../support/databases.ts'
import { rows, sms } from './outbox-stage.ts'
import { createTestApp } from './test-app.ts'

eachDatabase('transact', (open) => {
  async function stage() {
    const database = await open()
    const app = createTestApp(database)
    const ctx: Context = { ...app, actor: { kind: 'USER', id: 7, role: 'AGENT', name: 'Ravi' }, lang: 'en' }
    const written = () => database.read.selectFrom('event').selectAll().orderBy('id').execute()
    return { app, ctx, database, written }
  }

  test('events are handed on after the commit, as they were written', async () => {
    const { app, ctx, written } = await stage()
    await transact(ctx, async (work) => {
      await work.record('demo.done', 'demo', 4, { outcome: 'BOUGHT' })
      await work.record('knock.left', 'knock', null)
      expect(app.events).toEqual([])
    })
    expect(await written()).toMatchObject([
      { actor: 'USER', actor_id: 7, action: 'demo.done', subject: 'demo', subject_id: 4, data: '{"outcome":"BOUGHT"}' },
      { actor: 'USER', actor_id: 7, action: 'knock.left', subject: 'knock', subject_id: null, data: '{}' },
    ])
    const ids = (await written()).map(({ id }) => id)
    expect(app.events).toEqual([
      { id: ids[0], at: app.now(), action: 'demo.done', subject: 'demo', subjectId: 4, data: { outcome: 'BOUGHT' } },
      { id: ids[1], at: app.now(), action: 'knock.left', subject: 'knock', subjectId: null, data: {} },
    ])
  })

  test('a failure takes back rows, events and messages, and hands on nothing', async () => {
    const { app, ctx, database, written } = await stage()
    const failing = transact(ctx, async (work) => {
      await work.record('demo.done', 'demo', 4)
      await work.send(sms())
      await work.db.insertInto('setting').values({ key: 'a', value: '1' }).execute()
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await written()).toEqual([])
    expect(await rows(database)).toEqual([])
    expect(await database.read.selectFrom('setting').selectAll().execute()).toEqual([])
    expect(app.events).toEqual([])
  })

  test('nested ones join: one commit, or none', async () => {
    const { app, ctx, database, written } = await stage()
    const inner = (action: string) =>
      transact(ctx, async (work) => {
        await work.record(action, 'demo', 1)
        expect(app.events).toEqual([])
        return action
      })
    expect(
      await transact(ctx, async (work) => {
        await work.record('outer', 'demo', 1)
        return [await inner('first'), await inner('second')]
      }),
    ).toEqual(['first', 'second'])
    expect(app.events.map(({ action }) => action)).toEqual(['outer', 'first', 'second'])
    const failing = transact(ctx, async () => {
      await inner('lost')
      throw new Error('no')
    })
    app.events.length = 0
    await expect(failing).rejects.toThrow('no')
    expect((await written()).map(({ action }) => action)).toEqual(['outer', 'first', 'second'])
    expect(app.events).toEqual([])
    expect(await database.read.selectFrom('event').select('id').execute()).toHaveLength(3)
  })

  test('a read inside sees what was written, one outside does not', async () => {
    const { ctx, database } = await stage()
    await transact(ctx, async (work) => {
      await work.db.insertInto('setting').values({ key: 'a', value: '1' }).execute()
      expect(await reading(ctx).selectFrom('setting').selectAll().execute()).toHaveLength(1)
      expect(await database.read.selectFrom('setting').selectAll().execute()).toHaveLength(0)
    })
    expect(await reading(ctx).selectFrom('setting').selectAll().execute()).toHaveLength(1)
  })

  test('two side by side do not see each other’s transaction', async () => {
    const { app, ctx } = await stage()
    const one = (action: string) =>
      transact(ctx, async (work) => {
        await work.record(`${action}.1`, 'demo', 1)
        await work.record(`${action}.2`, 'demo', 1)
      })
    await Promise.all([one('a'), one('b'), one('c')])
    const actions = app.events.map(({ action }) => action)
    expect(actions).toHaveLength(6)
    for (const name of ['a', 'b', 'c']) expect(actions.indexOf(`${name}.2`)).toBe(actions.indexOf(`${name}.1`) + 1)
  })

  test('one that is run again after a deadlock does not double its events and messages', async () => {
    const { app, ctx, database, written } = await stage()
    let runs = 0
    await transact(ctx, async (work) => {
      await work.record('demo.done', 'demo', 4)
      await work.send(sms())
      const code = database.engine === 'mysql' ? 'ER_LOCK_DEADLOCK' : 'SQLITE_BUSY'
      if (++runs < 3) throw Object.assign(new Error('lost'), { code })
    })
    expect(runs).toBe(3)
    expect(app.events.map(({ action }) => action)).toEqual(['demo.done'])
    expect(await written()).toHaveLength(1)
    expect(await rows(database)).toHaveLength(1)
  })

  test('the same press makes once, and answers the same', async () => {
    const { ctx } = await stage()
    let made = 0
    const press = (scope: string, key?: string) =>
      transact(ctx, (work) => once(work, scope, key, async () => ({ made: ++made })))
    expect([await press('a', 'k'), await press('a', 'k')]).toEqual([{ made: 1 }, { made: 1 }])
    expect([await press('b', 'k'), await press('a', 'l'), await press('a', 'K')]).toEqual([
      { made: 2 },
      { made: 3 },
      { made: 4 },
    ])
    expect([await press('a'), await press('a')]).toEqual([{ made: 5 }, { made: 6 }])
  })

  test('the same press many times at once makes once', async () => {
    const { ctx } = await stage()
    let made = 0
    const press = () => transact(ctx, (work) => once(work, 'a', 'k', async () => `answer ${++made}`))
    const answers = await Promise.all(Array.from({ length: 8 }, press))
    expect(made).toBe(1)
    expect(new Set(answers)).toEqual(new Set(['answer 1']))
  })

  test('a press that failed may be made again, and one without an answer stays made', async () => {
    const { ctx } = await stage()
    const failing = transact(ctx, (work) => once(work, 'a', 'k', () => Promise.reject(new Error('no'))))
    await expect(failing).rejects.toThrow('no')
    let made = 0
    const press = () =>
      transact(ctx, (work) =>
        once(work, 'a', 'k', async () => {
          made++
        }),
      )
    await press()
    await press()
    expect(made).toBe(1)
  })

  test('only staff pass as staff, only visitors as visitors', async () => {
    const { ctx } = await stage()
    expect(requireUser(ctx).id).toBe(7)
    expect(() => requireVisitor(ctx)).toThrow(expect.objectContaining({ code: 'unauthenticated' }))
    const visitor: Context = { ...ctx, actor: { kind: 'VISITOR', customerId: 3, sessionId: 9 } }
    expect(requireVisitor(visitor).customerId).toBe(3)
    expect(() => requireUser(visitor)).toThrow(expect.objectContaining({ code: 'forbidden' }))
    await transact(visitor, (work) => work.record('feedback.given', 'feedback', 1))
    const [event] = await reading(ctx).selectFrom('event').selectAll().execute()
    expect(event).toMatchObject({ actor: 'VISITOR', actor_id: 3 })
  })
})
