import type { Job } from '../../platform/jobs/jobs.ts'
import { performRuns } from './actions/perform.ts'
import { sweepUploads } from './actions/uploads.ts'

export const jobs: Job[] = [
  { name: 'journeys.run', everyMs: 2000, run: performRuns },
  { name: 'journeys.uploads', everyMs: 24 * 60 * 60_000, run: sweepUploads },
]
