import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Duck, literal, plainPath, quoted } from '../engine/duckdb.ts'
import { type Link, linked, prepareLinks } from '../identity.ts'
import { actionOf, amountOf, currencyOf, timeOf } from '../sources/cells.ts'
import type { InputFile } from '../sources/files.ts'
import { assertAnswered, type Mapping } from '../sources/mapping.ts'
import { asInputError, type Dialect, type Reader, readerOf } from '../sources/read.ts'
import { ACTION_CODES } from '../tables.ts'
import { forgetRefused, keepRejected } from './rejected.ts'

/** What staging found in some files. */
export interface Staged {
  /** Rows read, those left out by the mapping's `ignore` included. */
  rows: number
  ignored: number
  rejected: number
  unassigned: number
}

const { SEARCH, RETURN } = ACTION_CODES

/** The rows of a reader as events: cleaned cells beside the written ones, and why a row is refused (`fault`: its field). */
export function eventsOf(reader: Reader, mapping: Mapping): string {
  const { text } = reader
  const plain = { decimal: '.', scale: 1 } as const
  const json = reader.from.includes('"@record"')
  return `
select *,
  case when action = 255 then null
    ${json ? `when "@record" is null then 'line'` : ''}
    when time is null or time not between timestamp '1900-01-01' and timestamp '2299-12-31' then 'time'
    when action is null then 'action'
    when product is null and (term is null or action <> ${SEARCH}) then 'product'
    when quantity_written is not null and (quantity0 is null or (quantity0 < 0 and action <> ${RETURN})) then 'quantity'
    when unit_written is not null and (unit0 is null or (unit0 < 0 and action <> ${RETURN})) then 'unit_price'
    when final_written is not null and (final0 is null or (final0 < 0 and action <> ${RETURN})) then 'final_price'
    when discount_written is not null and discount is null then 'discount'
  end as fault,
  abs(quantity0) as quantity, abs(unit0) as unit_price, abs(final0) as final_price
from (select *,
  ${timeOf('time_written', mapping.time)} as time,
  ${actionOf('action_written', mapping.actions)} as action,
  ${amountOf('quantity_written', plain)} as quantity0,
  ${amountOf('unit_written', mapping.price)} as unit0,
  ${amountOf('final_written', mapping.price)} as final0,
  ${amountOf('discount_written', mapping.price)} as discount,
  coalesce(${currencyOf('currency_written')}, ${currencyOf('coalesce(final_written, unit_written)')}, ${mapping.constants.currency ? literal(mapping.constants.currency) : 'null'}) as currency
from (select "@file" as file, ${json ? '"@record", ' : ''}${reader.row} as row,
  ${text('customer')} as customer, ${text('email')} as email, ${text('phone')} as phone, ${text('device')} as device,
  ${text('time')} as time_written, ${text('action')} as action_written, ${text('application')} as application,
  ${text('product')} as product, ${text('product_id')} as product_id, ${text('brand')} as brand,
  ${text('category')} as category, ${text('sub_category')} as sub_category, ${text('colour')} as colour, ${text('size')} as size,
  ${text('quantity')} as quantity_written, ${text('unit_price')} as unit_written, ${text('final_price')} as final_written,
  ${text('discount')} as discount_written, ${mapping.columns.currency || mapping.items?.columns.currency ? text('currency') : 'cast(null as varchar)'} as currency_written, ${text('payment_mode')} as payment_mode,
  ${text('order_id')} as order_id, ${text('session')} as session, ${text('term')} as term
from ${reader.from}))`
}

/** What tells written products apart; `item` is its hash. */
export const ITEM = ['product', 'product_id', 'brand', 'category', 'sub_category', 'colour', 'size'] as const

/** Columns of a staged event, as the Parquet files have them. */
const STAGED = [
  'customer',
  'time',
  'action',
  'application',
  ...ITEM,
  'term',
  'order_id',
  'session',
  'quantity',
  'unit_price',
  'final_price',
  'discount',
  'currency',
  'payment_mode',
  'row',
  'file',
  'time_written',
  'quantity_written',
  'unit_written',
  'final_written',
]

/**
 * Reads files that are alike into `folder`, one sub-folder a shard of the customers; `shard=unassigned` holds the events of
 * nobody and `rejected.parquet` what could not be read. The folder appears whole or not at all.
 */
export async function stage(
  duck: Duck,
  files: readonly InputFile[],
  mapping: Mapping,
  dialect: Dialect,
  { folder, shards, sample, links = [] }: { folder: string; shards: number; sample: number; links?: readonly Link[] },
): Promise<Staged> {
  assertAnswered(mapping)
  const part = `${folder}.part`
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { recursive: true })
  const reader = readerOf(files, mapping, dialect)
  if (links.length > 0) await prepareLinks(duck, links, files, mapping, dialect)
  const events = links.length > 0 ? linked(eventsOf(reader, mapping)) : eventsOf(reader, mapping)
  const sampled =
    sample < 1 ? `(customer is null or hash(customer) // 65536 % 1000000 < ${Math.round(sample * 1e6)})` : 'true'
  const wrong = 'fault is not null'
  await forgetRefused(duck)
  await duck
    .run(`copy (
    select ${STAGED.map(quoted).join(', ')}, ${literal(mapping.source)} as source,
      if(product is null, null, hash(${literal(mapping.source)}, ${ITEM.join(', ')})) as item,
      fault, if(${wrong}, coalesce(case fault when 'time' then time_written when 'action' then action_written when 'quantity' then quantity_written
        when 'unit_price' then unit_written when 'final_price' then final_written when 'discount' then discount_written end, ''), null) as fault_value,
      case when ${wrong} then 'rejected' when customer is null then 'unassigned' else cast(hash(customer) % ${shards} as varchar) end as shard
    from (${events}) where action is distinct from 255 and ${sampled}
  ) to ${literal(part)} (format parquet, partition_by (shard), compression lz4_raw, row_group_size 20480, overwrite_or_ignore true)`)
    .catch((cause: Error) => {
      throw asInputError(cause, files)
    })
  const some = (await readdir(part)).length > 0
  const staged = !some
    ? []
    : await duck.rows<{ shard: string; n: number }>(
        `select shard, count(*) as n from read_parquet(${literal(`${plainPath(part)}/*/*.parquet`)}, hive_partitioning = true, hive_types_autocast = false) group by shard`,
      )
  const of = (shard: string) => staged.find((found) => found.shard === shard)?.n ?? 0
  const structural = await keepRejected(duck, files, mapping, dialect, { part, some: of('rejected') > 0 })
  const written = staged.reduce((sum, { n }) => sum + n, 0)
  const all =
    mapping.actions.ignore.length === 0 && mapping.actions.others === 'reject'
      ? written
      : (
          await duck.rows<{ n: number }>(
            `select count(*) as n from ${sample < 1 ? `(${events}) where ${sampled}` : reader.from}`,
          )
        )[0]!.n
  const counts: Staged = {
    rows: all + structural,
    ignored: all - written,
    rejected: of('rejected') + structural,
    unassigned: of('unassigned'),
  }
  await writeFile(join(part, 'counts.json'), JSON.stringify(counts))
  await rename(part, folder)
  return counts
}
