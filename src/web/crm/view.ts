type Field = { kind: 'text' } | { kind: 'page' } | { kind: 'word'; of: readonly string[] }

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

const LONGEST = 100

/** Reads a view from an address; what it does not say, or says wrongly, is the default. */
export function readView<F extends ViewFields>(fields: F, search: Record<string, unknown>): View<F> {
  const view: Record<string, string | number> = {}
  for (const [name, field] of Object.entries(fields)) {
    const given = search[name]
    const said = typeof given === 'string' || typeof given === 'number' ? String(given) : ''
    if (field.kind === 'page') view[name] = /^[1-9]\d{0,4}$/.test(said) ? Number(said) : 1
    else if (field.kind === 'word') view[name] = field.of.includes(said) ? said : ''
    else view[name] = said.slice(0, LONGEST)
  }
  return view as View<F>
}

/** The parts that differ from the default, so that the plain view has the plain address. */
export function writeView(view: Record<string, string | number>): Record<string, string> {
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
