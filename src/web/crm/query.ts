import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from '../client/problem.ts'
import { sessionUnknown } from './session-end.tsx'

const onError = (error: unknown) => {
  if (error instanceof Problem && error.status === 401) sessionUnknown()
}

/** One cache for what screens read. The API client itself repeats what may be repeated, so nothing is retried here. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    // A write without a connection fails at once, in words, instead of waiting unseen.
    defaultOptions: {
      queries: { retry: false, staleTime: 10_000 },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
