import { createHash } from 'node:crypto'
import { createReadStream, globSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { AppError } from '../../platform/errors.ts'
import type { Mapping } from './mapping.ts'

export type FileType = NonNullable<Mapping['format']['type']>

/** A file as it will be read. */
export interface InputFile {
  path: string
  bytes: number
  type: FileType
  compression: 'none' | 'gzip' | 'zstd'
  encoding: 'utf-8' | 'utf-16' | 'latin-1'
}

const MOST_FILES = 100_000
const HEAD = 256 * 1024

/** The files that paths, folders and globs name, each once, by name. Throws `not_found` for what names nothing. */
export function findFiles(named: readonly string[]): string[] {
  const found = new Set<string>()
  for (const name of named) {
    const isFolder = statSync(name, { throwIfNoEntry: false })?.isDirectory()
    const paths = statSync(name, { throwIfNoEntry: false })?.isFile()
      ? [name]
      : globSync(isFolder ? join(name, '**/*') : name).filter((path) =>
          statSync(path, { throwIfNoEntry: false })?.isFile(),
        )
    if (paths.length === 0) throw new AppError('not_found', `${name}: no such file${isFolder ? ' in the folder' : ''}.`)
    for (const path of paths) found.add(path)
    if (found.size > MOST_FILES) throw new AppError('too_large', `More than ${MOST_FILES} files; name fewer at a time.`)
  }
  return [...found].sort()
}

/**
 * What a file is, from its first bytes: type, compression, encoding. `undefined` for an empty one. Throws `invalid` for what
 * no source can be: an archive, a spreadsheet, a picture, a cut archive.
 */
export async function lookAt(path: string, format: Mapping['format']): Promise<InputFile | undefined> {
  const { size: bytes } = statSync(path)
  if (bytes === 0) return undefined
  const raw = await headOf(path, bytes)
  const compression =
    raw.readUInt16BE(0) === 0x1f8b ? 'gzip' : bytes > 3 && raw.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : 'none'
  const head = unpacked(raw, compression, path)
  if (head.length === 0) return undefined
  const start = head.toString('latin1', 0, 8)
  if (start.startsWith('PAR1')) return { path, bytes, type: 'parquet', compression: 'none', encoding: 'utf-8' }
  if (start.startsWith('PK')) {
    throw new AppError('invalid', `${path} is a zip archive or a spreadsheet. Unpack it, or save the sheet as CSV.`)
  }
  const encoding = format.encoding ?? encodingOf(head)
  if (encoding === undefined) {
    throw new AppError('invalid', `${path} is not text (it holds NUL bytes): name a CSV, NDJSON or Parquet file.`)
  }
  const type = format.type ?? (/^(\ufeff|ï»¿)?\s*\{/.test(head.toString('latin1', 0, 200)) ? 'ndjson' : 'csv')
  if (type === 'parquet') throw new AppError('invalid', `${path} is not a Parquet file, as the mapping says.`)
  return { path, bytes, type, compression, encoding }
}

async function headOf(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(Math.max(2, Math.min(HEAD, bytes)))
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    return bytesRead < 2 ? head : head.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function unpacked(raw: Buffer, compression: InputFile['compression'], path: string): Buffer {
  if (compression === 'none') return raw
  try {
    // A head is the start of a stream: what is there is taken, and never more than a little of a bomb.
    if (compression === 'gzip') return gunzipSync(raw, { finishFlush: 2, maxOutputLength: 64 * HEAD })
    return zstdDecompressSync(raw, { finishFlush: 1, maxOutputLength: 64 * HEAD })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new AppError('invalid', `${path} unpacks to more than 64 times its size at once: it is no list of events.`)
    }
    throw new AppError('invalid', `${path} is packed, but broken: pack it again.`, { cause })
  }
}

function encodingOf(head: Buffer): InputFile['encoding'] | undefined {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return 'utf-16'
  if (head.includes(0)) {
    // Without a mark: Latin text in UTF-16 has a NUL in every second place.
    const odd = head.subarray(0, 2000).filter((byte, at) => at % 2 === 1 && byte === 0).length
    return odd > Math.min(1000, head.length / 2) * 0.4 ? 'utf-16' : undefined
  }
  try {
    // A character may be cut at the end of the head.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return 'utf-8'
  } catch {
    return 'latin-1'
  }
}

/** SHA-256 of a file's bytes, in hex. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const block of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(block as Buffer)
  return hash.digest('hex')
}
