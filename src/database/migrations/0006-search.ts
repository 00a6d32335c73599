import { type Kysely, sql } from 'kysely'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { type Column, id, int, text, time } from '../columns.ts'
import { addColumn, createIndexes, createTable, type Engine, type Keys } from '../ddl.ts'
import { joinWords, personWords, sharedStarts } from '../words.ts'

const CHUNK = 500

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const create = (name: string, columns: Record<string, Column>, keys: Keys = {}) =>
    createTable(db, engine, name, columns, keys)

  await addColumn(db, engine, 'demo', 'words', text(1600), '')
  await create(
    'demo_word',
    { word: text(60), demo_id: int(), shared: int(), product_id: int(), requested_at: time() },
    { primary: ['word', 'demo_id'], ordered: true },
  )
  await create('demo_tally', {
    id: id(),
    span: time(),
    product_id: int(),
    type: text(24),
    status: text(24),
    outcome: text(24),
    source: text(24),
    store_id: int(),
    n: int(),
    folded: int(),
  })
  const facets = ['product_id', 'type', 'status', 'outcome', 'source', 'store_id']
  await createIndexes(db, engine, 'demo', {
    named: {
      demo_by_id: ['id', ...facets],
      demo_by_time: ['requested_at', 'id', ...facets],
      demo_by_name: ['name', 'id', ...facets, 'requested_at'],
    },
  })
  await createIndexes(db, engine, 'demo_user', { index: [['user_id', 'demo_id']] })
  await createIndexes(db, engine, 'demo_tally', { index: [['folded']] })
  await addColumn(db, engine, 'message', 'recipient_key', text(254), '')
  await createIndexes(db, engine, 'message', { index: [['recipient_key'], ['state', 'id']] })

  await sql`update message set recipient_key = lower(recipient)`.execute(db)
  await sql`insert into demo_tally (span, product_id, type, status, outcome, source, store_id, n, folded)
    select requested_at - requested_at % 2592000000, product_id, type, status, coalesce(outcome, ''), source,
      coalesce(store_id, 0), count(*), 1
    from demo group by 1, 2, 3, 4, 5, 6, 7`.execute(db)
  for (let after = 0; ; ) {
    const { rows } = await sql<Demo>`select demo.id, demo.name, demo.email, demo.product_id, demo.requested_at,
        customer.mobile
      from demo join customer on customer.id = demo.customer_id
      where demo.id > ${after} order by demo.id limit ${CHUNK}`.execute(db)
    if (rows.length === 0) break
    await addWords(db, rows)
    after = rows.at(-1)!.id
  }
}

interface Demo {
  id: number
  name: string
  email: string
  mobile: string
  product_id: number
  requested_at: number
}

async function addWords(db: Kysely<unknown>, demos: Demo[]): Promise<void> {
  const found = demos.map((demo) => {
    const national = String(parsePhoneNumberFromString(demo.mobile)?.nationalNumber ?? demo.mobile.slice(1))
    return { demo, words: personWords({ ...demo, national }) }
  })
  const rows = found.flatMap(({ demo, words }) => {
    const shared = sharedStarts(words)
    return words.map((word, at) => sql`(${word}, ${demo.id}, ${shared[at]}, ${demo.product_id}, ${demo.requested_at})`)
  })
  await sql`insert into demo_word (word, demo_id, shared, product_id, requested_at) values ${sql.join(rows)}`.execute(
    db,
  )
  const whens = found.map(({ demo, words }) => sql`when ${demo.id} then ${joinWords(words)}`)
  await sql`update demo set words = case id ${sql.join(whens, sql` `)} end
    where id in (${sql.join(demos.map(({ id }) => id))})`.execute(db)
}
