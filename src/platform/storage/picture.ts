import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'

/** How large a kept picture is at most, px; it is never made larger than it came. */
export interface Bounds {
  width: number
  height: number
}

/** Largest file taken, bytes. */
export const PICTURE_BYTES = 5_000_000

const TIME_MS = 20_000
const KEPT_BYTES = 4_000_000
/** Pictures that may wait while one is worked on; each holds its file in memory. */
const WAITING = 4

/** What the child says by its exit code; `picture-child.ts` has the same numbers. */
const refusals: Record<number, string> = {
  2: 'This is not a picture we can use. Choose a JPEG, PNG or WebP file.',
  3: 'This picture has too many pixels. Choose one of at most 50 megapixels.',
  4: 'This picture is damaged: it could not be read to its end. Export it again, or choose another.',
}

const refusal = (message: string, cause?: unknown) =>
  new AppError('invalid', message, { fields: { picture: message }, ...(cause ? { cause } : {}) })

/** In the source tree beside this file; in a build in the server's folder, above its chunks. */
const program = (): string => {
  const places = ['picture-child.ts', 'picture-child.js', '../picture-child.js']
  return places.map((place) => join(import.meta.dirname, place)).find((path) => existsSync(path))!
}

let waiting = 0
let last: Promise<unknown> = Promise.resolve()

/**
 * Decodes a JPEG, PNG or WebP file and encodes it anew as WebP within bounds, without EXIF and the like. It happens in a
 * process of its own, one at a time, so that a bomb harms that alone. Throws `invalid` naming `picture`, or `too_many`.
 */
export async function preparePicture(bytes: Buffer, bounds: Bounds): Promise<Buffer> {
  if (bytes.length === 0) throw refusal('Choose a picture.')
  if (waiting >= WAITING) throw new AppError('too_many', 'Other pictures are being read. Try again in a moment.')
  waiting++
  const mine = last.then(() => decode(bytes, bounds)).finally(() => waiting--)
  last = mine.catch(() => undefined)
  return mine
}

function decode(bytes: Buffer, { width, height }: Bounds): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--max-old-space-size=96', program(), String(width), String(height)],
      // It needs nothing of ours: no secret is in its reach.
      { encoding: 'buffer', env: {}, timeout: TIME_MS, killSignal: 'SIGKILL', maxBuffer: KEPT_BYTES },
      (error, stdout) => {
        if (!error) return resolve(stdout)
        const { code, killed } = error as { code?: unknown; killed?: boolean }
        const known = typeof code === 'number' ? refusals[code] : undefined
        if (known) reject(refusal(known))
        else if (killed || code === null) reject(refusal('This picture took too long to read. Choose another.', error))
        else reject(error)
      },
    )
    // It may end before it has read everything; how it ended says why.
    child.stdin!.on('error', () => {})
    child.stdin!.end(bytes)
  })
}
