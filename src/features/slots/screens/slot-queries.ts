import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import type { SlotChoices, SlotDetails } from '../schema/crm.ts'

/** All that shows slots or rules: one write may change any of it, and the bookings. */
export const slotsKey = ['slots'] as const

export const useChoices = () =>
  useQuery({
    queryKey: ['slot-choices'],
    queryFn: ({ signal }) => get<SlotChoices>('/api/slots/choices', { signal }),
    staleTime: 60_000,
  })

export const slotQueryOf = (id: number) => ({
  queryKey: [...slotsKey, 'one', id],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<SlotDetails>(`/api/slots/${id}`, { signal }),
})

/** A write that every list, calendar and panel of slots then shows. */
export function useSlotWrite<Input, Answer>(write: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: write,
    onSettled: () =>
      Promise.all(
        [slotsKey, ['bookings'], ['demos'], ['demo']].map((queryKey) => queries.invalidateQueries({ queryKey })),
      ),
  })
}

const named = (rows: readonly { id: number; name: string }[] = []) =>
  rows.map(({ id, name }) => [String(id), name] as const)

/** What the filters Product and Agent offer. */
export function useNamed() {
  const { data } = useChoices()
  return { products: named(data?.products), agents: named(data?.agents) }
}

/** What is said under the number of customers: more than a meeting carries need a video server. */
export const capacityHint = (choices: SlotChoices | undefined, capacity: string): string => {
  const carries = choices?.carries ?? null
  return carries !== null && Number(capacity) > carries
    ? `Meetings of more than ${carries + 1} people, the expert among them, need a video server.`
    : 'How many can book one slot.'
}

/** Who may have slots of a product. */
export const agentsFor = (choices: SlotChoices | undefined, productId: number) =>
  (choices?.agents ?? []).filter(({ products }) => products === null || products.includes(productId))
