import { useEffect, useState, useSyncExternalStore } from 'react'
import type { MeetingRoom, RoomState } from './meeting-room.ts'

/** The room's state, current. */
export function useRoom(room: MeetingRoom): RoomState {
  return useSyncExternalStore(room.subscribe, room.snapshot, room.snapshot)
}

/** How many lines of chat came since the panel was last open. */
export function useUnread(total: number, open: boolean): number {
  const [seen, setSeen] = useState<number | null>(null)
  useEffect(() => {
    if (open || seen === null) setSeen(total)
  }, [open, total, seen])
  return open || seen === null ? 0 : Math.max(0, total - seen)
}
