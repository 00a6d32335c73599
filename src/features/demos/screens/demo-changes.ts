import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { post } from '../../../web/client/api.ts'
import type { DemoChange, DemoDetails, DemoRow } from '../schema.ts'

export interface DemoPage {
  rows: DemoRow[]
  total: number
  page: number
  pageSize: number
}

export const demosKey = ['demos'] as const
export const demoKey = (id: number) => ['demo', id] as const

type Kept = { pages: [readonly unknown[], DemoPage | undefined][]; demo: DemoDetails | undefined }

/** Writes a change into everything on the screen that shows this demo; gives back what stood there before. */
function applyChange(queries: QueryClient, id: number, change: DemoChange): Kept {
  const pages = queries.getQueriesData<DemoPage>({ queryKey: demosKey })
  const demo = queries.getQueryData<DemoDetails>(demoKey(id))
  const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  for (const [key, page] of pages) {
    if (!page) continue
    queries.setQueryData<DemoPage>(key, {
      ...page,
      rows: page.rows.map((row) => (row.id === id ? { ...row, ...said } : row)),
    })
  }
  if (demo) queries.setQueryData<DemoDetails>(demoKey(id), { ...demo, ...said })
  return { pages, demo }
}

/** Sets status, outcome or remarks: seen at once, taken back when the server refuses. */
export function useDemoChange(id: number) {
  const queries = useQueryClient()
  return useMutation<unknown, Error, DemoChange, Kept>({
    mutationKey: ['demo-change', id],
    mutationFn: (change) => post(`/api/demos/${id}`, change, { retry: true }),
    async onMutate(change) {
      await Promise.all([
        queries.cancelQueries({ queryKey: demosKey }),
        queries.cancelQueries({ queryKey: demoKey(id) }),
      ])
      return applyChange(queries, id, change)
    },
    onError(_error, _change, kept) {
      for (const [key, page] of kept?.pages ?? []) queries.setQueryData(key, page)
      if (kept?.demo) queries.setQueryData(demoKey(id), kept.demo)
    },
    onSettled: () =>
      // A status may end a booking, which slots and schedules show.
      Promise.all(
        [demosKey, demoKey(id), ['slots'], ['bookings']].map((queryKey) => queries.invalidateQueries({ queryKey })),
      ),
  })
}
