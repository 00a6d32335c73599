import type { Job } from '../../platform/jobs/jobs.ts'
import { makeAllSlots } from './actions/make.ts'

export const jobs: Job[] = [{ name: 'slots', everyMs: 10 * 60_000, run: makeAllSlots }]
