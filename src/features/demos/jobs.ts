import type { Job } from '../../platform/jobs/jobs.ts'
import { foldTally } from './actions/rows.ts'
import { sweepDemos } from './actions.ts'

export const jobs: Job[] = [
  { name: 'demos', everyMs: 30_000, run: sweepDemos },
  { name: 'demo-tally', everyMs: 30_000, run: foldTally },
]
