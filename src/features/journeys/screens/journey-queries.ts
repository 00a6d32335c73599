import { useQuery } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import type { ResultAnswer, RunPage, UploadList } from '../schema.ts'

const RUNNING_MS = 1000
/** Somebody else may start one. */
const IDLE_MS = 15_000

export const runsKey = ['journeys', 'runs'] as const
export const uploadsKey = ['journeys', 'uploads'] as const
export const resultKey = ['journeys', 'result'] as const

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
