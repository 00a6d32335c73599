import type { SelectQueryBuilder } from 'kysely'
import { sql } from '../../../database/database.ts'
import type { Tables } from '../../../database/tables.ts'
import { type Context, reading, requireAdmin } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { readBrand } from '../../brand/reads.ts'
import { fits, type Page, readPage, SHORT_LIST } from '../../lists/reads.ts'
import { instantsOf } from '../../lists/rules/days.ts'
import { rulesOf } from '../reads.ts'
import type { RuleQuery, RuleRow, SlotQuery, SlotRow } from '../schema/crm.ts'

const ruleColumns = {
  product: 'product.name',
  clock: 'slot_rule.clock',
  firstDate: 'slot_rule.first_date',
  capacity: 'slot_rule.capacity',
  status: 'slot_rule.status',
}

/** One page of the slot rules, for admins. */
export async function listRules(ctx: Context, query: RuleQuery): Promise<Page<RuleRow>> {
  requireAdmin(ctx, 'see this')
  let found = reading(ctx).selectFrom('slot_rule').innerJoin('product', 'product.id', 'slot_rule.product_id')
  if (query.status) found = found.where('slot_rule.status', '=', query.status)
  const products = await namedProducts(ctx, query)
  if (products) found = found.where('slot_rule.product_id', 'in', products)
  if (query.agent) {
    const of = reading(ctx).selectFrom('slot_rule_user').select('rule_id').where('user_id', '=', Number(query.agent))
    found = found.where('slot_rule.id', 'in', of)
  }
  const page = await readPage(found, (all) => all.select('slot_rule.id'), query, ruleColumns, 'slot_rule.id')
  return {
    ...page,
    rows: await ruleRows(
      ctx,
      page.rows.map(({ id }) => id),
    ),
  }
}

/** One rule as the list has it, for admins. Throws `not_found`. */
export async function ruleForAdmin(ctx: Context, id: number): Promise<RuleRow> {
  requireAdmin(ctx, 'see this')
  const [row] = await ruleRows(ctx, [id])
  if (!row) throw new AppError('not_found', 'There is no such slot rule.')
  return row
}

async function ruleRows(ctx: Context, ids: number[]): Promise<RuleRow[]> {
  if (ids.length === 0) return []
  const db = reading(ctx)
  const [rules, products, agents, coming] = await Promise.all([
    rulesOf(db, ids),
    db
      .selectFrom('slot_rule')
      .innerJoin('product', 'product.id', 'slot_rule.product_id')
      .select(['slot_rule.id', 'product.name'])
      .where('slot_rule.id', 'in', ids)
      .execute(),
    db
      .selectFrom('slot_rule_user')
      .innerJoin('user', 'user.id', 'slot_rule_user.user_id')
      .innerJoin('slot_rule', 'slot_rule.id', 'slot_rule_user.rule_id')
      .leftJoin('user_product', (join) =>
        join
          .onRef('user_product.user_id', '=', 'user.id')
          .onRef('user_product.product_id', '=', 'slot_rule.product_id'),
      )
      .select(['slot_rule_user.rule_id', 'user.id', 'user.name'])
      .where('slot_rule_user.rule_id', 'in', ids)
      // Who has left is in no form of the rule, and its next save drops them.
      .where('user.status', '=', 'ACTIVE')
      .where(({ or, eb }) => or([eb('user.role', '=', 'ADMIN'), eb('user_product.user_id', 'is not', null)]))
      .orderBy('user.name')
      .execute(),
    db
      .selectFrom('slot')
      .select(({ fn }) => ['rule_id', fn.min('starts_at').as('next'), fn.sum('taken').as('booked')])
      .where('rule_id', 'in', ids)
      .where('starts_at', '>', ctx.now())
      .where('status', '=', 'OPEN')
      .groupBy('rule_id')
      .execute(),
  ])
  return rules
    .toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
    .map(({ productId, users: _, zone, ...rule }) => {
      const soon = coming.find((row) => row.rule_id === rule.id)
      return {
        ...rule,
        product: { id: productId, name: products.find(({ id }) => id === rule.id)?.name ?? '', zone },
        agents: agents.filter((row) => row.rule_id === rule.id).map(({ id, name }) => ({ id, name })),
        next: soon ? Number(soon.next) : null,
        booked: Number(soon?.booked ?? 0),
      }
    })
}

/** The products that a filter and a search by their name leave; undefined: all. */
async function namedProducts(ctx: Context, query: { product: string; search: string }): Promise<number[] | undefined> {
  if (!query.search) return query.product ? [Number(query.product)] : undefined
  const all = await reading(ctx).selectFrom('product').select(['id', 'name']).orderBy('id').limit(SHORT_LIST).execute()
  const ids = all.filter(({ name }) => fits(query.search, [name])).map(({ id }) => id)
  return [0, ...(query.product ? ids.filter((id) => id === Number(query.product)) : ids)]
}

const slotColumns = {
  startsAt: 'slot.starts_at',
  product: 'product.name',
  capacity: 'slot.capacity',
  taken: 'slot.taken',
}

/** One page of the dated slots, for admins: those to come, unless asked otherwise. */
export async function listSlots(ctx: Context, query: SlotQuery): Promise<Page<SlotRow>> {
  requireAdmin(ctx, 'see this')
  const now = ctx.now()
  let found = reading(ctx).selectFrom('slot').innerJoin('product', 'product.id', 'slot.product_id')
  const days = query.day ? instantsOf(query.day, (await readBrand(ctx)).zone, now) : {}
  // Days that are named say themselves whether they are to come.
  if (query.when === 'PAST') found = found.where('slot.ends_at', '<=', now)
  else if (query.when === '' && !query.day) found = found.where('slot.ends_at', '>', now)
  if (days.from !== undefined) found = found.where('slot.starts_at', '>=', days.from)
  if (days.until !== undefined) found = found.where('slot.starts_at', '<', days.until)
  // What a rule offers no longer is closed and of no interest, unless it is asked for.
  if (query.status) found = found.where('slot.status', '=', query.status)
  else found = found.where(({ or, eb }) => or([eb('slot.status', '=', 'OPEN'), eb('slot.taken', '>', 0)]))
  if (query.from) found = found.where('slot.rule_id', query.from === 'RULE' ? 'is not' : 'is', null)
  if (query.rule) found = found.where('slot.rule_id', '=', Number(query.rule))
  if (query.booked) found = found.where('slot.taken', query.booked === 'YES' ? '>' : '=', 0)
  const products = await namedProducts(ctx, query)
  if (products) found = found.where('slot.product_id', 'in', products)
  if (query.agent) {
    const of = reading(ctx).selectFrom('slot_user').select('slot_id').where('user_id', '=', Number(query.agent))
    found = found.where('slot.id', 'in', of)
  }
  const page = await readPage(found, selectSlot, query, slotColumns, 'slot.id')
  return { ...page, rows: await withAgents(ctx, page.rows) }
}

/** What a slot shows in every list of it; `from` has the slot and its product. */
export const selectSlot = (from: SelectQueryBuilder<Tables, 'slot' | 'product', object>) =>
  from
    .select(['slot.id', 'slot.starts_at as startsAt', 'slot.ends_at as endsAt', 'slot.capacity', 'slot.taken'])
    .select(['slot.status', 'slot.rule_id as ruleId', 'slot.product_id as productId'])
    .select(['product.name as productName', 'product.zone'])

type Found = Omit<SlotRow, 'product' | 'agents'> & { productId: number; productName: string; zone: string }

/** Slots with their agents by name. */
export async function withAgents(ctx: Context, found: Found[]): Promise<SlotRow[]> {
  if (found.length === 0) return []
  const agents = await reading(ctx)
    .selectFrom('slot_user')
    .innerJoin('user', 'user.id', 'slot_user.user_id')
    .select(['slot_user.slot_id', 'user.id', 'user.name'])
    .where(
      'slot_user.slot_id',
      'in',
      found.map(({ id }) => id),
    )
    .orderBy(sql.ref('user.name'))
    .execute()
  const bySlot = Map.groupBy(agents, ({ slot_id }) => slot_id)
  return found.map(({ productId, productName, zone, ...slot }) => ({
    ...slot,
    product: { id: productId, name: productName, zone },
    agents: (bySlot.get(slot.id) ?? []).map(({ id, name }) => ({ id, name })),
  }))
}
