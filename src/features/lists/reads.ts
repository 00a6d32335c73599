import type { SelectQueryBuilder } from 'kysely'
import { sql } from '../../database/database.ts'
import type { Tables } from '../../database/tables.ts'
import { wordsIn } from '../../database/words.ts'

export interface Page<Row> {
  rows: Row[]
  /** On all pages. */
  total: number
  page: number
  pageSize: number
}

/** A list's sort taken apart. */
export const orderOf = (sort: string) =>
  ({ by: sort.replace(/^-/, ''), way: sort.startsWith('-') ? 'desc' : 'asc' }) as const

/**
 * One page of a list that is not too long to be counted as it is read. The id decides between rows that sort alike, so
 * that pages neither repeat nor lose one.
 * @param columns the database's column of each name the list sorts by
 * @param key column of the id
 */
export async function readPage<TB extends keyof Tables, Row>(
  found: SelectQueryBuilder<Tables, TB, object>,
  select: (found: SelectQueryBuilder<Tables, TB, object>) => SelectQueryBuilder<Tables, TB, Row>,
  { sort, page, size }: { sort: string; page: number; size: number },
  columns: Record<string, string>,
  key = 'id',
): Promise<Page<Row>> {
  const { by, way } = orderOf(sort)
  const [{ n }, rows] = await Promise.all([
    found.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow(),
    select(found)
      .orderBy(sql.ref(columns[by]!), way)
      .orderBy(sql.ref(key), way)
      .limit(size)
      .offset((page - 1) * size)
      .execute(),
  ])
  return { rows: rows as Row[], total: Number(n), page, pageSize: size }
}

/** True when every word of a search begins a word of the texts. For lists so short that all their rows can be looked at. */
export function fits(search: string, texts: readonly string[]): boolean {
  const words = texts.flatMap(wordsIn)
  const wanted = wordsIn(search)
  return wanted.length > 0 && wanted.every((start) => words.some((word) => word.startsWith(start)))
}

/** Rows of a short list a search may look at. */
export const SHORT_LIST = 5000
