import { type Route, route } from '../../platform/http/route.ts'
import { blockCustomers, unblockCustomers } from './actions/block.ts'
import { blockAnswer, blockBody, unblockBody } from './schema.ts'

export const routes: Route[] = [
  route({
    method: 'POST',
    url: '/api/customers/block',
    policy: 'admin',
    body: blockBody,
    answer: blockAnswer,
    about: 'Blocks customers by number or e-mail: all they have ends at once',
    handler: ({ ctx, body }) => blockCustomers(ctx, body.whom, body.reason),
  }),
  route({
    method: 'POST',
    url: '/api/customers/unblock',
    policy: 'admin',
    body: unblockBody,
    answer: blockAnswer,
    about: 'Lets blocked customers come again',
    handler: ({ ctx, body }) => unblockCustomers(ctx, body.whom),
  }),
]
