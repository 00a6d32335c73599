/** `value` where it has at most 14 digits before the point, as DECIMAL(18,4); else nothing. */
const fitting = (value: string) =>
  `if(abs(${value}) < 100000000000000, accurateCastOrNull(${value}, 'Decimal(18, 4)'), NULL)`
/** A DECIMAL(18,4) by ten thousand, whole. */
const whole = (value: string) => `toInt128(toDecimal128(${value}, 4) * 10000)`
const PIECES = 'ifNull(e.quantity, 1)'

// Of zero pieces the price is nothing, whatever is divided: so something that can be is.
const share = `toDecimal256(intDiv(${whole('e.final_price')} * 20000 + ${whole(PIECES)}, 2 * greatest(${whole(PIECES)}, 1)), 4) / 10000`

/** The unit price of event `e`, as steps/prices.ts makes it. */
export const UNIT_PRICE = `ifNull(e.unit_price, if(${PIECES} = 0, NULL, ${fitting(share)}))`

/** The line's total after discounts of event `e`, as steps/prices.ts makes it. */
export const FINAL_PRICE = `ifNull(e.final_price, ${fitting(`round(toDecimal256(e.unit_price, 4) * toDecimal256(${PIECES}, 4) - toDecimal256(ifNull(e.discount, 0), 4), 4)`)})`
