import type { demoStatuses, outcomes } from '../rules.ts'
import type { DemoRow } from '../schema.ts'

export type Status = (typeof demoStatuses)[number]
export type Outcome = (typeof outcomes)[number]

// The staff's words, once: the CRM's screens and the expert's call show the same ones.
export const statusWords: Record<Status, string> = {
  PENDING: 'Pending',
  NOT_JOINED: 'Not joined',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
}
export const outcomeWords: Record<Outcome, string> = {
  BOUGHT: 'Bought',
  WILL_BUY: 'Will buy',
  FOLLOW_UP: 'Follow up',
  NO: 'No',
}
export const typeWords: Record<DemoRow['type'], string> = { LIVE: 'Live', SCHEDULED: 'Scheduled' }
export const missingWords: Record<NonNullable<DemoRow['missing']>, string> = {
  VISITOR: 'the visitor was missing',
  EXPERT: 'the expert was missing',
  BOTH: 'both were missing',
}
export const statusTags: Record<Status, string> = {
  PENDING: 'tag tag-brand',
  NOT_JOINED: 'tag tag-warn',
  COMPLETED: 'tag tag-ok',
  CANCELLED: 'tag',
}

export const entries = <K extends string>(words: Record<K, string>) => Object.entries(words) as [K, string][]

export const sourceNames: Record<DemoRow['source'], string> = { WEBSITE: 'Website', BRAND_STORE: 'Brand store' }

/** "Website", or the store a visitor joined from. */
export const sourceWords = ({ source, store }: Pick<DemoRow, 'source' | 'store'>): string =>
  (source === 'BRAND_STORE' && store) || sourceNames[source]
