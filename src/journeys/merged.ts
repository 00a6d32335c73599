import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { openDuck } from './engine/duckdb.ts'
import { spillFolder } from './folder.ts'
import { RESULT } from './sets.ts'

/** A product, and the names that were written for it. */
export interface MergedProduct {
  product: string
  /** `Category` or `Category > Sub-category`, as most of its rows have it. */
  category: string | null
  /** 0 to 1: of the name that is least sure. */
  confidence: number
  names: { written: string; colour: string | null; confidence: number }[]
  /** More names than are told here. */
  more: number
}

const NAMES = 80

/**
 * Products of the result in a folder with the names they were made of, the least sure first: those of several names, or with a
 * search all that have its words in a name. Throws `not_found` before the first run has finished.
 */
export async function mergedProducts(
  folder: string,
  { search, limit, offset }: { search: string; limit: number; offset: number },
): Promise<{ rows: MergedProduct[]; total: number }> {
  const path = join(folder, RESULT)
  if (!(await stat(path).catch(() => undefined))) throw new AppError('not_found', 'No run has finished yet.')
  const duck = await openDuck({
    path,
    readOnly: true,
    memory: 200e6,
    threads: 2,
    temp: await spillFolder(join(folder, 'reading')),
  })
  try {
    const made = await duck.rows("select 1 from duckdb_tables() where table_name = 'products'")
    if (made.length === 0) return { rows: [], total: 0 }
    const words = search.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8)
    const which =
      words.length === 0
        ? 'names > 1'
        : words.map((_, at) => `contains(lower(product || ' ' || written), $${at + 1})`).join(' and ')
    const found = await duck.rows<MergedProduct & { total: number }>(
      `with named as (select product, product_written as written, min(product_confidence) as confidence, min(colour) as colour,
          mode(category || coalesce(' > ' || sub_category, '')) as category from products where product_written is not null group by all),
        whole as (select *, count(*) over (partition by product) as names from named),
        chosen as (select product from whole where ${which} group by product)
      select product, mode(category) as category, min(confidence) as confidence, count(*) over () as total,
        list({written: written, colour: colour, confidence: confidence} order by confidence, written)[:${NAMES}] as names,
        greatest(0, count(*) - ${NAMES}) as more
      from named semi join chosen using (product) group by product order by min(confidence), product limit ${limit} offset ${offset}`,
      words,
    )
    return { rows: found.map(({ total, ...row }) => row), total: Number(found[0]?.total ?? 0) }
  } finally {
    duck.close()
  }
}
