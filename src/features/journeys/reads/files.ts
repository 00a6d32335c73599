import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import type { Config } from '../../../platform/config.ts'
import { type Context, reading, requireAdmin } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { FileRef, FolderAnswer, UploadAt, UploadList } from '../schema.ts'

type Place = Pick<Config, 'DATA_DIR'>

/** Where a run puts what it makes. */
export const resultFolder = ({ DATA_DIR }: Place): string => join(DATA_DIR, 'journeys', 'result')
export const uploadsFolder = ({ DATA_DIR }: Place): string => join(DATA_DIR, 'journeys', 'uploads')
/** An upload on disk: named by its id, whatever it is called. */
export const uploadPath = (config: Place, id: number): string => join(uploadsFolder(config), `${id}.upload`)

/** Bytes of an upload that are here. */
export const bytesHere = (config: Place, id: number): Promise<number> =>
  stat(uploadPath(config, id)).then(
    ({ size }) => size,
    () => 0,
  )

/** Files being uploaded or kept, the newest first, for admins. */
export async function uploads(ctx: Context): Promise<UploadList> {
  requireAdmin(ctx, 'see this')
  const rows = await reading(ctx).selectFrom('journey_upload').selectAll().orderBy('id', 'desc').execute()
  return {
    rows: await Promise.all(
      rows.map(async ({ id, name, bytes, created_at }) => ({
        ...{ id, name, bytes, createdAt: created_at },
        at: await bytesHere(ctx.config, id),
      })),
    ),
    most: ctx.config.JOURNEYS_MAX_UPLOAD * 1e6,
  }
}

/** How much of an upload is here, for admins. Throws `not_found`. */
export async function uploadState(ctx: Context, id: number): Promise<UploadAt> {
  requireAdmin(ctx, 'see this')
  const row = await reading(ctx).selectFrom('journey_upload').select('bytes').where('id', '=', id).executeTakeFirst()
  if (!row) throw noUpload()
  return { id, at: await bytesHere(ctx.config, id), bytes: row.bytes }
}

export const noUpload = () => new AppError('not_found', 'There is no such upload. Choose the file again.')

const SHOWN = 1000
const noFile = () => new AppError('not_found', 'There is no such file in the configured folders.')

/** The real path of something in a configured folder; links that lead out of it lead nowhere. Throws `not_found`. */
async function inFolder(config: Config, folder: number, path: string): Promise<string> {
  const root = config.JOURNEYS_FOLDERS?.[folder]
  if (root === undefined || path.includes('\0')) throw noFile()
  try {
    const [real, at] = await Promise.all([realpath(root), realpath(join(root, path))])
    if (at === real || at.startsWith(real.endsWith(sep) ? real : real + sep)) return at
  } catch {
    // Not there, or not readable: the same to who asks.
  }
  throw noFile()
}

/** The configured folders, or what is in one of them: folders and files by name. For admins. */
export async function browse(
  ctx: Context,
  { folder, path }: { folder?: number | undefined; path: string },
): Promise<FolderAnswer> {
  requireAdmin(ctx, 'see this')
  if (folder === undefined) {
    const roots = ctx.config.JOURNEYS_FOLDERS ?? []
    return { rows: roots.map((root, at) => ({ name: basename(root), folder: at, path: '', bytes: null })), cut: false }
  }
  const at = await inFolder(ctx.config, folder, path)
  const names = (await readdir(at).catch(() => Promise.reject(noFile()))).filter((name) => !name.startsWith('.')).sort()
  const rows: FolderAnswer['rows'] = []
  for (const name of names.slice(0, SHOWN)) {
    const inside = path === '' ? name : `${path}/${name}`
    const real = await inFolder(ctx.config, folder, inside).catch(() => undefined)
    const found = real ? await stat(real).catch(() => undefined) : undefined
    if (found?.isFile() || found?.isDirectory())
      rows.push({ name, folder, path: inside, bytes: found.isFile() ? found.size : null })
  }
  return { rows, cut: names.length > SHOWN }
}

/** A file as it is read and as people call it. Throws `not_found`, or `invalid` for an upload that is not whole. */
export async function fileOf(ctx: Context, ref: FileRef): Promise<{ path: string; name: string }> {
  if ('upload' in ref) {
    const of = reading(ctx).selectFrom('journey_upload').select(['name', 'bytes', 'whole_at'])
    const row = await of.where('id', '=', ref.upload).executeTakeFirst()
    if (!row) throw noUpload()
    if (row.whole_at === null) throw new AppError('invalid', `${row.name} has not come whole. Upload the rest first.`)
    return { path: uploadPath(ctx.config, ref.upload), name: row.name }
  }
  const path = await inFolder(ctx.config, ref.folder, ref.path)
  if (!(await stat(path)).isFile()) throw noFile()
  return { path, name: basename(ref.path) }
}

/** A sentence about files without the server's paths: each as people call it. */
export function withoutPaths(text: string, files: readonly { path: string; name: string }[]): string {
  return files.reduce((told, { path, name }) => told.replaceAll(path, name), text)
}
