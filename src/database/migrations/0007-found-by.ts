import { type Kysely, sql } from 'kysely'
import { int, time } from '../columns.ts'
import { addColumn, createIndexes, dropIndexes, type Engine } from '../ddl.ts'

/** What lists filter demos by goes into the indexes of words and of experts, which then answer alone. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await addColumn(db, engine, 'demo_word', 'facets', int(), 0)
  await addColumn(db, engine, 'demo_user', 'facets', int(), 0)
  await addColumn(db, engine, 'demo_user', 'product_id', int(), 0)
  await addColumn(db, engine, 'demo_user', 'requested_at', time(), 0)
  await fillFacets(db)
  await createIndexes(db, engine, 'demo_user', {
    named: { demo_user_found: ['user_id', 'requested_at', 'demo_id', 'product_id', 'facets'] },
  })
  await dropIndexes(db, engine, 'demo_user', 'demo_user__user_id_demo_id')
  await dropIndexes(db, engine, 'demo', 'demo_by_id')
}

/** Tells the rows of words and experts what their demos are. */
export async function fillFacets(db: Kysely<unknown>): Promise<void> {
  const place = (column: string, ...words: string[]) =>
    sql`case ${sql.ref(column)} ${sql.join(
      words.map((word, at) => sql`when ${word} then ${sql.lit(at + 1)}`),
      sql` `,
    )} else 0 end`
  const facets = sql`${place('type', 'LIVE', 'SCHEDULED')}
    + 16 * (${place('status', 'PENDING', 'NOT_JOINED', 'COMPLETED', 'CANCELLED')})
    + 256 * (${place('outcome', 'BOUGHT', 'WILL_BUY', 'FOLLOW_UP', 'NO')})
    + 4096 * (${place('source', 'WEBSITE', 'BRAND_STORE')}) + 65536 * coalesce(store_id, 0)`
  await sql`update demo_word set facets = (select ${facets} from demo where demo.id = demo_word.demo_id)`.execute(db)
  await sql`update demo_user set facets = (select ${facets} from demo where demo.id = demo_user.demo_id),
    product_id = (select product_id from demo where demo.id = demo_user.demo_id),
    requested_at = (select requested_at from demo where demo.id = demo_user.demo_id)`.execute(db)
}
