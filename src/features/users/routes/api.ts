import type { Staff } from '../../../platform/auth/staff.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { readBrand } from '../../brand/reads.ts'
import { editUser } from '../actions/edit.ts'
import {
  addUser,
  changePassword,
  confirmTotp,
  disableTotp,
  inviteAgain,
  logOutEverywhere,
  newRecoveryCodes,
  setProductAgents,
  setUserProducts,
  setUserStatus,
  startTotp,
} from '../actions.ts'
import { agentsOf, listUsers, readMe, userDetails as readUserDetails } from '../reads.ts'
import {
  agentsChange,
  done,
  me,
  newUser,
  passwordBody,
  passwordChange,
  productAgents,
  productsChange,
  recoveryCodes,
  statusChange,
  totpCode,
  totpSecret,
  userAdded,
  userDetails,
  userEdit,
  userPage,
  userParams,
  userQuery,
} from '../schema.ts'

/** The asker's own account. */
export const ownRoutes = (staff: Staff): Route[] => [
  route({
    method: 'GET',
    url: '/api/me',
    policy: 'staff',
    about: 'Who is logged in, and the active products they serve',
    answer: me,
    handler: ({ ctx }) => readMe(ctx),
  }),
  route({
    method: 'POST',
    url: '/api/me/password',
    policy: 'staff',
    about: 'Changes the own password and ends the other sessions',
    body: passwordChange,
    answer: done,
    async handler({ ctx, body, request }) {
      await changePassword(ctx, staff, body, request.headers.cookie)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/me/logout-everywhere',
    policy: 'staff',
    about: 'Ends all own sessions, this one too',
    answer: done,
    async handler({ ctx }) {
      await logOutEverywhere(ctx, staff)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/me/totp/start',
    policy: 'admin',
    about: 'Begins enrolment in the second step; nothing changes before it is confirmed',
    body: passwordBody,
    answer: totpSecret,
    handler: async ({ ctx, body, request }) => {
      const { name } = await readBrand(ctx)
      return startTotp(ctx, staff, body.password, name, request.headers.cookie)
    },
  }),
  route({
    method: 'POST',
    url: '/api/me/totp/confirm',
    policy: 'admin',
    about: 'Turns the second step on; the recovery codes are shown this once',
    body: totpCode,
    answer: recoveryCodes,
    async handler({ ctx, body, request, reply }) {
      const code = body.code.replace(/\D/g, '')
      const { cookies, recoveryCodes } = await confirmTotp(ctx, staff, code, request.headers.cookie)
      reply.header('set-cookie', cookies)
      return { recoveryCodes }
    },
  }),
  route({
    method: 'POST',
    url: '/api/me/totp/disable',
    policy: 'admin',
    about: 'Turns the second step off',
    body: passwordBody,
    answer: done,
    async handler({ ctx, body, request, reply }) {
      reply.header('set-cookie', await disableTotp(ctx, staff, body.password, request.headers.cookie))
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/me/totp/recovery-codes',
    policy: 'admin',
    about: 'Replaces the recovery codes; they are shown this once',
    body: passwordBody,
    answer: recoveryCodes,
    handler: async ({ ctx, body, request }) => ({
      recoveryCodes: await newRecoveryCodes(ctx, staff, body.password, request.headers.cookie),
    }),
  }),
]

/** Users, for admins. */
export const userRoutes = (staff: Staff): Route[] => [
  route({
    method: 'GET',
    url: '/api/users',
    policy: 'admin',
    about: 'Users by name, a page at a time',
    query: userQuery,
    answer: userPage,
    handler: ({ ctx, query }) => listUsers(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/api/users',
    policy: 'admin',
    about: 'Adds a user and e-mails them a link to choose a password',
    body: newUser,
    answer: userAdded,
    handler: ({ ctx, body }) => addUser(ctx, body),
  }),
  route({
    method: 'POST',
    url: '/api/users/:id',
    policy: 'admin',
    about: 'Changes name, e-mail or role; another e-mail or role ends their sessions',
    params: userParams,
    body: userEdit,
    answer: done,
    async handler({ ctx, params, body, request }) {
      await editUser(ctx, staff, params.id, body, request.headers.cookie)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/users/:id/status',
    policy: 'admin',
    about: 'Makes a user active or inactive; inactive ends their sessions at once and hands their bookings over',
    params: userParams,
    body: statusChange,
    answer: done,
    async handler({ ctx, params, body }) {
      await setUserStatus(ctx, staff, params.id, body.status, body.handTo)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/users/:id/products',
    policy: 'admin',
    about: 'Says which products an agent serves',
    params: userParams,
    body: productsChange,
    answer: done,
    async handler({ ctx, params, body }) {
      await setUserProducts(ctx, params.id, body.products)
      return {}
    },
  }),
  route({
    method: 'GET',
    url: '/api/users/:id',
    policy: 'admin',
    about: 'Whether a user still has an invitation, their slots with bookings and who could take them',
    params: userParams,
    answer: userDetails,
    handler: ({ ctx, params }) => readUserDetails(ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/api/users/:id/invite',
    policy: 'admin',
    about: 'E-mails the link to choose a password again',
    limit: { perMinute: 20 },
    params: userParams,
    answer: done,
    async handler({ ctx, params }) {
      await inviteAgain(ctx, params.id)
      return {}
    },
  }),
  route({
    method: 'GET',
    url: '/api/products/:id/agents',
    policy: 'admin',
    about: 'Active agents, and who of them serves a product',
    params: userParams,
    answer: productAgents,
    handler: ({ ctx, params }) => agentsOf(ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/api/products/:id/agents',
    policy: 'admin',
    about: 'Says who of the active agents serves a product',
    params: userParams,
    body: agentsChange,
    answer: done,
    async handler({ ctx, params, body }) {
      await setProductAgents(ctx, params.id, body.agents)
      return {}
    },
  }),
]
