import { type Route, route } from '../../platform/http/route.ts'
import { done } from '../brand/schema.ts'
import { addStore, changeStore } from './actions.ts'
import { storesPage } from './reads.ts'
import { newStoreBody, storeAdded, storeChange, storePage, storeParams, storeQuery } from './schema.ts'

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/api/stores',
    policy: 'admin',
    about: 'Stores by city and name, a page at a time',
    query: storeQuery,
    answer: storePage,
    handler: ({ ctx, query }) => storesPage(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/api/stores',
    policy: 'admin',
    about: 'Adds a store',
    body: newStoreBody,
    answer: storeAdded,
    handler: ({ ctx, body: { key, ...store } }) => addStore(ctx, store, key),
  }),
  route({
    method: 'POST',
    url: '/api/stores/:id',
    policy: 'admin',
    about: 'Changes what is given of a store, its status too',
    params: storeParams,
    body: storeChange,
    answer: done,
    async handler({ ctx, params, body }) {
      await changeStore(ctx, params.id, body)
      return {}
    },
  }),
]
