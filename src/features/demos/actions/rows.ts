import { held, isDuplicate, sql, type Tx, wasInserted } from '../../../database/database.ts'
import { prepared } from '../../../database/prepared.ts'
import type { Change, NewRow, Row } from '../../../database/tables.ts'
import { joinWords, personWords, sharedStarts } from '../../../database/words.ts'
import { type Context, transact, type Work } from '../../../platform/context.ts'
import { nationalDigits } from '../../customers/rules.ts'
import { type Facets, packFacets, TALLY_SPAN_MS } from '../rules.ts'

const FOLDED_AT_ONCE = 5000

type Db = Pick<Work, 'db'>

const mobileOf = prepared((db, { id }: { id: number }) =>
  db.selectFrom('customer').select('mobile').where('id', '=', id),
)

const demoRow = prepared((db, row: NewRow<'demo'>) => db.insertInto('demo').values(row))
const wordRows = prepared((db, { rows }: { rows: NewRow<'demo_word'>[] }) => db.insertInto('demo_word').values(rows))

/** Adds a demo, with the words it is found by and its place in the counts; its id, or undefined when a unique key refused it. */
export async function addDemo({ db }: Db, row: Omit<NewRow<'demo'>, 'words'>): Promise<number | undefined> {
  const [customer] = (await mobileOf(db, { id: row.customer_id })).rows
  const mobile = customer?.mobile ?? ''
  const words = personWords({ ...row, mobile, national: nationalDigits(mobile) })
  let id: number
  try {
    id = Number((await demoRow(db, { ...row, words: joinWords(words) })).insertId)
  } catch (error) {
    if (isDuplicate(error)) return undefined
    throw error
  }
  const shared = sharedStarts(words)
  const { product_id, requested_at, outcome = null, store_id = null } = row
  const facets = packFacets({ ...row, outcome, store_id }).value
  await wordRows(db, {
    rows: words.map((word, at) => ({ word, demo_id: id, shared: shared[at]!, product_id, requested_at, facets })),
  })
  await tally(db, id, 1)
  return id
}

/**
 * Changes what demos are counted by (and whatever else goes with it), while the demo has the status `from` when one is
 * given; false when it has not. The row is held to the end of the transaction.
 */
export async function setDemo(
  { db }: Db,
  id: number,
  set: Partial<Facets> & Change<'demo'>,
  from?: Row<'demo'>['status'],
): Promise<boolean> {
  const demo = await heldDemo(db, id)
  if (!demo || demo.status !== (from ?? demo.status)) return false
  const facets = packFacets({ ...demo, ...set }).value
  // Most ends of a visit change nothing that lists count.
  const counts = facets !== packFacets(demo).value
  if (counts) await tally(db, id, -1)
  await db
    .updateTable('demo')
    .set(set as Change<'demo'>)
    .where('id', '=', id)
    .execute()
  if (!counts) return true
  await tally(db, id, 1)
  const words = demo.words.split(' ').slice(1)
  await db.updateTable('demo_word').set({ facets }).where('word', 'in', words).where('demo_id', '=', id).execute()
  await db.updateTable('demo_user').set({ facets }).where('demo_id', '=', id).execute()
  return true
}

/** An expert has served a demo; false when that is known already. */
export async function addExpert({ db }: Db, demoId: number, userId: number): Promise<boolean> {
  const demo = await heldDemo(db, demoId)
  if (!demo) return false
  const { product_id, requested_at } = demo
  const row = { demo_id: demoId, user_id: userId, product_id, requested_at, facets: packFacets(demo).value }
  return wasInserted(db.insertInto('demo_user').values(row))
}

const heldDemo = (db: Tx, id: number) =>
  held(
    db,
    db
      .selectFrom('demo')
      .select(['type', 'status', 'outcome', 'source', 'store_id', 'product_id', 'requested_at', 'words'])
      .where('id', '=', id),
  ).executeTakeFirst()

const addTally = prepared((db, { id, n }: { id: number; n: number }) =>
  db
    .insertInto('demo_tally')
    .columns(['span', 'product_id', 'type', 'status', 'outcome', 'source', 'store_id', 'n', 'folded'])
    .expression(
      db
        .selectFrom('demo')
        .select((eb) => [
          sql<number>`requested_at - requested_at % ${sql.lit(TALLY_SPAN_MS)}`.as('span'),
          'product_id',
          'type',
          'status',
          sql<string>`coalesce(outcome, '')`.as('outcome'),
          'source',
          sql<number>`coalesce(store_id, 0)`.as('store_id'),
          eb.val(n).as('n'),
          eb.lit(0).as('folded'),
        ])
        .where('id', '=', id),
    ),
)

// A row for each change, so that no two writers wait for one count; `foldTally` sums them up.
const tally = (db: Tx, id: number, n: 1 | -1) => addTally(db, { id, n })

/** Sums up the counts that changes have left, so that reading them stays quick. */
export async function foldTally(ctx: Context): Promise<void> {
  for (;;) {
    const some = await transact(ctx, async ({ db }) => {
      const loose = await db
        .selectFrom('demo_tally')
        .selectAll()
        .where('folded', '=', 0)
        .orderBy('id')
        .limit(FOLDED_AT_ONCE)
        .execute()
      const kinds = Map.groupBy(loose, ({ id, n, folded, ...kind }) => JSON.stringify(kind))
      for (const rows of kinds.values()) await addFolded(db, rows)
      const ids = loose.map(({ id }) => id)
      if (ids.length > 0) await db.deleteFrom('demo_tally').where('id', 'in', ids).execute()
      return loose.length
    })
    if (some < FOLDED_AT_ONCE) return
  }
}

async function addFolded(db: Tx, rows: Row<'demo_tally'>[]): Promise<void> {
  const { id, n, folded, ...kind } = rows[0]!
  const sum = rows.reduce((total, row) => total + row.n, 0)
  if (sum === 0) return
  let update = db
    .updateTable('demo_tally')
    .set((eb) => ({ n: eb('n', '+', sum) }))
    .where('folded', '=', 1)
  for (const [name, value] of Object.entries(kind)) update = update.where(name as keyof typeof kind, '=', value)
  if ((await update.executeTakeFirst()).numUpdatedRows > 0n) return
  await db
    .insertInto('demo_tally')
    .values({ ...kind, n: sum, folded: 1 })
    .execute()
}
