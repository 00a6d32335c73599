import { useQuery } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import type { CorrectionList, ResultAnswer, RunAsked, RunPage, UploadList } from '../schema.ts'

const RUNNING_MS = 1000
/** Somebody else may start one. */
const IDLE_MS = 15_000

export const runsKey = ['journeys', 'runs'] as const
export const uploadsKey = ['journeys', 'uploads'] as const
export const resultKey = ['journeys', 'result'] as const
export const correctionsKey = ['journeys', 'corrections'] as const
export const mergedKey = ['journeys', 'merged'] as const

/** Runs, read again and again while one of them is not over. */
export function useRuns(page: number) {
  return useQuery({
    queryKey: [...runsKey, page],
    queryFn: ({ signal }) => get<RunPage>(`/api/journeys/runs?page=${page}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.rows.some((run) => run.state === 'RUNNING' || run.state === 'QUEUED') ? RUNNING_MS : IDLE_MS,
  })
}

export const useUploads = () =>
  useQuery({
    queryKey: uploadsKey,
    queryFn: ({ signal }) => get<UploadList>('/api/journeys/uploads', { signal }),
  })

export const useResult = () =>
  useQuery({
    queryKey: resultKey,
    queryFn: ({ signal }) => get<ResultAnswer>('/api/journeys/result', { signal, timeoutMs: 30_000 }),
  })

export const useCorrections = () =>
  useQuery({
    queryKey: correctionsKey,
    queryFn: ({ signal }) => get<CorrectionList>('/api/journeys/corrections', { signal }),
  })

/** What an earlier run was asked to do; nothing without one. */
export const useRunAsked = (id: number | undefined) =>
  useQuery({
    queryKey: ['journeys', 'asked', id],
    queryFn: ({ signal }) => get<RunAsked>(`/api/journeys/runs/${id}/asked`, { signal }),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
