import { createHash } from 'node:crypto'
import { createReadStream, existsSync, globSync, readdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { AppError } from '../../platform/errors.ts'
import type { Mapping } from './mapping.ts'
import { bomb, checkWhole } from './whole.ts'

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
      : (isFolder ? within(name) : globSync(name)).filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    if (paths.length === 0) {
      const what = isFolder
        ? 'no file in the folder'
        : existsSync(name)
          ? 'a pipe or a device, not a file'
          : 'no such file'
      throw new AppError('not_found', `${name}: ${what}. Name files, folders or globs.`)
    }
    for (const path of paths) found.add(path)
    if (found.size > MOST_FILES) throw new AppError('too_large', `More than ${MOST_FILES} files; name fewer at a time.`)
  }
  return [...found].sort()
}

/** A folder's own name may hold marks of a glob, so it is walked. */
const within = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/(^|[\\/])\./.test(path))
    .map((path) => join(folder, path))

/**
 * What a file is, from its first bytes: type, compression, encoding. `undefined` for an empty one. Throws `invalid` for what
 * no source can be: a spreadsheet, a picture, a damaged or cut archive, a bomb; `too_large` for an endless line.
 */
export async function lookAt(path: string, format: Mapping['format']): Promise<InputFile | undefined> {
  const { size: bytes } = statSync(path)
  if (bytes === 0) return undefined
  const { compression, head } = await headOf(path, bytes)
  if (head.length === 0) return undefined
  const start = head.toString('latin1', 0, 8)
  if (start.startsWith('PAR1')) return { path, bytes, type: 'parquet', compression: 'none', encoding: 'utf-8' }
  if (start.startsWith('PARE')) {
    throw new AppError('invalid', `${path} is an encrypted Parquet file: write it without a key.`)
  }
  if (start.startsWith('PK')) {
    throw new AppError('invalid', `${path} is a zip archive or a spreadsheet. Unpack it, or save the sheet as CSV.`)
  }
  const found = encodingOf(head)
  if (found === 'utf-16be') {
    throw new AppError('invalid', `${path} is UTF-16 with the high byte first: save it as UTF-8.`)
  }
  const encoding = format.encoding ?? found
  if (encoding === undefined) {
    throw new AppError('invalid', `${path} is not text (it holds NUL bytes): name a CSV, NDJSON or Parquet file.`)
  }
  const [mark] = /[^\s\ufeff]/.exec(decoded(head.subarray(0, 400), encoding)) ?? []
  if (mark === '[' && format.type !== 'csv') {
    throw new AppError(
      'invalid',
      `${path} is one list of JSON: write its objects one a line (NDJSON), as jq -c '.[]' does.`,
    )
  }
  const type = format.type ?? (mark === '{' ? 'ndjson' : 'csv')
  if (type === 'parquet') throw new AppError('invalid', `${path} is not a Parquet file, as the mapping says.`)
  await checkWhole({ path, bytes, compression })
  return { path, bytes, type, compression, encoding }
}

const decoded = (bytes: Buffer, encoding: InputFile['encoding']): string =>
  encoding === 'latin-1'
    ? bytes.toString('latin1')
    : new TextDecoder(encoding === 'utf-16' ? 'utf-16le' : 'utf-8').decode(bytes, { stream: true })

/** The first 256 kB of a file (of what is in it, when packed: what they unpack to) as text. */
export async function headText({ path, bytes, encoding }: InputFile): Promise<string> {
  return decoded((await headOf(path, bytes)).head, encoding)
}

async function headOf(path: string, bytes: number) {
  const raw = await firstBytes(path, bytes)
  const compression: InputFile['compression'] =
    raw.readUInt16BE(0) === 0x1f8b ? 'gzip' : raw.length > 3 && raw.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : 'none'
  return { compression, head: unpacked(raw, compression, path) }
}

async function firstBytes(path: string, bytes: number): Promise<Buffer> {
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
    if (compression === 'gzip') return gunzipSync(raw, { finishFlush: 2, maxOutputLength: 200 * HEAD })
    return zstdDecompressSync(raw, { finishFlush: 1, maxOutputLength: 200 * HEAD })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw bomb(path)
    }
    throw new AppError('invalid', `${path} is packed, but broken: pack it again.`, { cause })
  }
}

function encodingOf(head: Buffer): InputFile['encoding'] | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (head.includes(0)) {
    // Without a mark: digits, commas and Latin letters in UTF-16 have a NUL in one half of their two bytes, never the other.
    const start = head.subarray(0, 2000)
    const nuls = (half: number) => start.filter((byte, at) => at % 2 === half && byte === 0).length
    const [high, low] = [nuls(0), nuls(1)]
    if (Math.max(high, low) < start.length * 0.1 || Math.min(high, low) > 0) return undefined
    return low > high ? 'utf-16' : 'utf-16be'
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
