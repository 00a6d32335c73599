import { useCallback, useSyncExternalStore } from 'react'

class Ticker {
  now = Date.now()
  readonly #everyMs: number
  readonly #listeners = new Set<() => void>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(everyMs: number) {
    this.#everyMs = everyMs
  }

  follow(listener: () => void): () => void {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) {
      this.#tick()
      this.#timer = setInterval(() => this.#tick(), this.#everyMs)
    }
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) clearInterval(this.#timer)
    }
  }

  #tick(): void {
    this.now = Date.now()
    for (const listener of this.#listeners) listener()
  }
}

const tickers = new Map<number, Ticker>()

function tickerOf(everyMs: number): Ticker {
  const ticker = tickers.get(everyMs) ?? new Ticker(everyMs)
  tickers.set(everyMs, ticker)
  return ticker
}

/**
 * The time, ms, anew every `everyMs`: for what ticks on the screen. All that tick alike share one timer and change
 * together. `offset` leads from this clock to the server's.
 */
export function useNow(offset = 0, everyMs = 1000): number {
  const ticker = tickerOf(everyMs)
  const subscribe = useCallback((listener: () => void) => ticker.follow(listener), [ticker])
  return useSyncExternalStore(subscribe, () => ticker.now) + offset
}
