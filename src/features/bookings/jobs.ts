import type { Job } from '../../platform/jobs/jobs.ts'
import type { Templates } from '../../platform/messages/template.ts'
import { settleSlots } from './actions/settle.ts'
import { customerTemplates } from './jobs/customer.ts'
import { staffTemplates } from './jobs/staff.ts'

export const jobs: Job[] = [{ name: 'slots.settle', everyMs: 15_000, run: settleSlots }]

export const templates: Templates = { ...customerTemplates, ...staffTemplates }
