import type { Job } from '../../platform/jobs/jobs.ts'
import { performRuns } from './actions/perform.ts'

export const jobs: Job[] = [{ name: 'journeys.run', everyMs: 2000, run: performRuns }]
