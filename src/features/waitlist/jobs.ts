import type { Job } from '../../platform/jobs/jobs.ts'
import { sweepWaitlist } from './actions/wait.ts'

export const jobs: Job[] = [{ name: 'waitlist', everyMs: 10_000, run: sweepWaitlist }]
