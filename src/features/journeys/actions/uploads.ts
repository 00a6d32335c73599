import { mkdir, open, readdir, rm, statfs } from 'node:fs/promises'
import { type Context, once, requireAdmin, transact, userIdOf } from '../../../platform/context.ts'
import { AppError, checked } from '../../../platform/errors.ts'
import { bytesHere, noUpload, uploadPath, uploadsFolder } from '../reads/files.ts'
import type { KeptSources } from '../reads.ts'
import { MOST_UPLOADS, PIECE_BYTES, shownName } from '../rules.ts'
import { newUpload, type UploadAt } from '../schema.ts'

/** Longer than a request may take: what a crash left is taken up again after it. */
const BUSY_MS = 30_000
/** Left free on the disk beside what is uploaded, bytes. */
const SPARE = 256e6

const mb = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`

/**
 * Makes room for a file that comes in pieces; admins only. Throws `too_large` over what may be kept all together, `disk_full`,
 * or `conflict` when too many are kept.
 */
export async function beginUpload(
  ctx: Context,
  input: { name: string; bytes: number },
  key: string,
): Promise<UploadAt> {
  requireAdmin(ctx, 'upload files')
  const { name, bytes } = checked(newUpload, { ...input, key })
  await mkdir(uploadsFolder(ctx.config), { recursive: true })
  const { bavail, bsize } = await statfs(uploadsFolder(ctx.config))
  const made = await transact(ctx, (work) =>
    once(work, 'journey.upload', key, async () => {
      const kept = await work.db.selectFrom('journey_upload').select(['id', 'bytes']).execute()
      if (kept.length >= MOST_UPLOADS)
        throw new AppError('conflict', `${MOST_UPLOADS} files are kept already. Delete those that are done with.`)
      const all = kept.reduce((sum, it) => sum + it.bytes, bytes)
      const most = ctx.config.JOURNEYS_MAX_UPLOAD * 1e6
      if (all > most)
        throw new AppError(
          'too_large',
          `Uploads may take ${mb(most)} together, and with this file they would take ${mb(all)}. Delete some, or pack the file (gzip, zstd).`,
        )
      if (bytes + SPARE > bavail * bsize)
        throw new AppError('disk_full', `The server has no room for ${mb(bytes)}. Free some first.`)
      const row = { name: shownName(name), bytes, created_by: userIdOf(ctx), created_at: work.now }
      const { insertId } = await work.db.insertInto('journey_upload').values(row).executeTakeFirstOrThrow()
      await work.record('journey.upload_begun', 'journey_upload', Number(insertId), { bytes })
      return { id: Number(insertId) }
    }),
  )
  return { id: made.id, bytes, at: await bytesHere(ctx.config, made.id) }
}

/**
 * Adds a piece to an upload, as it comes: nothing of it is held. It must begin where the file ends now, else `conflict`: ask where,
 * and go on from there. What came of a piece that broke off stays. Throws `too_large` for more than a piece or the file.
 */
export async function addPiece(ctx: Context, id: number, at: number, piece: AsyncIterable<Buffer>): Promise<UploadAt> {
  requireAdmin(ctx, 'upload files')
  const { write } = ctx.database
  const now = ctx.now()
  const row = await write
    .selectFrom('journey_upload')
    .select(['bytes', 'whole_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw noUpload()
  const busy = now + BUSY_MS
  const held = await write
    .updateTable('journey_upload')
    .set({ busy_until: busy })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('busy_until', 'is', null), eb('busy_until', '<', now)]))
    .executeTakeFirst()
  if (held.numUpdatedRows === 0n)
    throw new AppError('conflict', 'A piece of this file is being written. Go on in a moment.', { retryAfterMs: 1000 })
  try {
    const here = await bytesHere(ctx.config, id)
    if (here !== at) throw new AppError('conflict', `The file goes on at ${here}, not at ${at}.`)
    const size = await append(uploadPath(ctx.config, id), at, Math.min(PIECE_BYTES, row.bytes - at), piece)
    if (size === row.bytes && row.whole_at === null) await finish(ctx, id)
    return { id, at: size, bytes: row.bytes }
  } finally {
    const mine = write.updateTable('journey_upload').set({ busy_until: null }).where('id', '=', id)
    await mine.where('busy_until', '=', busy).execute()
  }
}

async function append(path: string, at: number, most: number, piece: AsyncIterable<Buffer>): Promise<number> {
  const file = await open(path, 'a', 0o600)
  let size = at
  try {
    for await (const part of piece) {
      if (size + part.length > at + most) throw new AppError('too_large', 'That is more than this piece may hold.')
      await file.appendFile(part)
      size += part.length
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return size
}

function finish(ctx: Context, id: number): Promise<void> {
  return transact(ctx, async (work) => {
    await work.db.updateTable('journey_upload').set({ whole_at: work.now }).where('id', '=', id).execute()
    await work.record('journey.uploaded', 'journey_upload', id)
  })
}

const DAY_MS = 86_400_000

/**
 * Deletes what was uploaded long ago (`JOURNEYS_UPLOAD_DAYS`), or a day ago and never whole, but for what a run that waits or is
 * under way reads; and files nobody knows of. What runs have read of an upload they have kept: results and traces need it no more.
 */
export async function sweepUploads(ctx: Context): Promise<void> {
  const rows = await ctx.database.write.selectFrom('journey_upload').selectAll().execute()
  const now = ctx.now()
  for (const { id, whole_at, busy_until, created_at } of rows) {
    const until = whole_at === null ? created_at + DAY_MS : whole_at + ctx.config.JOURNEYS_UPLOAD_DAYS * DAY_MS
    if (until <= now && (busy_until ?? 0) <= now) await removeUnneeded(ctx, id)
  }
  // The row of an upload is there before its file.
  const names = await readdir(uploadsFolder(ctx.config)).catch(() => [])
  const known = new Set(
    (await ctx.database.write.selectFrom('journey_upload').select('id').execute()).map(({ id }) => id),
  )
  for (const name of names) {
    const id = Number(/^(\d+)\.upload$/.exec(name)?.[1])
    if (id && !known.has(id)) await rm(uploadPath(ctx.config, id), { force: true })
  }
}

async function removeUnneeded(ctx: Context, id: number): Promise<void> {
  const gone = await transact(ctx, async (work) => {
    const runs = work.db.selectFrom('journey_run').select('sources').where('state', 'in', ['QUEUED', 'RUNNING'])
    for (const row of await runs.execute()) {
      const { sources, links } = JSON.parse(row.sources) as KeptSources
      const refs = [...sources.flatMap(({ files }) => files), ...(links && links !== 'PROPOSED' ? [links.ref] : [])]
      if (refs.some((ref) => 'upload' in ref && ref.upload === id)) return false
    }
    await work.db.deleteFrom('journey_upload').where('id', '=', id).execute()
    await work.record('journey.upload_removed', 'journey_upload', id, { old: true })
    return true
  })
  if (gone) await rm(uploadPath(ctx.config, id), { force: true })
}

/** Deletes an upload, whole or not; admins only. Throws `not_found`. A run that is reading it keeps what it has open. */
export async function removeUpload(ctx: Context, id: number): Promise<void> {
  requireAdmin(ctx, 'upload files')
  await transact(ctx, async (work) => {
    const gone = await work.db.deleteFrom('journey_upload').where('id', '=', id).executeTakeFirst()
    if (gone.numDeletedRows === 0n) throw noUpload()
    await work.record('journey.upload_removed', 'journey_upload', id)
  })
  await rm(uploadPath(ctx.config, id), { force: true })
}
