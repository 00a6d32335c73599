import type { LiveTimings } from '../schema.ts'
import { type Weekday, weekdays } from './weekdays.ts'

/** No weekday has hours. */
export const alwaysOpen = (timings: LiveTimings) => weekdays.every((day) => !timings.week[day]?.length)

/** The hours of one day (YYYY-MM-DD) by the clocks of the product's zone; none when it is closed. */
export function hoursOn(timings: LiveTimings, day: string): [string, string][] {
  const weekday = weekdays[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] as Weekday
  const usual: [string, string][] = alwaysOpen(timings) ? [['00:00', '24:00']] : (timings.week[weekday] ?? [])
  return timings.exceptions[day] ?? usual
}
