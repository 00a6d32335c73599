import { z } from 'zod'
import { type Route, route } from '../../../platform/http/route.ts'
import { bookFor } from '../actions/book.ts'
import { cancelForStaff } from '../actions/cancel.ts'
import { moveForStaff } from '../actions/move.ts'
import { demoBooking, listBookings } from '../reads/staff.ts'
import * as shapes from '../schema/staff.ts'
import { staffCancel, staffMove } from '../schema.ts'

const made = z.object({ id: z.number() })

/** Bookings as staff see and change them. */
export const staffRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/api/bookings',
    policy: 'staff',
    query: shapes.bookingQuery,
    answer: shapes.bookingPage,
    about: "Bookings of the asker's products (admins: all), searched, filtered, sorted and paged",
    handler: ({ ctx, query }) => listBookings(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/api/bookings/:id/move',
    policy: 'staff',
    params: shapes.idParams,
    body: staffMove,
    answer: made,
    about: "Moves a customer's booking to another time, with a reason",
    handler: ({ ctx, params, body }) => moveForStaff(ctx, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/api/bookings/:id/cancel',
    policy: 'staff',
    params: shapes.idParams,
    body: staffCancel,
    answer: z.object({}),
    about: "Cancels a customer's booking, with a reason",
    async handler({ ctx, params, body }) {
      await cancelForStaff(ctx, params.id, body.reason)
      return {}
    },
  }),
  route({
    method: 'GET',
    url: '/api/demos/:id/booking',
    policy: 'staff',
    params: shapes.idParams,
    answer: shapes.demoBooking,
    about: 'The booking of a demo, and whether its customer is blocked',
    handler: ({ ctx, params }) => demoBooking(ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/api/demos/:id/booking',
    policy: 'staff',
    params: shapes.idParams,
    body: shapes.followUp,
    answer: made,
    about: 'Books a time for the customer of a demo: a follow-up',
    handler: ({ ctx, params, body }) => bookFor(ctx, params.id, body.slotId, body.key),
  }),
]
