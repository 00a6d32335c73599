import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { StoreRow } from '../schema.ts'

export const storesKey = ['stores'] as const

/** What a form of a store holds; positions as they are typed. */
export type StoreFields = Pick<StoreRow, 'name' | 'address' | 'city' | 'zone'> & { latitude: string; longitude: string }

const degrees = (typed: string) => (typed.trim() === '' ? null : Number(typed.replace(',', '.')))

/** Typed positions as numbers, for the server. */
export const storeBody = ({ latitude, longitude, ...rest }: Partial<StoreFields>) => ({
  ...rest,
  ...(latitude === undefined ? {} : { latitude: degrees(latitude) }),
  ...(longitude === undefined ? {} : { longitude: degrees(longitude) }),
})

/** A write to stores that shows its effect in every list of them. */
export function useStoreChange<Input, Answer>(write: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: write,
    // A product's page lists the stores' links.
    onSuccess: () => Promise.all([storesKey, ['products']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  })
}
