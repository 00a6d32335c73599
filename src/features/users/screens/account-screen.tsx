import { useQuery } from '@tanstack/react-query'
import { get } from '../../../web/client/api.ts'
import { Page } from '../../../web/crm/page.tsx'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import type { Me } from '../schema.ts'
import { ChangePassword } from './change-password.tsx'
import { TwoFactor } from './two-factor.tsx'

/** The person's own account: password, and for admins the second step. */
export function AccountScreen() {
  const { data, error, refetch } = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => get<Me>('/api/me', { signal }),
  })
  return (
    <Page title="Account">
      {error ? <Failed problem={error} again={() => void refetch()} /> : null}
      {data ? (
        <>
          <dl className="facts">
            <dt>Name</dt>
            <dd>{data.name}</dd>
            <dt>Email</dt>
            <dd>{data.email}</dd>
          </dl>
          <ChangePassword />
          {data.role === 'ADMIN' ? <TwoFactor on={data.twoFactor} onChanged={() => void refetch()} /> : null}
        </>
      ) : error ? null : (
        <SkeletonRows rows={5} />
      )}
    </Page>
  )
}
