import { get, newKey, post, upload } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { PIECE_BYTES, shownName } from '../rules.ts'
import type { UploadAt, UploadList } from '../schema.ts'

const FIRST = 1_000_000
const LEAST = 128_000
const QUICK_MS = 1500
const SLOW_MS = 5000
/** In a row; a line that is away for some minutes is waited for. */
const MOST_FAULTS = 30

/** Where a file of ours goes on: one of this name and size that broke off is taken up again. */
async function begin(file: File): Promise<UploadAt> {
  const { rows } = await get<UploadList>('/api/journeys/uploads')
  const name = shownName(file.name)
  const left = rows.find((row) => row.name === name && row.bytes === file.size && row.at < row.bytes)
  if (left) return left
  return post<UploadAt>('/api/journeys/uploads', { key: newKey(), name: file.name, bytes: file.size }, { retry: true })
}

/**
 * Sends a file in pieces as large as the line is quick, and goes on by itself after a break. `onSent` is told bytes.
 * Rejects with the server's Problem, or when `signal` ends it; what was sent stays, to go on later.
 */
export async function sendFile(file: File, signal: AbortSignal, onSent: (at: number) => void): Promise<number> {
  const { id, ...begun } = await begin(file)
  let [at, size, faults] = [begun.at, FIRST, 0]
  onSent(at)
  while (at < file.size) {
    const since = Date.now()
    try {
      const piece = file.slice(at, at + size)
      ;({ at } = await upload<UploadAt>(`/api/journeys/uploads/${id}?at=${at}`, piece, { signal }))
      faults = 0
      const took = Date.now() - since
      if (took < QUICK_MS) size = Math.min(PIECE_BYTES, size * 2)
      else if (took > SLOW_MS) size = Math.max(LEAST, Math.round(size / 2))
    } catch (thrown) {
      const { code } = thrown as Problem
      if (signal.aborted || !['offline', 'conflict', 'unavailable', 'too_many'].includes(code)) throw thrown
      if (++faults > MOST_FAULTS) throw thrown
      size = Math.max(LEAST, Math.round(size / 2))
      await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 500 * faults)))
      signal.throwIfAborted()
      ;({ at } = await get<UploadAt>(`/api/journeys/uploads/${id}`, { signal }))
    }
    onSent(at)
  }
  return id
}
