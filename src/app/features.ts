import * as adminAlertJobs from '../features/admin-alerts/jobs.ts'
import * as adminAlerts from '../features/admin-alerts/routes.ts'
import * as bookingJobs from '../features/bookings/jobs.ts'
import { staffRoutes as bookingStaffRoutes } from '../features/bookings/routes/staff.ts'
import * as bookings from '../features/bookings/routes.ts'
import * as brand from '../features/brand/routes.ts'
import * as customers from '../features/customers/routes.ts'
import * as demoJobs from '../features/demos/jobs.ts'
import * as demos from '../features/demos/routes.ts'
import * as feedbackJobs from '../features/feedbacks/jobs.ts'
import * as feedbacks from '../features/feedbacks/routes.ts'
import * as journeyJobs from '../features/journeys/jobs.ts'
import * as journeys from '../features/journeys/routes.ts'
import { queueTopic, visitTopic } from '../features/knocks/events.ts'
import * as knockJobs from '../features/knocks/jobs.ts'
import * as knocks from '../features/knocks/routes.ts'
import * as alertJobs from '../features/live-alerts/jobs.ts'
import * as alerts from '../features/live-alerts/routes.ts'
import * as liveJobs from '../features/live-demos/jobs.ts'
import * as live from '../features/live-demos/routes.ts'
import { meetingTopic } from '../features/meetings/events.ts'
import * as meetingJobs from '../features/meetings/jobs.ts'
import * as meetings from '../features/meetings/routes.ts'
import * as messages from '../features/messages/routes.ts'
import * as otpJobs from '../features/otps/jobs.ts'
import * as otps from '../features/otps/routes.ts'
import * as products from '../features/products/routes.ts'
import * as registrations from '../features/registrations/routes.ts'
import * as slotJobs from '../features/slots/jobs.ts'
import * as slots from '../features/slots/routes.ts'
import * as stores from '../features/stores/routes.ts'
import * as timingJobs from '../features/timings/jobs.ts'
import * as userJobs from '../features/users/jobs.ts'
import * as users from '../features/users/routes.ts'
import * as waitlistJobs from '../features/waitlist/jobs.ts'
import * as waitlist from '../features/waitlist/routes.ts'
import type { Staff } from '../platform/auth/staff.ts'
import type { Route } from '../platform/http/route.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import type { Templates } from '../platform/messages/template.ts'
import type { Topic } from '../platform/realtime/topic.ts'

/** Every route of the product. */
export const featureRoutes = (staff: Staff): Route[] => [
  ...products.routes,
  ...brand.routes,
  ...stores.routes,
  ...registrations.routes,
  ...otps.routes,
  ...bookings.routes,
  ...bookingStaffRoutes,
  ...slots.routes,
  ...customers.routes,
  ...waitlist.routes,
  ...demos.routes,
  ...alerts.routes,
  ...knocks.routes,
  ...meetings.routes,
  ...feedbacks.routes,
  ...live.routes,
  ...messages.routes,
  ...adminAlerts.routes,
  ...journeys.routes,
  ...users.routes(staff),
]

export const featureTopics: Topic[] = [visitTopic, queueTopic, meetingTopic]

export const featureJobs: Job[] = [
  ...knockJobs.jobs,
  ...liveJobs.jobs,
  ...timingJobs.jobs,
  ...meetingJobs.jobs,
  ...demoJobs.jobs,
  ...slotJobs.jobs,
  ...bookingJobs.jobs,
  ...waitlistJobs.jobs,
  ...alertJobs.jobs,
  ...feedbackJobs.jobs,
  ...otpJobs.jobs,
  ...userJobs.jobs,
  ...adminAlertJobs.jobs,
  ...journeyJobs.jobs,
]

export const featureTemplates: Templates = {
  ...knockJobs.templates,
  ...meetingJobs.templates,
  ...alertJobs.templates,
  ...bookingJobs.templates,
  ...waitlistJobs.templates,
  ...feedbackJobs.templates,
  ...otpJobs.templates,
  ...userJobs.templates,
  ...adminAlertJobs.templates,
}
