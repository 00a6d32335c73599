import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import type { SlotChoices, SlotDetails } from '../schema/crm.ts'

/** All that shows slots, rules or bookings: one write may change any of it. */
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
    onSettled: () => queries.invalidateQueries({ queryKey: slotsKey }),
  })
}

const named = (rows: readonly { id: number; name: string }[] = []) =>
  rows.map(({ id, name }) => [String(id), name] as const)

/** What the filters Product and Agent offer. */
export function useNamed() {
  const { data } = useChoices()
  return { products: named(data?.products), agents: named(data?.agents) }
}

/** Who may have slots of a product. */
export const agentsFor = (choices: SlotChoices | undefined, productId: number) =>
  (choices?.agents ?? []).filter(({ products }) => products === null || products.includes(productId))
