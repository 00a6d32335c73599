const WEEK = 7
const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -WEEK, ArrowDown: WEEK }

/** Where a key leads from the day at `from` of `count` days; undefined when nowhere. */
export function dayAt(key: string, from: number, count: number): number | undefined {
  const to = key === 'Home' ? 0 : key === 'End' ? count - 1 : from + (steps[key] ?? 0)
  return to === from || to < 0 || to >= count ? undefined : to
}

/** One tab stop for the month; arrows move among all its days, also those that cannot be chosen, so that each is read. */
export function dayGrid(): void {
  const grid = document.querySelector<HTMLElement>('[data-grid]')
  if (!grid) return
  const days = [...grid.querySelectorAll<HTMLElement>('td > *')]
  const stop = (day: HTMLElement | undefined) => {
    for (const other of days) other.tabIndex = other === day ? 0 : -1
  }
  stop(days.find((day) => day.ariaCurrent) ?? days.find((day) => day instanceof HTMLAnchorElement) ?? days[0])
  grid.addEventListener('keydown', (event) => {
    const from = days.indexOf(event.target as HTMLElement)
    const to = from < 0 ? undefined : dayAt(event.key, from, days.length)
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    stop(days[to])
    days[to]!.focus()
  })
}
