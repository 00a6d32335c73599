import { expect, onTestFinished, test } from 'vitest'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { type Staffer, Visits } from '../../../../tests/support/visits.ts'
import { sql } from '../../../database/database.ts'
import { fillFacets } from '../../../database/migrations/0007-found-by.ts'
import { fold, joinWords, personWords, sharedStarts } from '../../../database/words.ts'
import { transact } from '../../../platform/context.ts'
import { hashToken, newToken } from '../../../platform/keys.ts'
import { readBrand } from '../../brand/reads.ts'
import { nationalDigits } from '../../customers/rules.ts'
import { instantsOf } from '../../lists/rules/days.ts'
import { addDemo, addExpert, foldTally, setDemo } from '../actions/rows.ts'
import { listDemos } from '../reads.ts'
import { type Facets, packFacets } from '../rules.ts'
import { demoQuery } from '../schema.ts'
import { plan } from './list.ts'

const DAY = 24 * 3_600_000
const people = [
  ['Priya Sharma', 'priya.sharma@mail.example'],
  ['Priya Shah', 'shah_priya@mail.example'],
  ['Sharad Priyan', 'sp@sharma.example'],
  ['José Álvarez', 'jose@mail.example'],
  ['Tara Rao', 'tara@mail.example'],
  ['अनिता शर्मा', 'anita.sharma@mail.example'],
] as const
const statuses = ['PENDING', 'NOT_JOINED', 'COMPLETED', 'CANCELLED'] as const
const outcomes = ['BOUGHT', 'NO'] as const

const facetsOf = ({ type, status, outcome, source, store_id }: Facets) =>
  packFacets({ type, status, outcome, source, store_id }).value

eachDatabase('the list of demos', (open) => {
  /** Some hundred demos of all kinds, half of them changed after they were made. */
  async function stage(count = 240) {
    const visits = new Visits(await open())
    const products: number[] = []
    for (const name of ['Tara espresso', 'Vayu purifier', 'Priya shaver']) products.push(await visits.product({ name }))
    const store = await visits.store()
    const admin = await visits.staffer([], 'ADMIN')
    const agent = await visits.staffer([products[0]!, products[2]!])
    const customers: number[] = []
    for (let n = 0; n < people.length; n++) customers.push((await visits.visitor()).id)
    const of = (n: number) => {
      const [name, email] = people[n % 6]!
      return { name, email, customer_id: customers[n % 6]!, product_id: products[(n >> 1) % 3]! }
    }
    await transact(visits.system, async (work) => {
      for (let n = 0; n < count; n++) {
        const at = visits.clock.now() - ((n * 7) % 80) * DAY
        const inStore = n % 5 === 0
        const id = await addDemo(work, {
          ...of(n),
          ...{ token: newToken(), type: n % 3 ? 'LIVE' : 'SCHEDULED', status: 'PENDING' },
          ...{ source: inStore ? 'BRAND_STORE' : 'WEBSITE', store_id: inStore ? store : null },
          ...{ remarks: '', device_log: '{}', requested_at: at, visited_at: at, feedback_hash: hashToken(newToken()) },
        })
        if (n % 2)
          await setDemo(work, id!, { status: statuses[(n >> 1) % 4]!, outcome: n % 4 === 1 ? outcomes[n % 2]! : null })
        if (n % 7 < 4) await addExpert(work, id!, n % 7 === 1 ? admin.id : agent.id)
        // The experts' rows follow as the words' do.
        if (n % 7 === 3) await setDemo(work, id!, { outcome: 'WILL_BUY' })
      }
    })
    const [from, to] = [77, 3].map((days) => new Date(visits.clock.now() - days * DAY).toISOString().slice(0, 10))
    return { visits, products, store, admin, agent, mostDays: `${from}..${to}` }
  }
  type Stage = Awaited<ReturnType<typeof stage>>

  /** The same answer by looking at every row. */
  async function byHand({ visits, products, agent }: Stage, who: Staffer, query: Record<string, string>) {
    const rows = await visits.database.read
      .selectFrom('demo')
      .innerJoin('product', 'product.id', 'demo.product_id')
      .innerJoin('customer', 'customer.id', 'demo.customer_id')
      .select(['demo.id', 'demo.name', 'demo.email', 'demo.product_id', 'demo.status', 'demo.outcome', 'demo.type'])
      .select(['demo.source', 'demo.store_id', 'demo.requested_at', 'product.name as product', 'customer.mobile'])
      .execute()
    const served = await visits.database.read.selectFrom('demo_user').selectAll().execute()
    const terms = fold(query.search ?? '')
      .split(/\s+/)
      .filter(Boolean)
    const { zone } = await readBrand(visits.system)
    const days = query.requested ? instantsOf(query.requested, zone, visits.clock.now()) : undefined
    const fit = rows.filter((row) => {
      const words = fold(`${row.name} ${row.email} ${row.email.replace(/@.*/, '')} ${row.product} ${row.mobile}`)
      const all = [
        ...words.split(/[^\p{L}\p{M}\p{N}@.]+/u),
        ...words.split(' '),
        ...words.split(/[^\p{L}\p{M}\p{N}]+/u),
      ]
      const own = all.filter(
        (word) => !/^(mail|sharma|example)$/.test(word) || fold(row.name + row.email.replace(/@.*/, '')).includes(word),
      )
      return (
        (who !== agent || [products[0], products[2]].includes(row.product_id)) &&
        (!query.status || row.status === query.status) &&
        (!query.outcome || row.outcome === query.outcome) &&
        (!query.type || row.type === query.type) &&
        (!query.source || row.source === query.source) &&
        (!query.store || row.store_id === Number(query.store)) &&
        (!query.product || row.product_id === Number(query.product)) &&
        (!query.expert || served.some((it) => it.demo_id === row.id && it.user_id === Number(query.expert))) &&
        (!days || (row.requested_at >= (days.from ?? 0) && row.requested_at < (days.until ?? Infinity))) &&
        terms.every((term) => own.some((word) => word.startsWith(term)))
      )
    })
    const newest = (a: (typeof fit)[0], b: (typeof fit)[0]) => b.requested_at - a.requested_at || b.id - a.id
    const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
    const orders: Record<string, (a: (typeof fit)[0], b: (typeof fit)[0]) => number> = {
      '-requestedAt': newest,
      requestedAt: (a, b) => -newest(a, b),
      name: (a, b) => text(a.name, b.name) || a.id - b.id,
      '-name': (a, b) => text(b.name, a.name) || b.id - a.id,
      product: (a, b) => text(a.product, b.product) || newest(a, b),
      '-status': (a, b) => text(b.status, a.status) || newest(a, b),
    }
    return fit.sort(orders[query.sort ?? '-requestedAt']!).map(({ id }) => id)
  }

  const low = { far: 20, rowPerHit: 1, few: 5 }
  test.each([
    ['few rows', {}],
    ['many', low],
  ])(
    'every mix of search, filters and sort gives what looking at each row gives, page by page, as with %s',
    async (_, changed) => {
      const usual = { ...plan }
      Object.assign(plan, changed)
      onTestFinished(() => void Object.assign(plan, usual))
      const it = await stage()
      const [tara, vayu] = [String(it.products[0]), String(it.products[1])]
      const mixes: Record<string, string>[] = [
        {},
        ...['requestedAt', 'name', '-name', 'product', '-status'].map((sort) => ({ sort })),
        { status: 'COMPLETED' },
        { status: 'PENDING', sort: 'name' },
        { outcome: 'NO', type: 'LIVE' },
        { source: 'BRAND_STORE', store: String(it.store), sort: 'product' },
        { product: tara, status: 'CANCELLED' },
        { product: vayu },
        { requested: '30d' },
        // Whole spans of the counts, with days before and after them.
        ...[{}, { status: 'COMPLETED' }, { sort: '-status' }].map((more) => ({ requested: it.mostDays, ...more })),
        { requested: '30d', status: 'COMPLETED', sort: '-status' },
        { expert: String(it.agent.id) },
        { expert: String(it.admin.id), outcome: 'NO', sort: 'product' },
        { expert: String(it.agent.id), product: tara, sort: 'requestedAt' },
        { expert: String(it.agent.id), status: 'COMPLETED', sort: '-status' },
        { expert: String(it.agent.id), requested: '30d', type: 'LIVE' },
        ...[
          'sharma',
          'priya',
          'pri sha',
          'shah',
          'jose',
          'tara',
          'tara rao',
          'espresso',
          'espresso tara',
          'priya puri',
          'priya tara',
          'अनि',
          'zz',
          'p',
          's',
        ].flatMap((search) => [
          { search },
          { search, sort: 'name' },
          { search, sort: 'product' },
          { search, sort: '-status', status: 'PENDING' },
          { search, requested: '30d' },
          { search, expert: String(it.agent.id) },
          { search, outcome: 'NO', product: tara },
        ]),
      ]
      for (const query of mixes) {
        for (const who of [it.admin, it.agent]) {
          const wanted = await byHand(it, who, query)
          for (const size of [7, 100]) {
            const found: number[] = []
            for (let page = 1; page <= Math.ceil(wanted.length / size) + 1; page++) {
              const answer = await listDemos(who.ctx, demoQuery.parse({ ...query, size, page }))
              expect(answer.total, JSON.stringify(query)).toBe(wanted.length)
              found.push(...answer.rows.map(({ id }) => id))
            }
            expect([query, found]).toEqual([query, wanted])
          }
        }
      }
    },
    120_000,
  )

  test('words and counts are those that the rows give, before and after the counts are folded', async () => {
    const { visits } = await stage(60)
    const db = visits.database.read
    const rows = await db
      .selectFrom('demo')
      .innerJoin('customer', 'customer.id', 'demo.customer_id')
      .selectAll('demo')
      .select('customer.mobile')
      .execute()
    const words = rows.flatMap((row) => {
      const own = personWords({ ...row, national: nationalDigits(row.mobile) })
      expect(row.words).toBe(joinWords(own))
      const shared = sharedStarts(own)
      const { id: demo_id, product_id, requested_at } = row
      return own.map((word, at) => ({
        word,
        demo_id,
        shared: shared[at],
        product_id,
        requested_at,
        facets: facetsOf(row),
      }))
    })
    const key = (row: { word: string; demo_id: number }) => `${row.word} ${row.demo_id}`
    const sorted = <R extends { word: string; demo_id: number }>(all: R[]) =>
      all.sort((a, b) => (key(a) < key(b) ? -1 : 1))
    expect(sorted(await db.selectFrom('demo_word').selectAll().execute())).toEqual(sorted(words))

    const served = await db.selectFrom('demo_user').selectAll().execute()
    expect(served.length).toBeGreaterThan(30)
    for (const { demo_id, product_id, requested_at, facets } of served) {
      const row = rows.find(({ id }) => id === demo_id)!
      expect([product_id, requested_at, facets]).toEqual([row.product_id, row.requested_at, facetsOf(row)])
    }

    const counted = async () => {
      const { rows: kinds } = await sql<{ n: number }>`select span, product_id, type, status, outcome, source, store_id,
        sum(n) as n from demo_tally group by 1, 2, 3, 4, 5, 6, 7`.execute(db)
      return kinds
        .map((kind) => JSON.stringify({ ...kind, n: Number(kind.n) }))
        .filter((kind) => !kind.endsWith('"n":0}'))
        .sort()
    }
    const kinds = Map.groupBy(rows, ({ requested_at, product_id, type, status, outcome, source, store_id }) =>
      JSON.stringify({
        ...{ span: requested_at - (requested_at % (30 * DAY)), product_id, type, status },
        ...{ outcome: outcome ?? '', source, store_id: store_id ?? 0 },
      }),
    )
    const wanted = [...kinds].map(([kind, some]) => JSON.stringify({ ...JSON.parse(kind), n: some.length })).sort()
    expect(await counted()).toEqual(wanted)
    await foldTally(visits.system)
    expect(await counted()).toEqual(wanted)
    await foldTally(visits.system)
    const left = await db.selectFrom('demo_tally').select('folded').execute()
    expect([left.length, left.every(({ folded }) => folded === 1)]).toEqual([wanted.length, true])
  })

  test('an older installation’s rows are given what lists filter by', async () => {
    const { visits } = await stage(60)
    const db = visits.database.write
    const found = async () => [
      await db.selectFrom('demo_word').selectAll().orderBy('demo_id').orderBy('word').execute(),
      await db.selectFrom('demo_user').selectAll().orderBy('demo_id').orderBy('user_id').execute(),
    ]
    const kept = await found()
    await db.updateTable('demo_word').set({ facets: 0 }).execute()
    await db.updateTable('demo_user').set({ facets: 0, product_id: 0, requested_at: 0 }).execute()
    await fillFacets(db as never)
    expect(await found()).toEqual(kept)
  })

  test('what a list cannot mean is refused by name', async () => {
    const wrong = [
      { sort: 'remarks' },
      { status: 'DONE' },
      { product: '1 or 1' },
      { requested: '2026-02-30..' },
      { requested: '2026-02-03..2026-02-01' },
      { page: '0' },
      { size: '5000' },
    ]
    for (const query of wrong) {
      const { error } = demoQuery.safeParse(query)
      expect(
        error?.issues.map(({ path }) => path.join()),
        JSON.stringify(query),
      ).toEqual(Object.keys(query))
    }
  })
})
