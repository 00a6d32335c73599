/** In the order of a week, as `schema.ts` and screens write them; by itself, so that a screen needs no zod for it. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]
