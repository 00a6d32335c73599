import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { get, post } from '../../../web/client/api.ts'
import { useSession } from '../../../web/crm/session.ts'
import type { Me, NewUser, UserEdit, UserPage, UserRow } from '../schema.ts'

export const usersKey = ['users'] as const
export type { UserPage }

export const roleWords: Record<UserRow['role'], string> = { AGENT: 'Agent', ADMIN: 'Admin' }
export const statusWords: Record<UserRow['status'], string> = { ACTIVE: 'Active', INACTIVE: 'Inactive' }
export const entries = <K extends string>(words: Record<K, string>) => Object.entries(words) as [K, string][]

/** The active products, newer than the page: one may have been added since it was loaded. */
export function useProducts(): Me['products'] {
  const { me } = useSession()
  const { data } = useQuery({ queryKey: ['me'], queryFn: ({ signal }) => get<Me>('/api/me', { signal }), staleTime: 0 })
  return data?.products ?? me.products
}

/** A write to users that shows its effect in every list of them. */
export function useUserChange<Input>(write: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: write, onSettled: () => queries.invalidateQueries({ queryKey: usersKey }) })
}

export const addUser = (user: NewUser) => post<{ id: number }>('/api/users', user, { retry: true })
export const editUser = (user: Pick<UserRow, 'id'>, change: UserEdit) =>
  post(`/api/users/${user.id}`, change, { retry: true })
/** @param handTo who takes the bookings of a user made inactive; null for nobody yet */
export const setStatus = (user: Pick<UserRow, 'id'>, status: UserRow['status'], handTo?: number | null) =>
  post(`/api/users/${user.id}/status`, { status, ...(handTo === undefined ? {} : { handTo }) }, { retry: true })
export const inviteAgain = (user: Pick<UserRow, 'id'>) => post(`/api/users/${user.id}/invite`)
export const setProducts = (user: Pick<UserRow, 'id'>, products: number[]) =>
  post(`/api/users/${user.id}/products`, { products }, { retry: true })
