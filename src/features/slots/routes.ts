import { z } from 'zod'
import { type Context, once, transact } from '../../platform/context.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { cancelSlot, handSlot, moveSlotWithAll } from '../bookings/actions/whole-slot.ts'
import { addRule, changeRule } from './actions/rules.ts'
import { addSlot, changeSlot, removeTimeOff } from './actions/slots.ts'
import { addDaysOff } from './actions/time-off.ts'
import { listRules, listSlots, ruleForAdmin } from './reads/list.ts'
import { previewRule } from './reads/preview.ts'
import { namedSlots, readWeek, slotChoices, slotForStaff, timesForStaff, timesOffToCome } from './reads/week.ts'
import * as shapes from './schema/crm.ts'
import { previewInput, ruleInput, slotSeats } from './schema.ts'

const done = z.object({})

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/api/rules',
    policy: 'admin',
    query: shapes.ruleQuery,
    answer: shapes.rulePage,
    about: 'Slot rules, searched, filtered, sorted and paged',
    handler: ({ ctx, query }) => listRules(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/api/rules/:id',
    policy: 'admin',
    params: shapes.idParams,
    answer: shapes.ruleRow,
    about: 'One slot rule',
    handler: ({ ctx, params }) => ruleForAdmin(ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/api/rules',
    policy: 'admin',
    body: z.object({ key: shapes.key, rule: ruleInput }),
    answer: shapes.added,
    about: 'Adds a slot rule and its slots up to the horizon',
    handler: ({ ctx, body }) => pressed(ctx, 'rule', body.key, () => addRule(ctx, body.rule)),
  }),
  route({
    method: 'POST',
    url: '/api/rules/preview',
    policy: 'admin',
    limit: { perMinute: 240 },
    body: previewInput,
    answer: shapes.previewAnswer,
    about: 'What a rule would offer in two weeks; writes nothing',
    handler: ({ ctx, body }) => previewRule(ctx, body),
  }),
  route({
    method: 'POST',
    url: '/api/rules/:id',
    policy: 'admin',
    params: shapes.idParams,
    body: ruleInput,
    answer: shapes.keptAnswer,
    about: 'Changes a rule and its slots without bookings; answers those with bookings that stay as they were',
    handler: async ({ ctx, params, body }) => namedSlots(ctx, (await changeRule(ctx, params.id, body)).kept),
  }),
  route({
    method: 'GET',
    url: '/api/slots',
    policy: 'admin',
    query: shapes.slotQuery,
    answer: shapes.slotPage,
    about: 'Dated slots, searched, filtered, sorted and paged',
    handler: ({ ctx, query }) => listSlots(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/api/slots/week',
    policy: 'staff',
    query: shapes.weekQuery,
    answer: shapes.weekAnswer,
    about: "The slots of seven days, of the asker's products (admins: all)",
    handler: ({ ctx, query }) => readWeek(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/api/slots/choices',
    policy: 'staff',
    answer: shapes.slotChoices,
    about: "The asker's products (admins: all) and their agents",
    handler: ({ ctx }) => slotChoices(ctx),
  }),
  route({
    method: 'GET',
    url: '/api/slots/times',
    policy: 'staff',
    query: shapes.timesQuery,
    answer: shapes.timesAnswer,
    about: 'The free times of a product, for staff who book or move for a customer',
    handler: ({ ctx, query }) => timesForStaff(ctx, query.product, query.from),
  }),
  route({
    method: 'GET',
    url: '/api/slots/:id',
    policy: 'staff',
    params: shapes.idParams,
    answer: shapes.slotDetails,
    about: 'One slot with who sits in it',
    handler: ({ ctx, params }) => slotForStaff(ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/api/slots',
    policy: 'admin',
    body: shapes.newSlot,
    answer: shapes.added,
    about: 'Adds a single slot by hand',
    handler: ({ ctx, body: { key, ...slot } }) => pressed(ctx, 'slot', key, () => addSlot(ctx, slot)),
  }),
  route({
    method: 'POST',
    url: '/api/slots/:id',
    policy: 'admin',
    params: shapes.idParams,
    body: slotSeats,
    answer: done,
    about: 'Changes the seats of one slot, or closes or opens it',
    async handler({ ctx, params, body }) {
      await changeSlot(ctx, params.id, body)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/slots/:id/agents',
    policy: 'admin',
    params: shapes.idParams,
    body: shapes.agentsBody,
    answer: done,
    about: 'Gives a slot to other agents, who are told',
    async handler({ ctx, params, body }) {
      await handSlot(ctx, params.id, body.users)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/slots/:id/move',
    policy: 'admin',
    params: shapes.idParams,
    body: shapes.moveAll,
    answer: z.object({ startsAt: z.number() }),
    about: 'Moves a slot with everybody in it, and tells them',
    handler: ({ ctx, params, body }) => moveSlotWithAll(ctx, params.id, body),
  }),
  route({
    method: 'POST',
    url: '/api/slots/:id/cancel',
    policy: 'admin',
    params: shapes.idParams,
    body: shapes.cancelAllBody,
    answer: z.object({ cancelled: z.number() }),
    about: 'Closes a slot, cancels everything booked in it and tells the customers',
    handler: ({ ctx, params, body }) => cancelSlot(ctx, params.id, body),
  }),
  route({
    method: 'GET',
    url: '/api/time-off',
    policy: 'admin',
    answer: shapes.timeOffRows,
    about: 'Times off of agents that are not over',
    handler: ({ ctx }) => timesOffToCome(ctx),
  }),
  route({
    method: 'POST',
    url: '/api/time-off',
    policy: 'admin',
    body: shapes.timeOffInput,
    answer: shapes.keptAnswer,
    about: 'Adds a time off; answers booked slots that are left without an agent',
    handler: async ({ ctx, body }) => namedSlots(ctx, (await addDaysOff(ctx, body)).kept),
  }),
  route({
    method: 'POST',
    url: '/api/time-off/:id/remove',
    policy: 'admin',
    params: shapes.idParams,
    answer: done,
    about: 'Takes a time off back: the slots are offered again',
    async handler({ ctx, params }) {
      await removeTimeOff(ctx, params.id)
      return {}
    },
  }),
]

/** One press makes one row, however often it arrives. */
const pressed = (ctx: Context, what: string, key: string, make: () => Promise<{ id: number }>) =>
  transact(ctx, (work) => once(work, `add-${what}`, key || undefined, make))
