import type { Job } from '../../platform/jobs/jobs.ts'
import { sweepDemos } from './actions.ts'

export const jobs: Job[] = [{ name: 'demos', everyMs: 30_000, run: sweepDemos }]
