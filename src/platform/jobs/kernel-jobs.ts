import type { Job } from './jobs.ts'

const HOUR_MS = 60 * 60_000
/** Longer than any span that is counted, and than a form stays open before it is sent again. */
const KEEP_MS = 48 * HOUR_MS

/** What the kernel's own tables need: old counts and old keys of presses are dropped. */
export const kernelJobs: Job[] = [
  {
    name: 'kernel.sweep',
    everyMs: HOUR_MS,
    async run({ database: { write }, now }) {
      const before = now() - KEEP_MS
      await write.deleteFrom('rate').where('start', '<', before).execute()
      await write.deleteFrom('idempotency').where('created_at', '<', before).execute()
    },
  },
]
