import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { AppError } from '../../platform/errors.ts'

interface Packed {
  path: string
  compression: 'none' | 'gzip' | 'zstd'
}

/** DuckDB tells of lines up to its buffer (32 MB) and drops longer ones without a word, so those are found here. */
const LONGEST_LINE = 16 * 1024 * 1024
const WINDOW = LONGEST_LINE / 2
const PIECE = 64 * 1024
const MOST_UNPACKED = 200
const LITTLE = 64 * 1024 * 1024

/** The bytes of a file, unpacked, in blocks. Throws what zlib throws of a broken or cut archive. */
export async function readBlocks({ path, compression }: Packed, take: (block: Buffer) => void): Promise<void> {
  const raw = createReadStream(path, { highWaterMark: 1 << 20 })
  const sink = async (blocks: AsyncIterable<Buffer>) => {
    for await (const block of blocks) take(block)
  }
  if (compression === 'none') return await pipeline(raw, sink)
  const unpack = { chunkSize: 1 << 18 }
  await pipeline(raw, compression === 'gzip' ? createGunzip(unpack) : createZstdDecompress(unpack), sink)
}

/**
 * Throws `invalid` for an archive that is cut short, damaged or a bomb, `too_large` for a line no reader takes. An unpacked
 * file is only looked into every 8 MB: a line of 16 MB fills one such window.
 */
export async function checkWhole(file: Packed & { bytes: number }): Promise<void> {
  const { path, bytes, compression } = file
  const tooLong = () =>
    new AppError(
      'too_large',
      `${path} has a line of more than 16 MB. It is no list of events, or its line ends are lost: write one event a line.`,
    )
  if (compression === 'none') {
    if (await hasLongLine(path, bytes)) throw tooLong()
    return
  }
  let unpacked = 0
  let line = 0
  try {
    await readBlocks(file, (block) => {
      unpacked += block.length
      const last = block.lastIndexOf(10)
      line = last === -1 ? line + block.length : block.length - last
      if (unpacked > LITTLE && unpacked > bytes * MOST_UNPACKED) throw bomb(path)
      if (line > LONGEST_LINE) throw tooLong()
    })
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('invalid', `${path} is packed, but cut short or damaged: pack or copy it again.`, { cause })
  }
}

export const bomb = (path: string) =>
  new AppError('invalid', `${path} unpacks to more than ${MOST_UNPACKED} times its size: it is no list of events.`)

async function hasLongLine(path: string, bytes: number): Promise<boolean> {
  const file = await open(path)
  const piece = Buffer.alloc(PIECE)
  try {
    for (let window = 0; window + WINDOW <= bytes; window += WINDOW) {
      let at = window
      for (; at < window + WINDOW; at += PIECE) {
        const { bytesRead } = await file.read(piece, 0, PIECE, at)
        const read = piece.subarray(0, bytesRead)
        if (read.includes(10) || read.includes(13)) break
      }
      if (at >= window + WINDOW) return true
    }
    return false
  } finally {
    await file.close()
  }
}
