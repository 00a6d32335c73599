import { useMutation, useQueryClient } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import type { DemoBooking } from '../schema/staff.ts'

export const demoBookingOf = (demoId: number) => ({
  queryKey: ['demo', demoId, 'booking'],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<DemoBooking>(`/api/demos/${demoId}/booking`, { signal }),
  // Its lobby opens by the server's clock.
  refetchInterval: 20_000,
})

/** A write to a booking, which lists of demos, slots and bookings show. */
export function useBookingWrite<Input, Answer>(write: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: write,
    onSettled: () =>
      Promise.all(
        ['demos', 'demo', 'slots', 'bookings'].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      ),
  })
}
