import { z } from 'zod'

/**
 * What admins are told of, in the CRM and by e-mail. A further kind needs a word here, its count in `reads.ts` and its
 * words in `rules.ts`.
 */
export const alertKinds = ['MESSAGES', 'KNOCKS', 'SLOTS'] as const
export type AlertKind = (typeof alertKinds)[number]

/** Answer of GET /api/alerts: the kinds there is something of, now or within the last hour. */
export const alertList = z.object({ rows: z.array(z.object({ kind: z.enum(alertKinds), n: z.number() })) })
export type AlertList = z.output<typeof alertList>
