import { z } from 'zod'
import { areDays } from './rules/days.ts'
import { type Filter, LARGEST_PAGE, LAST_PAGE, type ListSpec, PAGE_SIZE } from './rules.ts'

type Said<F> = F extends { kind: 'word'; of: readonly (infer W)[] } ? W | '' : string

/** What was asked of a list; a filter that is not set is ''. */
export type ListQuery<S extends ListSpec> = {
  search: string
  sort: `${'' | '-'}${S['sorts'][number]}`
  page: number
  size: number
} & { [K in keyof S['filters']]: Said<S['filters'][K]> }

function shapeOf(filter: Filter) {
  if (filter.kind === 'word') return z.enum([...filter.of, '']).default('')
  if (filter.kind === 'id')
    return z
      .string()
      .regex(/^([1-9]\d{0,14})?$/, 'Give a whole number.')
      .default('')
  if (filter.kind === 'text') return z.string().max(100).default('')
  const days = 'Give today, 7d, 30d, next7d, next30d, or days as 2026-01-31..2026-02-28.'
  return z
    .string()
    .refine((text) => text === '' || areDays(text), days)
    .default('')
}

/** Query of a list: search, sort, page, size and its filters. What it cannot mean is refused by name. */
export function listQuery<const S extends ListSpec>(spec: S): z.ZodType<ListQuery<S>> {
  const filters = Object.entries(spec.filters).map(([name, filter]) => [name, shapeOf(filter)])
  return z.object({
    search: z.string().trim().max(100).default(''),
    sort: z.enum(spec.sorts.flatMap((name) => [name, `-${name}`])).default(spec.sort),
    page: z.coerce.number().int().min(1).max(LAST_PAGE).default(1),
    size: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE_SIZE),
    ...Object.fromEntries(filters),
  }) as never
}

/** Answer of a list: one page of rows, and how many there are on all pages. */
export const listPage = <R extends z.ZodType>(row: R) =>
  z.object({ rows: z.array(row), total: z.number(), page: z.number(), pageSize: z.number() })
