import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { editUser } from '../../src/features/users/actions/edit.ts'
import {
  addUser,
  isResetOpen,
  requestReset,
  resetPassword,
  setUserProducts,
  setUserStatus,
  sweepSessions,
} from '../../src/features/users/actions.ts'
import { templates } from '../../src/features/users/jobs.ts'
import {
  listUsers,
  passwordLink,
  readMe,
  servedProducts,
  userById,
  userProducts,
} from '../../src/features/users/reads.ts'
import { userQuery } from '../../src/features/users/schema.ts'
import { type Actor, type Context, transact } from '../../src/platform/context.ts'
import { eachDatabase } from '../support/databases.ts'
import { Browser, HOUR, openStaff, PASSWORD, refusedWith, type StaffApp } from './staff-app.ts'

const NEXT = 'four loud green frogs'

eachDatabase('staff users', (open) => {
  let database: Database
  let here: StaffApp
  beforeEach(async () => {
    database = await open()
    here = openStaff(database)
  })
  const as = (actor: Actor): Context => ({ ...here.app, lang: 'en', actor })
  const asUser = (id: number, role: 'AGENT' | 'ADMIN') => as({ kind: 'USER', id, role, name: 'asha' })
  const messages = () => database.read.selectFrom('message').selectAll().orderBy('id').execute()

  /** What the outbox would send now, as its worker renders it. */
  async function rendered() {
    const [message] = (await messages()).slice(-1)
    const { template, recipient, lang, secret, channel, refs, created_at: createdAt } = message!
    const stored = { recipient, lang, secret, channel, refs: JSON.parse(refs), createdAt }
    return templates[template]!.render(here.system, stored)
  }
  const tokenIn = (text: string | undefined) => /\/crm\/reset\?token=([\w-]+)/.exec(text ?? '')?.[1] ?? ''
  async function askedToken(email = 'asha@example.com') {
    await requestReset(as({ kind: 'ANONYMOUS' }), here.staff, email, here.newAddress())
    return tokenIn((await rendered())?.text)
  }
  const reset = (token: string, password = NEXT, browser = new Browser()) =>
    resetPassword(as({ kind: 'ANONYMOUS' }), here.staff, { token, password }, browser.header)

  async function addProducts(...names: string[]): Promise<number[]> {
    const ids = []
    for (const name of names) {
      const row = { name, slug: name, status: 'ACTIVE' as const, description: '', zone: 'UTC', live_timings: '{}' }
      const made = await database.write
        .insertInto('product')
        .values({ ...row, notice_min: 15, buffer_min: 0, horizon_days: 60, created_at: 0 })
        .executeTakeFirstOrThrow()
      ids.push(Number(made.insertId))
    }
    return ids
  }

  describe('reset link', () => {
    test('chooses a new password once, ends all sessions and makes the browser known', async () => {
      const id = await here.add('asha@example.com')
      const { browser } = await here.logIn('asha@example.com')
      const token = await askedToken('Asha@example.com ')
      expect(await isResetOpen(here.system, token)).toBe(true)
      const fresh = new Browser()
      fresh.take(await reset(token, NEXT, fresh))
      expect(await here.staff.find(browser.header)).toBeUndefined()
      expect(await refusedWith(reset(token, 'yet another passphrase'))).toBe('gone')
      expect(await isResetOpen(here.system, token)).toBe(false)
      expect(await refusedWith(here.logIn('asha@example.com'))).toBe('unauthenticated')
      for (let i = 0; i < 12; i++) await refusedWith(here.logIn('asha@example.com'))
      expect(await refusedWith(here.logIn('asha@example.com', { password: NEXT }))).toBe('too_many')
      expect((await here.logIn('asha@example.com', { password: NEXT, browser: fresh })).next).toBe('done')
      expect(here.app.events.map((event) => [event.action, event.subjectId])).toContainEqual([
        'user.password_reset',
        id,
      ])
    })

    test('used five times at once it works once', async () => {
      await here.add('asha@example.com')
      const token = await askedToken()
      const tries = [1, 2, 3, 4, 5].map((n) => refusedWith(reset(token, `passphrase number ${n}`)))
      const answers = await Promise.all(tries)
      expect(answers.filter((it) => it === undefined)).toHaveLength(1)
      expect(answers.filter((it) => it === 'gone')).toHaveLength(4)
    })

    test('works for half an hour from asking, however late the mail leaves', async () => {
      await here.add('asha@example.com')
      const token = await askedToken()
      here.advance(HOUR / 2 - 60_000)
      expect(await isResetOpen(here.system, token)).toBe(true)
      const late = tokenIn((await rendered())?.text)
      here.advance(61_000)
      expect(await refusedWith(reset(token))).toBe('gone')
      expect(await refusedWith(reset(late))).toBe('gone')
    })

    test('two links: using one puts out the other', async () => {
      await here.add('asha@example.com')
      const [one, two] = [await askedToken(), await askedToken()]
      await reset(one)
      expect(await refusedWith(reset(two))).toBe('gone')
    })

    test('a refused password leaves the link open; made inactive it is dead', async () => {
      const id = await here.add('asha@example.com')
      const token = await askedToken()
      for (const [password, fault] of [
        ['short', 'Use at least 12 characters'],
        ['passwordpassword', 'This password is among the first that are guessed. Choose another'],
        ['asha@example.com', 'This password is among the first that are guessed. Choose another'],
        ['x'.repeat(129), 'Use at most 128 characters'],
      ]) {
        await expect(reset(token, password)).rejects.toMatchObject({ code: 'invalid', fields: { password: fault } })
      }
      await setUserStatus(here.system, here.staff, id, 'INACTIVE')
      expect(await refusedWith(reset(token))).toBe('gone')
      expect(await rendered()).toBeNull()
    })

    test('invented and changed tokens are gone', async () => {
      await here.add('asha@example.com')
      const token = await askedToken()
      for (const forged of ['', 'x', token.slice(1), `${token.slice(0, -4)}AAAA`]) {
        expect(await refusedWith(reset(forged))).toBe('gone')
      }
    })

    test('a stranger’s e-mail takes the same path and ends as no mail', async () => {
      await here.add('asha@example.com')
      await askedToken('asha@example.com')
      await askedToken('nobody@example.com')
      const [known, unknown] = await messages()
      expect(Object.keys(known!).filter((key) => known![key as 'id'] !== unknown![key as 'id'])).toEqual(
        expect.arrayContaining(['id', 'recipient']),
      )
      const {
        id: _,
        recipient: __,
        recipient_key: _key,
        created_at: ___,
        next_try: ____,
        expires_at: _____,
        ...same
      } = known!
      expect(unknown).toMatchObject(same)
      expect(await rendered()).toBeNull()
    })

    test('what is stored holds no link; three mails a quarter of an hour', async () => {
      await here.add('asha@example.com')
      for (let i = 0; i < 5; i++) await askedToken()
      const stored = await messages()
      expect(stored).toHaveLength(3)
      expect(JSON.stringify(stored)).not.toMatch(/token|crm\/reset/)
      expect(stored.every(({ secret }) => secret === null)).toBe(true)
    })

    test('only the sender of messages gets a link', async () => {
      const id = await here.add('asha@example.com', 'ADMIN')
      expect(await refusedWith(passwordLink(asUser(id, 'ADMIN'), 'asha@example.com', here.app.now()))).toBe('forbidden')
    })
  })

  describe('adding', () => {
    const ravi = { name: 'Ravi', email: 'ravi@example.com', role: 'AGENT', products: [] } as const

    test('an invited user chooses a password by the link and logs in; before that nobody does', async () => {
      const admin = await here.add('admin@example.com', 'ADMIN')
      const [ring] = await addProducts('ring')
      const { id } = await addUser(asUser(admin, 'ADMIN'), { ...ravi, products: [ring!] })
      expect(await refusedWith(here.logIn('ravi@example.com', { password: '' }))).toBe('unauthenticated')
      const mail = await rendered()
      expect(mail?.text).toContain('Hello Ravi')
      await reset(tokenIn(mail?.text))
      const { browser } = await here.logIn('ravi@example.com', { password: NEXT })
      expect(await here.staff.find(browser.header)).toEqual({ kind: 'USER', id, role: 'AGENT', name: 'Ravi' })
      const row = await database.read.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      expect(row).toMatchObject({ createdBy: admin, status: 'ACTIVE' })
      expect((await readMe(asUser(id, 'AGENT'))).products).toEqual([{ id: ring, name: 'ring', slug: 'ring' }])
    })

    test('pressed twice it is one user; another with the e-mail, in any case, is refused', async () => {
      const press = () => addUser(here.system, { ...ravi, key: 'one-press' })
      const [one, two] = await Promise.all([press(), press()])
      expect(one).toEqual(two)
      expect(await messages()).toHaveLength(1)
      await expect(addUser(here.system, { ...ravi, email: 'RAVI@example.com' })).rejects.toMatchObject({
        code: 'conflict',
        fields: { email: 'Somebody with this email is here already' },
      })
    })

    test('a fault leaves nothing: neither user, nor mail, nor event', async () => {
      expect(await refusedWith(addUser(here.system, { ...ravi, products: [99] }))).toBe('invalid')
      expect(await refusedWith(addUser(here.system, { ...ravi, email: 'not an e-mail' }))).toBe('invalid')
      expect(await refusedWith(addUser(here.system, { ...ravi, name: ' ' }))).toBe('invalid')
      expect(await refusedWith(addUser(here.system, { ...ravi, password: 'short' }))).toBe('invalid')
      for (const table of ['user', 'account', 'message', 'event'] as const) {
        expect(await database.read.selectFrom(table).select('id').execute()).toEqual([])
      }
    })
  })

  describe('editing', () => {
    const edit = (by: Context, id: number, change: object, header?: string) =>
      editUser(by, here.staff, id, change, header)

    test('another e-mail: both mailboxes are told, sessions and links of the old one end, reminders follow', async () => {
      const admin = asUser(await here.add('admin@example.com', 'ADMIN'), 'ADMIN')
      const id = await here.add('asha@example.com')
      const { browser } = await here.logIn('asha@example.com')
      const token = await askedToken()
      const reminder = { channel: 'EMAIL', template: 'slot.reminder', lang: 'en', refs: {}, urgency: 'NOW' } as const
      const due = here.app.now() + HOUR
      await transact(here.system, (work) =>
        work.send({ ...reminder, recipient: 'asha@example.com', zone: 'UTC', notBefore: due }),
      )
      await edit(admin, id, { name: 'Asha', email: 'asha.rao@example.com', role: 'AGENT' })
      expect(await here.staff.find(browser.header)).toBeUndefined()
      expect(await refusedWith(reset(token))).toBe('gone')
      expect((await messages()).map(({ template, recipient }) => [template, recipient])).toEqual([
        ['user.reset', 'asha@example.com'],
        ['slot.reminder', 'asha.rao@example.com'],
        ['user.email.old', 'asha@example.com'],
        ['user.email.new', 'asha.rao@example.com'],
      ])
      expect((await rendered())?.text).toMatch(/Hello Asha,.*https?:.*\/crm\n/s)
      expect(await refusedWith(here.logIn('asha@example.com'))).toBe('unauthenticated')
      expect((await here.logIn('asha.rao@example.com')).next).toBe('done')
      expect(here.app.events.map(({ action, data }) => [action, data])).toContainEqual([
        'user.edited',
        { userId: id, changed: ['name', 'email'], role: 'AGENT' },
      ])
    })

    test('who has no password yet gets the link at the new e-mail; the one in the old mailbox is dead', async () => {
      const { id } = await addUser(here.system, {
        name: 'Ravi',
        email: 'rvai@example.com',
        role: 'AGENT',
        products: [],
      })
      const old = tokenIn((await rendered())?.text)
      await edit(here.system, id, { email: 'ravi@example.com' })
      expect(await refusedWith(reset(old))).toBe('gone')
      await reset(tokenIn((await rendered())?.text))
      expect((await here.logIn('ravi@example.com', { password: NEXT })).next).toBe('done')
    })

    test('a taken e-mail and a stranger are refused and change nothing; the same again says nothing', async () => {
      const [one, two] = [await here.add('one@example.com'), await here.add('two@example.com')]
      const taken = edit(here.system, two, { name: 'Two', email: 'one@example.com' })
      await expect(taken).rejects.toMatchObject({ code: 'conflict', fields: { email: expect.any(String) } })
      expect(await refusedWith(edit(here.system, 999, { name: 'X' }))).toBe('not_found')
      expect(await refusedWith(edit(asUser(one, 'AGENT'), one, { role: 'ADMIN' }))).toBe('forbidden')
      const events = here.app.events.length
      await edit(here.system, two, { name: 'two', email: 'two@example.com', role: 'AGENT' })
      expect(here.app.events).toHaveLength(events)
      expect(await messages()).toEqual([])
    })

    test('one’s own name keeps the session, one’s own e-mail ends the others; the own admin role stays', async () => {
      const id = await here.add('admin@example.com', 'ADMIN')
      await here.add('other@example.com', 'ADMIN')
      const [mine, else_] = [await here.logIn('admin@example.com'), await here.logIn('admin@example.com')]
      const self = asUser(id, 'ADMIN')
      await edit(self, id, { name: 'Boss' }, mine.browser.header)
      expect(await here.staff.findNow(else_.browser.header)).toMatchObject({ name: 'Boss' })
      await edit(self, id, { email: 'boss@example.com' }, mine.browser.header)
      expect(await here.staff.findNow(mine.browser.header)).toMatchObject({ id })
      expect(await here.staff.findNow(else_.browser.header)).toBeUndefined()
      await expect(edit(self, id, { role: 'AGENT' })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/yourself/),
      })
    })

    test('another role ends the sessions, so that no browser goes on with the old one', async () => {
      const id = await here.add('asha@example.com', 'ADMIN')
      await here.add('other@example.com', 'ADMIN')
      const { browser } = await here.logIn('asha@example.com')
      await edit(here.system, id, { role: 'AGENT' })
      expect(await here.staff.find(browser.header)).toBeUndefined()
      expect(here.app.events.at(-1)).toMatchObject({ action: 'user.sessions_ended', subjectId: id })
    })
  })

  test('agents, visitors and strangers manage nobody', async () => {
    const id = await here.add('asha@example.com')
    const user = { name: 'M', email: 'm@example.com', role: 'ADMIN', products: [] } as const
    const query = userQuery.parse({})
    for (const ctx of [
      asUser(id, 'AGENT'),
      as({ kind: 'ANONYMOUS' }),
      as({ kind: 'VISITOR', customerId: id, sessionId: 1 }),
    ]) {
      expect(await refusedWith(addUser(ctx, user))).toBe('forbidden')
      expect(await refusedWith(setUserStatus(ctx, here.staff, id, 'INACTIVE'))).toBe('forbidden')
      expect(await refusedWith(setUserProducts(ctx, id, []))).toBe('forbidden')
      expect(await refusedWith(listUsers(ctx, query))).toBe('forbidden')
      expect(await refusedWith(userProducts(ctx, id + 1))).toBe('forbidden')
    }
  })

  test('nobody locks themself out, and the last active admin stays', async () => {
    const one = await here.add('one@example.com', 'ADMIN')
    const two = await here.add('two@example.com', 'ADMIN')
    const change = (actor: Context, id: number) => refusedWith(setUserStatus(actor, here.staff, id, 'INACTIVE'))
    expect(await change(asUser(one, 'ADMIN'), one)).toBe('conflict')
    expect(await change(asUser(one, 'ADMIN'), two)).toBeUndefined()
    expect(await change(asUser(two, 'ADMIN'), one)).toBe('forbidden')
    expect(await change(here.system, one)).toBe('conflict')
    expect(await change(here.system, 999)).toBe('not_found')
  })

  test('two admins who make each other inactive at once: one is left', async () => {
    const one = await here.add('one@example.com', 'ADMIN')
    const two = await here.add('two@example.com', 'ADMIN')
    const change = (by: number, id: number) =>
      refusedWith(setUserStatus(asUser(by, 'ADMIN'), here.staff, id, 'INACTIVE'))
    for (let round = 0; round < 10; round++) {
      await Promise.all([change(one, two), change(two, one)])
      const active = await database.read.selectFrom('user').select('id').where('status', '=', 'ACTIVE').execute()
      expect(active).toHaveLength(1)
      for (const id of [one, two]) await setUserStatus(here.system, here.staff, id, 'ACTIVE')
    }
  })

  test('products: an agent serves those assigned, an admin all; the inactive are not offered', async () => {
    const [ring, watch, chain] = await addProducts('ring', 'watch', 'chain')
    const agent = await here.add('asha@example.com')
    const admin = await here.add('admin@example.com', 'ADMIN')
    await setUserProducts(asUser(admin, 'ADMIN'), agent, [ring!, watch!, ring!])
    await setUserProducts(asUser(admin, 'ADMIN'), agent, [watch!, chain!])
    expect((await servedProducts(here.system, { id: agent, role: 'AGENT' })).sort()).toEqual([watch, chain].sort())
    expect((await servedProducts(here.system, { id: admin, role: 'ADMIN' })).sort()).toEqual(
      [ring, watch, chain].sort(),
    )
    await database.write.updateTable('product').set({ status: 'INACTIVE' }).where('id', '=', chain!).execute()
    expect((await userProducts(asUser(agent, 'AGENT'), agent)).map(({ name }) => name)).toEqual(['watch'])
    expect((await userProducts(asUser(admin, 'ADMIN'), admin)).map(({ name }) => name)).toEqual(['ring', 'watch'])
    expect(here.app.events.at(-1)).toMatchObject({
      action: 'user.products_changed',
      data: { products: [watch, chain] },
    })
    expect(await refusedWith(setUserProducts(here.system, 999, []))).toBe('not_found')
    expect(await refusedWith(setUserProducts(here.system, agent, [999]))).toBe('invalid')
    expect((await servedProducts(here.system, { id: agent, role: 'AGENT' })).sort()).toEqual([watch, chain].sort())
  })

  test('the list: by name, searched, filtered, a page at a time', async () => {
    const admin = await here.add('admin@example.com', 'ADMIN')
    for (let i = 10; i < 70; i++) await here.add(`agent_${i}@example.com`, 'AGENT', undefined)
    await setUserStatus(here.system, here.staff, admin + 1, 'INACTIVE')
    const list = (query: object) => listUsers(asUser(admin, 'ADMIN'), userQuery.parse(query))
    const first = await list({})
    expect(first).toMatchObject({ total: 61, page: 1, pageSize: 50 })
    expect(first.rows).toHaveLength(50)
    expect(first.rows[0]).toMatchObject({
      name: 'admin',
      role: 'ADMIN',
      status: 'ACTIVE',
      twoFactor: false,
      products: [],
    })
    expect(Math.abs(first.rows[0]!.createdAt - here.app.now())).toBeLessThan(60_000)
    expect((await list({ page: 2 })).rows).toHaveLength(11)
    expect((await list({ search: 'AGENT_10@' })).rows.map(({ name }) => name)).toEqual(['agent_10'])
    expect((await list({ status: 'INACTIVE' })).rows.map(({ id }) => id)).toEqual([admin + 1])
    expect(await userById(here.app, admin + 1)).toBeUndefined()
    expect(await userById(here.app, admin)).toEqual({ kind: 'USER', id: admin, role: 'ADMIN', name: 'admin' })
  })

  test('sessions and second steps that have run out are swept, open ones stay', async () => {
    await here.add('asha@example.com')
    await here.logIn('asha@example.com')
    const { browser } = await here.logIn('asha@example.com', { remember: true, password: PASSWORD })
    here.advance(9 * HOUR)
    await sweepSessions(here.system)
    expect(await database.read.selectFrom('session').select('id').execute()).toHaveLength(1)
    expect(await here.staff.findNow(browser.header)).toBeDefined()
  })
})
