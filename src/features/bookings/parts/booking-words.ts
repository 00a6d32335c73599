import type { BookingRow } from '../schema/staff.ts'

export const linkWords: Record<BookingRow['link'], string> = {
  EARLY: 'To come',
  OPEN: 'Lobby open',
  EXPIRED: 'Over',
  CANCELLED: 'Cancelled',
  MOVED: 'Moved',
}
export const linkTags: Record<BookingRow['link'], string> = {
  EARLY: 'tag tag-brand',
  OPEN: 'tag tag-ok',
  EXPIRED: 'tag',
  CANCELLED: 'tag',
  MOVED: 'tag',
}
