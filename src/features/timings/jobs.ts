import type { Job } from '../../platform/jobs/jobs.ts'
import { sweepTimings } from './actions.ts'

export const jobs: Job[] = [{ name: 'timings', everyMs: 5000, run: sweepTimings }]
