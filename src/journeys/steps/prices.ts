/** `a / b` to four digits, halves away from zero; both DECIMAL(18,4) and not negative. DuckDB's own `/` is a double. */
function exactShare(a: string, b: string): string {
  const [over, under] = [a, b].map((value) => `cast(cast(${value} as decimal(28,4)) * 10000 as hugeint)`)
  return `try_cast(((${over} * 20000 + ${under}) // (2 * ${under})) * 0.0001::decimal(5,4) as decimal(18,4))`
}

const PIECES = 'coalesce(quantity, 1)'

/** The unit price of an event: its own, else the line's total by the pieces. */
export const UNIT_PRICE = `coalesce(unit_price, if(${PIECES} = 0, null, ${exactShare('final_price', PIECES)}))`

/** The line's total after discounts: its own, else the unit price times the pieces less the discount. */
export const FINAL_PRICE = `coalesce(final_price, try_cast(cast(unit_price as decimal(20,4)) * ${PIECES} - coalesce(discount, 0) as decimal(18,4)))`
