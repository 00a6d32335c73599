import type { Job } from '../../platform/jobs/jobs.ts'
import { sweepLive } from './actions.ts'

export const jobs: Job[] = [{ name: 'live', everyMs: 5000, run: sweepLive }]
