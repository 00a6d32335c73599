import { useMutation, useQueryClient } from '@tanstack/react-query'
import { get, post } from '../../../web/client/api.ts'
import type { Kept } from '../../slots/schema/crm.ts'
import type { ProductChange, ProductDetails } from '../schema.ts'

export const productsKey = ['products'] as const
const productKey = (id: number) => [...productsKey, id] as const

export const productQueryOf = (id: number) => ({
  queryKey: productKey(id),
  queryFn: ({ signal }: { signal: AbortSignal }) => get<ProductDetails>(`/api/products/${id}`, { signal }),
})

/** A write to one product that every list and page of it then shows. */
export function useProductChange<Input, Answer>(id: number, write: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: write,
    onSuccess: () => queries.invalidateQueries({ queryKey: productsKey }),
    scope: { id: `product ${id}` },
  })
}

export const changeProduct = (id: number, change: ProductChange) =>
  post<Kept>(`/api/products/${id}`, change, { retry: true })
