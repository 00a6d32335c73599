type Field =
  | { kind: 'text' }
  | { kind: 'page' }
  | { kind: 'id' }
  | { kind: 'days' }
  | { kind: 'word'; of: readonly string[] }

/** The parts of a table's view that its address carries. `page` counts from 1. */
export type ViewFields = Record<string, Field>
export type View<F extends ViewFields> = {
  [K in keyof F]: F[K] extends { kind: 'page' }
    ? number
    : F[K] extends { kind: 'word'; of: readonly (infer W)[] }
      ? W | ''
      : string
}

export const text = { kind: 'text' } as const
export const page = { kind: 'page' } as const
export const word = <const W extends readonly string[]>(...of: W) => ({ kind: 'word', of }) as const

/** Of a list as its feature declares it: what it sorts by, the usual order, its filters. */
export interface ListOf {
  sorts: readonly string[]
  sort: string
  filters: Record<string, Field>
}

export const sizes = ['25', '100', '200'] as const
export const USUAL_SIZE = '50'

/** The view of a list: search, order, page size, columns (names by comma), page, and its filters. */
export interface ListView {
  search: string
  /** a column, "-" before it when the greatest comes first; '' is the usual order */
  sort: string
  size: string
  columns: string
  page: number
}
export type ListViewOf<L extends ListOf> = ListView & { [K in keyof L['filters']]: string }

/** Reads the view of a list from an address, as `readView` does. */
export function readListView<L extends ListOf>(list: L, search: Record<string, unknown>): ListViewOf<L> {
  const sort = word(...list.sorts.flatMap((name) => [name, `-${name}`]))
  return readView({ search: text, sort, size: word(...sizes), columns: text, ...list.filters, page }, search) as never
}

/** What the server is asked for a view: all of it but what only the screen needs to know. */
export const askedOf = ({ columns, ...view }: ListView): string => stringifySearch(writeView(view))

const LONGEST = 100
const DAYS = /^(today|(next)?(7d|30d)|(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?)$/
const areDays = (said: string): boolean =>
  DAYS.test(said) &&
  (said.match(/\d{4}-\d\d-\d\d/g) ?? []).every(
    (day) => !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day),
  ) &&
  !/^(.{10})\.\.(.{10})$/
    .exec(said)
    ?.slice(1)
    .reduce((first, last) => (first > last ? '!' : ''))

/** Reads a view from an address; what it does not say, or says wrongly, is the default. */
export function readView<F extends ViewFields>(fields: F, search: Record<string, unknown>): View<F> {
  const view: Record<string, string | number> = {}
  for (const [name, field] of Object.entries(fields)) {
    const given = search[name]
    const said = typeof given === 'string' || typeof given === 'number' ? String(given) : ''
    if (field.kind === 'page') view[name] = /^[1-9]\d{0,4}$/.test(said) ? Number(said) : 1
    else if (field.kind === 'id') view[name] = /^[1-9]\d{0,14}$/.test(said) ? said : ''
    else if (field.kind === 'days') view[name] = areDays(said) ? said : ''
    else if (field.kind === 'word') view[name] = field.of.includes(said) ? said : ''
    else view[name] = said.slice(0, LONGEST)
  }
  return view as View<F>
}

/** The parts that differ from the default, so that the plain view has the plain address. */
export function writeView(view: object): Record<string, string> {
  const said: Record<string, string> = {}
  for (const [name, value] of Object.entries(view)) {
    if (value !== '' && value !== 1) said[name] = String(value)
  }
  return said
}

/** Typing on in a search: one step back leads before it, not through every word on the way. */
export const refinesSearch = (before: { search: string }, after: { search: string }): boolean =>
  before.search !== '' && after.search !== before.search

/** Address and search object for the router: plain names and values, as people write them. */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search))

export function stringifySearch(search: Record<string, unknown>): string {
  const said = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') said.set(name, String(value))
  }
  return said.size === 0 ? '' : `?${said}`
}
