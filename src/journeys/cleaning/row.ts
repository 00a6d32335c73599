import type { Reading } from './read-name.ts'

/** A product as some rows have it: distinct cells, with how many events have them. */
export interface WrittenProduct {
  /** Tells these cells from all others. */
  ref: string
  source: string
  productId: string | null
  product: string
  category: string | null
  subCategory: string | null
  brand: string | null
  colour: string | null
  size: string | null
  events: number
}

/** A row with what was read from it. */
export interface Row {
  written: WrittenProduct
  reading: Reading
  product: string
  corrected: boolean
}
