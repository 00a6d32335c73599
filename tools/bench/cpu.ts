import { readdirSync, readFileSync } from 'node:fs'
import { median } from './bars.ts'

/** Time a process has spent on the CPU, all its threads, in ns (Linux: the first field of each task's schedstat). */
export function cpuTime(pid: number): number {
  let sum = 0
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
    } catch {
      // The thread ended between the two reads.
    }
  }
  return sum
}

export interface Side {
  pid: number
  /** Sends the block's requests and waits for the answers. */
  run(block: number): Promise<void>
}

export interface Compared {
  /** CPU per request, µs. */
  ours: number
  bare: number
  /** Median of the ratios of neighbouring blocks. */
  ratio: number
}

/**
 * Measures two servers in turns (ours, bare, bare, ours, …), so that what else the machine does falls on both.
 * @param warm blocks that are not counted, for the compilers to settle
 */
export async function compare(
  sides: { ours: Side; bare: Side },
  { blocks, size, warm }: { blocks: number; size: number; warm: number },
): Promise<Compared> {
  const spent = { ours: [] as number[], bare: [] as number[] }
  for (let block = 0; block < warm + blocks; block++) {
    const order = block % 2 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)
    for (const name of order) {
      const side = sides[name]
      const before = cpuTime(side.pid)
      await side.run(block)
      if (block >= warm) spent[name].push((cpuTime(side.pid) - before) / size / 1000)
    }
  }
  return {
    ours: median(spent.ours),
    bare: median(spent.bare),
    ratio: median(spent.ours.map((ours, i) => ours / spent.bare[i]!)),
  }
}
