import type { ListView } from './view.ts'

/** A filter in sight: one of some values with their words, or days. */
export type FilterSaid = { name: string; label: string } & (
  | { options: readonly (readonly [value: string, words: string])[] }
  | { days: keyof typeof dayPresets }
)

/** Stretches of days to choose at once, for what has been and for what is to come. */
export const dayPresets = {
  PAST: [
    ['today', 'Today'],
    ['7d', 'Last 7 days'],
    ['30d', 'Last 30 days'],
  ],
  COMING: [
    ['today', 'Today'],
    ['next7d', 'Next 7 days'],
    ['next30d', 'Next 30 days'],
    ['30d', 'Last 30 days'],
  ],
} as const

/** What the address says of a filter. */
export const filterValue = (view: ListView, name: string): string => String((view as never)[name] ?? '')

/** "2026-01-05..2026-01-09" in words. */
export const daysWords = (value: string): string =>
  [...dayPresets.COMING, ...dayPresets.PAST].find(([preset]) => preset === value)?.[1] ??
  value.replace(/^\.\./, 'to ').replace(/\.\.$/, ' on').replace('..', ' to ')

/** What a filter is set to, in words; undefined when it is not. */
export function saidOf(filter: FilterSaid, value: string): string | undefined {
  if (value === '') return undefined
  if ('days' in filter) return daysWords(value)
  return filter.options.find(([option]) => option === value)?.[1] ?? '…'
}
