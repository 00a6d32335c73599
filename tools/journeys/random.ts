export interface Random {
  /** 0 to 1, 1 not included. */
  next(): number
  /** 0 to n - 1. */
  below(n: number): number
  pick<T>(values: readonly T[]): T
}

/** Numbers that look random and are the same for the same seed (mulberry32): fast, not for secrets. */
export function random(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(next() * n)
  return { next, below, pick: (values) => values[below(values.length)]! }
}
