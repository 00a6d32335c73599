/** A filter as an address writes it: one of some words, the id of a row, days (see rules/days.ts), or a value that only the rows know. */
export type Filter = { kind: 'word'; of: readonly string[] } | { kind: 'id' } | { kind: 'days' } | { kind: 'text' }

/** What a list offers: plain data, read by the server (`listQuery`) and the screen (`listFields`) alike. */
export interface ListSpec {
  /** Columns the server sorts by. */
  sorts: readonly string[]
  /** The usual order: a column, with "-" before it when the greatest comes first. */
  sort: string
  filters: Record<string, Filter>
}

export const oneOf = <const W extends readonly string[]>(...of: W) => ({ kind: 'word', of }) as const
export const idOf = { kind: 'id' } as const
export const ofValue = { kind: 'text' } as const
export const inDays = { kind: 'days' } as const
export const list = <const S extends ListSpec>(spec: S): S => spec

export const PAGE_SIZE = 50
export const LARGEST_PAGE = 200
export const LAST_PAGE = 99_999

/** Today, the last or next 7 or 30 days (today among them), or chosen days of which one end may be open. */
export const DAYS = /^(today|(next)?(7d|30d)|(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?)$/
