import { held, wasInserted } from '../../database/database.ts'
import { type Context, reading, requireAdmin, transact } from '../../platform/context.ts'
import { AppError, checked } from '../../platform/errors.ts'
import { quietSchema, smsIdsSchema } from '../../platform/messages/settings.ts'
import { preparePicture } from '../../platform/storage/picture.ts'
import { storageOf } from '../../platform/storage/storage.ts'
import { makeAllSlots } from '../slots/actions/make.ts'
import { bookedToCome } from '../slots/reads.ts'
import type { KeptSlot } from '../slots/schema.ts'
import { forgetBrand, readSettings } from './reads.ts'
import {
  brandSchema,
  documentsSchema,
  holidaysSchema,
  type Settings,
  type SettingsChange,
  type SettingsSaved,
  settingsChange,
} from './schema.ts'

const schemas = {
  brand: brandSchema,
  documents: documentsSchema,
  holidays: holidaysSchema,
  quiet: quietSchema,
  sms: smsIdsSchema,
}
export type SettingKey = keyof typeof schemas

/**
 * Changes what is given of the settings, makes the rules' slots anew when holidays changed, and leaves the rest to whoever else is changing it; admins and the system only.
 * A changed text of a document needs a version of its own, for consents name it. Throws `invalid`, by field.
 * @returns with slots with bookings that stay on new holidays
 */
export async function changeSettings(
  ctx: Context,
  change: SettingsChange,
): Promise<SettingsSaved & { kept: KeptSlot[] }> {
  requireAdmin(ctx, 'change settings')
  const before = new Set((await readSettings(ctx)).holidays.map(({ day }) => day))
  const saved = await saveSettings(ctx, checked(settingsChange, change))
  if (!saved.changed.includes('holidays')) return { ...saved, kept: [] }
  await makeAllSlots(ctx)
  const days = saved.settings.holidays.map(({ day }) => day).filter((day) => !before.has(day))
  return { ...saved, kept: await bookedToCome(reading(ctx), ctx.now(), { days }) }
}

const LOGO = { width: 640, height: 240 }

/** Makes a file the brand's logo. Throws `invalid` naming `picture` for what is none; nothing has changed then. */
export async function setLogo(ctx: Context, file: Buffer): Promise<SettingsSaved> {
  requireAdmin(ctx, 'change settings')
  const name = await storageOf(ctx.config).put(await preparePicture(file, LOGO), 'webp')
  return saveSettings(ctx, { brand: { logoUrl: `/media/${name}` } })
}

type Saved = Omit<SettingsChange, 'brand'> & {
  brand?: (Omit<NonNullable<SettingsChange['brand']>, 'logoUrl'> & { logoUrl?: string | null | undefined }) | undefined
}

async function saveSettings(ctx: Context, { documents, ...change }: Saved): Promise<SettingsSaved> {
  return transact(ctx, async (work) => {
    // Two admins at once: the second waits here, and merges into what the first has written.
    await held(work.db, work.db.selectFrom('setting').select('key')).execute()
    const before = await readSettings(ctx)
    const after: Settings = {
      ...before,
      brand: { ...before.brand, ...given(change.brand) },
      quiet: { ...before.quiet, ...given(change.quiet) },
      sms: { ...before.sms, ...given(change.sms) },
      holidays: change.holidays ? checked(holidaysSchema, change.holidays) : before.holidays,
      documents: {
        terms: revised('terms', before.documents.terms, documents?.terms, work.now),
        privacy: revised('privacy', before.documents.privacy, documents?.privacy, work.now),
      },
    }
    const changed: string[] = []
    for (const key of Object.keys(schemas) as SettingKey[]) {
      const fields = differing(before[key], after[key])
      if (fields.length === 0) continue
      await setSetting(ctx, key, key === 'sms' ? withoutEmpty(after.sms) : after[key], fields)
      changed.push(...(key === 'holidays' ? [key] : fields.map((field) => `${key}.${field}`)))
    }
    return { settings: after, changed }
  })
}

/** What was really given: `undefined` is not. */
const given = <T extends object>(change: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(change ?? {}).filter(([, value]) => value !== undefined)) as never

function differing(before: object, after: object): string[] {
  const same = (field: string) =>
    JSON.stringify(before[field as keyof object]) === JSON.stringify(after[field as keyof object])
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !same(field))
}

const withoutEmpty = ({ entity, sender, templates }: Settings['sms']) => ({
  ...(entity ? { entity } : {}),
  ...(sender ? { sender } : {}),
  templates: Object.fromEntries(Object.entries(templates).filter(([, id]) => id)),
})

type Document = Settings['documents']['terms']

function revised(
  name: 'terms' | 'privacy',
  before: Document,
  change: { version?: string | undefined; body?: string | undefined } | undefined,
  now: number,
): Document {
  const after = { ...before, ...given(change) }
  if (after.body === before.body && after.version === before.version) return before
  if (before.body && after.body !== before.body && after.version === before.version) {
    const message = 'Visitors agreed to this version. Give the changed text another one.'
    throw new AppError('invalid', message, { fields: { [`documents.${name}.version`]: message } })
  }
  return { ...after, since: now }
}

/** Writes one setting whole; admins and the system only. Throws `invalid` with what is wrong, by field. */
export async function setSetting(ctx: Context, key: SettingKey, value: unknown, fields?: string[]): Promise<void> {
  requireAdmin(ctx, 'change settings')
  const result = schemas[key].safeParse(value)
  if (!result.success) {
    const faults = Object.fromEntries(
      result.error.issues.map((issue) => [[key, ...issue.path].join('.'), issue.message]),
    )
    throw new AppError('invalid', 'These settings need another look.', { fields: faults })
  }
  const text = JSON.stringify(result.data)
  await transact(ctx, async (work) => {
    const update = work.db.updateTable('setting').set({ value: text }).where('key', '=', key)
    const insert = work.db.insertInto('setting').values({ key, value: text })
    const there = (await update.executeTakeFirst()).numUpdatedRows > 0n
    if (!there && !(await wasInserted(insert))) await update.execute()
    await work.record('setting.changed', 'setting', null, { key, ...(fields ? { fields } : {}) })
  })
  forgetBrand(ctx)
}
