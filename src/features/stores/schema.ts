import { z } from 'zod'
import { line, zoneSchema } from '../brand/schema.ts'
import { type ListQuery, listPage, listQuery } from '../lists/schema.ts'
import { storeList } from './rules.ts'

const degrees = (most: number) =>
  z
    .number('Enter degrees, like 12.9784.')
    .min(-most, `From ${-most} to ${most} degrees.`)
    .max(most, `From ${-most} to ${most} degrees.`)
    .nullable()
const fields = {
  name: line.min(1, 'Enter a name.').max(120, 'Use a name of at most 120 letters.'),
  address: line.max(300, 'Use at most 300 letters.'),
  city: line.max(80, 'Use at most 80 letters.'),
  zone: zoneSchema,
  latitude: degrees(90),
  longitude: degrees(180),
  status: z.enum(['ACTIVE', 'INACTIVE']),
}

/** What an admin gives for a store. Position in degrees. */
export const newStoreSchema = z.object({
  name: fields.name,
  address: fields.address.default(''),
  city: fields.city.default(''),
  zone: fields.zone,
  latitude: fields.latitude.default(null),
  longitude: fields.longitude.default(null),
})
export type NewStore = z.input<typeof newStoreSchema>
/** Body of POST /api/stores. */
export const newStoreBody = newStoreSchema.extend({ key: z.string().min(8).max(64) })

/** What may be changed of a store; what is not given stays. */
export const storeChange = z.strictObject(fields).partial()
export type StoreChange = z.input<typeof storeChange>

const store = z.object({
  id: z.number(),
  name: z.string(),
  address: z.string(),
  city: z.string(),
  /** IANA. */
  zone: z.string(),
  status: fields.status,
})
export type Store = z.output<typeof store>

/** Query of GET /api/stores. */
export const storeQuery = listQuery(storeList)
export type StoreQuery = ListQuery<typeof storeList>

export const storeRow = store.extend({ latitude: z.number().nullable(), longitude: z.number().nullable() })
export type StoreRow = z.output<typeof storeRow>
export const storePage = listPage(storeRow)
export type StorePage = z.output<typeof storePage>

export const storeParams = z.object({ id: z.coerce.number().int().positive() })
export const storeAdded = z.object({ id: z.number() })

/** The store a link or form says the visitor is in; anything else is none. */
export const fromStore = z.object({ store: z.coerce.number().int().positive().optional().catch(undefined) })
