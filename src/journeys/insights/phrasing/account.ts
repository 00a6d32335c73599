import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../platform/errors.ts'

const Spent = z.object({ millionths: z.number().nonnegative() })

/** Whole on disk or as it was. */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const handle = openSync(`${path}.new`, 'w', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(`${path}.new`, path)
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
}

export interface Account {
  /** Spent so far, in the prices' currency. */
  spent(): number
  /** Takes the most a request can cost, on disk before it is sent; false when the cap would be passed. */
  reserve(most: number): boolean
  /** What it did cost in place of what was taken for it. */
  settle(most: number, cost: number): void
  /** A kept answer, by what was asked. */
  kept(asked: readonly string[]): string | undefined
  keep(asked: readonly string[], answer: string): void
}

/**
 * The spending and the answers kept in a folder, made when it is not there. One process at a time may use it. After a crash the
 * count holds what was taken for a request whose cost is not known. Throws `invalid` when the count can't be read.
 * @param cap in the prices' currency
 */
export function openAccount(folder: string, cap: number): Account {
  const path = join(folder, 'spent.json')
  let millionths = 0
  const text = read(path)
  if (text !== undefined) {
    try {
      millionths = Spent.parse(JSON.parse(text)).millionths
    } catch (cause) {
      throw new AppError(
        'invalid',
        'The count of what the LLM cost (spent.json) cannot be read. Restore or remove it.',
        { cause },
      )
    }
  }
  const set = (next: number) => {
    write(path, JSON.stringify({ millionths: next }))
    millionths = next
  }
  const whole = (amount: number) => Math.ceil(amount * 1e6)
  const place = (asked: readonly string[]) => {
    const key = createHash('sha256').update(JSON.stringify(asked)).digest('hex')
    return join(folder, 'answers', key.slice(0, 2), `${key}.txt`)
  }
  return {
    spent: () => millionths / 1e6,
    reserve: (most) => {
      if (millionths + whole(most) > Math.floor(cap * 1e6)) return false
      set(millionths + whole(most))
      return true
    },
    settle: (most, cost) => set(Math.max(0, millionths - whole(most) + whole(cost))),
    kept: (asked) => read(place(asked)),
    keep: (asked, answer) => write(place(asked), answer),
  }
}
