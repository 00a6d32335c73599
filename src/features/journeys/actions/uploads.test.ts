import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { anonymous, createClock, openProcess } from '../../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { temporaryFolder } from '../../../../tests/support/program.ts'
import type { Database } from '../../../database/database.ts'
import { asSystem } from '../../../platform/context.ts'
import { browse, fileOf, uploadPath, uploadState, uploads } from '../reads/files.ts'
import { MOST_UPLOADS } from '../rules.ts'
import { askRun, cancelRun } from './runs.ts'
import { addPiece, beginUpload, removeUpload, sweepUploads } from './uploads.ts'

const folder = temporaryFolder('uploads')
afterAll(folder.remove)

let made = 0
function stage(database: Database, settings: Record<string, string> = {}) {
  const clock = createClock()
  const data = join(folder.path, String(++made))
  const app = openProcess(database, clock, { PHYGITAL_DATA_DIR: data, ...settings })
  return { app, clock, system: asSystem(app) }
}
async function* parts(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}
async function* broken(text: string) {
  yield Buffer.from(text)
  throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

eachDatabase('uploads of journeys', (open) => {
  test('a file comes in pieces, goes on where it broke off, and is whole once', async () => {
    const { app, system } = stage(await open())
    const name = '../../खरीद\u0000 May 2026.csv'
    const { id, at } = await beginUpload(system, { name, bytes: 10 }, 'press-123')
    expect(at).toBe(0)
    expect((await beginUpload(system, { name, bytes: 10 }, 'press-123')).id).toBe(id)
    expect(await addPiece(system, id, 0, parts('ab', 'c'))).toMatchObject({ at: 3, bytes: 10 })
    await expect(addPiece(system, id, 3, broken('de'))).rejects.toThrow()
    await expect(addPiece(system, id, 3, parts('de'))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/at 5/),
    })
    expect(await uploadState(system, id)).toMatchObject({ at: 5 })
    await expect(fileOf(system, { upload: id })).rejects.toMatchObject({ code: 'invalid' })
    await expect(addPiece(system, id, 5, parts('fghijk'))).rejects.toMatchObject({ code: 'too_large' })
    expect(await addPiece(system, id, 5, parts('fghij'))).toMatchObject({ at: 10 })
    await expect(addPiece(system, id, 10, parts('k'))).rejects.toMatchObject({ code: 'too_large' })
    expect(await fileOf(system, { upload: id })).toEqual({
      path: uploadPath(app.config, id),
      name: 'खरीद May 2026.csv',
    })
    expect(readFileSync(uploadPath(app.config, id), 'utf8')).toBe('abcdefghij')
    const events = await app.database.read.selectFrom('event').select('action').orderBy('id').execute()
    expect(events.map(({ action }) => action)).toEqual(['journey.upload_begun', 'journey.uploaded'])
    await removeUpload(system, id)
    await expect(uploadState(system, id)).rejects.toMatchObject({ code: 'not_found' })
    expect(() => readFileSync(uploadPath(app.config, id))).toThrow(/ENOENT/)
  })

  test('one piece at a time; what a crash left held is free again', async () => {
    const { app, clock, system } = stage(await open())
    const { id } = await beginUpload(system, { name: 'a', bytes: 10 }, 'press-123')
    const set = { busy_until: clock.now() + 5000 }
    await app.database.write.updateTable('journey_upload').set(set).where('id', '=', id).execute()
    await expect(addPiece(system, id, 0, parts('a'))).rejects.toMatchObject({ code: 'conflict', retryAfterMs: 1000 })
    clock.advance(6000)
    expect(await addPiece(system, id, 0, parts('a'))).toMatchObject({ at: 1 })
  })

  test('uploads are bounded in bytes and number, and an admin’s', async () => {
    const disk = stage(await open(), { PHYGITAL_JOURNEYS_MAX_UPLOAD: '1000000' })
    const full = beginUpload(disk.system, { name: 'a', bytes: 999_000_000_000 }, 'press-full')
    await expect(full).rejects.toMatchObject({ code: 'disk_full' })
    const { app, system } = stage(await open(), { PHYGITAL_JOURNEYS_MAX_UPLOAD: '1' })
    await beginUpload(system, { name: 'a', bytes: 900_000 }, 'press-000')
    await expect(beginUpload(system, { name: 'b', bytes: 200_000 }, 'press-001')).rejects.toMatchObject({
      code: 'too_large',
    })
    for (let n = 1; n < MOST_UPLOADS; n++) await beginUpload(system, { name: 'b', bytes: 1 }, `press-${n}00`)
    await expect(beginUpload(system, { name: 'b', bytes: 1 }, 'press-more')).rejects.toMatchObject({ code: 'conflict' })
    const agent = { ...app, actor: { kind: 'USER' as const, id: 1, role: 'AGENT' as const, name: 'A' }, lang: 'en' }
    for (const ctx of [anonymous(app), agent]) {
      await expect(beginUpload(ctx, { name: 'a', bytes: 1 }, 'press-xyz')).rejects.toMatchObject({ code: 'forbidden' })
      await expect(addPiece(ctx, 1, 0, parts('a'))).rejects.toMatchObject({ code: 'forbidden' })
      await expect(removeUpload(ctx, 1)).rejects.toMatchObject({ code: 'forbidden' })
      await expect(uploads(ctx)).rejects.toMatchObject({ code: 'forbidden' })
      await expect(browse(ctx, { path: '' })).rejects.toMatchObject({ code: 'forbidden' })
    }
  })

  test('folders are looked into, and nobody leaves them', async () => {
    const root = join(folder.path, `root-${++made}`)
    mkdirSync(join(root, 'may', 'deep'), { recursive: true })
    mkdirSync(`${root}-beside`)
    writeFileSync(join(root, 'may', 'आदेश 1.csv'), 'abc')
    writeFileSync(join(`${root}-beside`, 'secret.csv'), 'x')
    symlinkSync(join(`${root}-beside`, 'secret.csv'), join(root, 'out.csv'))
    symlinkSync(`${root}-beside`, join(root, 'out'))
    symlinkSync(join(root, 'may', 'आदेश 1.csv'), join(root, 'in.csv'))
    const { system } = stage(await open(), { PHYGITAL_JOURNEYS_FOLDERS: root })
    expect((await browse(system, { path: '' })).rows).toMatchObject([{ folder: 0, path: '' }])
    expect((await browse(system, { folder: 0, path: '' })).rows.map(({ name }) => name)).toEqual(['in.csv', 'may'])
    expect((await browse(system, { folder: 0, path: 'may' })).rows).toMatchObject([
      { name: 'deep', bytes: null },
      { name: 'आदेश 1.csv', path: 'may/आदेश 1.csv', bytes: 3 },
    ])
    expect(await fileOf(system, { folder: 0, path: 'may/आदेश 1.csv' })).toMatchObject({ name: 'आदेश 1.csv' })
    for (const path of ['..', '../', `../root-${made}-beside`, 'out', 'may/../..', '/etc', 'may\0', 'nowhere'])
      await expect(browse(system, { folder: 0, path }), path).rejects.toMatchObject({ code: 'not_found' })
    for (const path of ['out.csv', 'out/secret.csv', '../../etc/passwd', 'may'])
      await expect(fileOf(system, { folder: 0, path }), path).rejects.toMatchObject({ code: 'not_found' })
    await expect(browse(system, { folder: 7, path: '' })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('old uploads go, but for what a run that waits reads; one never whole goes after a day', async () => {
    const { app, clock, system } = stage(await open(), { PHYGITAL_JOURNEYS_UPLOAD_DAYS: '2' })
    const put = async (name: string, bytes: number, text: string) => {
      const { id } = await beginUpload(system, { name, bytes }, `press-${name}`)
      await addPiece(system, id, 0, parts(text))
      return id
    }
    const [whole, half, read, links] = [
      await put('whole.csv', 2, 'ab'),
      await put('half.csv', 2, 'a'),
      await put('read.csv', 2, 'ab'),
      await put('links.csv', 2, 'ab'),
    ]
    const mapping =
      'source: x\ncolumns: { customer: c, time: t, action: a, product: p }\nactions: { view: [v] }\ntime: { formats: [iso], zone: UTC }\n'
    const run = await askRun(system, {
      ...{ key: 'press-run', sources: [{ files: [{ upload: read }], mapping }], links: { upload: links } },
    })
    writeFileSync(uploadPath(app.config, 999), 'nobody knows')
    const left = async () => (await uploads(system)).rows.map(({ id }) => id).sort()
    await sweepUploads(system)
    expect(await left()).toEqual([whole, half, read, links])
    expect(existsSync(uploadPath(app.config, 999))).toBe(false)
    clock.advance(86_400_000)
    await sweepUploads(system)
    expect(await left()).toEqual([whole, read, links])
    expect(existsSync(uploadPath(app.config, half))).toBe(false)
    clock.advance(86_400_000)
    await sweepUploads(system)
    expect(await left()).toEqual([read, links])
    await cancelRun(system, run.id)
    await sweepUploads(system)
    expect(await left()).toEqual([])
    expect(existsSync(uploadPath(app.config, read))).toBe(false)
  })
})
