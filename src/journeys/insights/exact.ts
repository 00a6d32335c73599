const DAY_US = 86_400_000_000n

/** DuckDB's SQL for a decimal of four digits; NULL where it has more before the point than the tables hold, never a wrong number. */
export const exact = (sql: string, digits: 18 | 38 = 18): string => `try_cast(${sql} as decimal(${digits},4))`

const parts = (us: string, unit: bigint) =>
  `try_cast((cast(${us} as hugeint) * 20000 + ${unit}) // ${2n * unit} * 0.0001::decimal(5,4) as decimal(18,4))`

/** Microseconds, none negative, as days or hours in parts: exact to the fourth digit, halves up. */
export const days = (us: string): string => parts(us, DAY_US)
export const hours = (us: string): string => parts(us, DAY_US / 24n)

/** A list in a stated order, empty where nothing is in it. */
export const list = (sql: string, order: string, filter = 'true'): string =>
  `coalesce(list(${sql} order by ${order}) filter (${filter}), [])`
