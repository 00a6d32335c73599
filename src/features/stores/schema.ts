import { z } from 'zod'

/** What an admin gives for a store. Position in degrees. */
export const newStoreSchema = z.object({
  name: z.string().trim().min(1).max(120),
  address: z.string().trim().max(300).default(''),
  city: z.string().trim().max(80).default(''),
  zone: z.string().min(1).max(64),
  latitude: z.number().min(-90).max(90).nullable().default(null),
  longitude: z.number().min(-180).max(180).nullable().default(null),
})
export type NewStore = z.input<typeof newStoreSchema>

export interface Store {
  id: number
  name: string
  address: string
  city: string
  /** IANA. */
  zone: string
  status: 'ACTIVE' | 'INACTIVE'
}

/** The store a link or form says the visitor is in; anything else is none. */
export const fromStore = z.object({ store: z.coerce.number().int().positive().optional().catch(undefined) })
