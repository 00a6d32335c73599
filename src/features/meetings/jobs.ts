import type { Job } from '../../platform/jobs/jobs.ts'
import { sweepMeetings } from './actions.ts'

export const jobs: Job[] = [{ name: 'meetings', everyMs: 10_000, run: sweepMeetings }]
