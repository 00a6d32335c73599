/** The bars of one program, printed last. */
export interface Bars {
  /** The figure may be `limit` at most. */
  most(name: string, figure: number, limit: number, unit?: string): void
  /** The figure has to be `limit` at least. */
  least(name: string, figure: number, limit: number, unit?: string): void
  /** Prints one line per bar, and sets the exit code: 1 when one is short or there is none. */
  print(): void
}

const shown = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2))

export function openBars(): Bars {
  const lines: { text: string; ok: boolean }[] = []
  const add = (name: string, figure: number, limit: number, unit: string, ok: boolean) =>
    lines.push({ text: `bar ${name} ${shown(figure)}${unit} ${shown(limit)}${unit} ${ok ? 'ok' : 'short'}`, ok })
  return {
    most: (name, figure, limit, unit = '') => add(name, figure, limit, unit, figure <= limit),
    least: (name, figure, limit, unit = '') => add(name, figure, limit, unit, figure >= limit),
    print() {
      for (const { text } of lines) console.log(text)
      process.exitCode = lines.length > 0 && lines.every(({ ok }) => ok) ? 0 : 1
    },
  }
}

/** The value below which `part` (0 to 1) of the values lie, by nearest rank. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
