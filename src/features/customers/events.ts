import type { Reaction } from '../../platform/realtime/topic.ts'

/** A session that was ended takes its open sockets along. */
export const reactions: Reaction[] = [
  ({ action, subjectId }, hub) => {
    if (action === 'visitor.session_ended') hub.disconnect(`session:${subjectId}`, 'LOGGED_OUT')
  },
]
