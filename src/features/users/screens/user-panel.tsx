import Button from '@mui/material/Button'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../web/crm/session.ts'
import { SidePanel } from '../../../web/crm/side-panel.tsx'
import { When } from '../../../web/crm/when.tsx'
import type { UserRow } from '../schema.ts'
import { EditUser } from './edit-user.tsx'
import { detailsOf, MakeInactive } from './make-inactive.tsx'
import { ProductChecks } from './product-checks.tsx'
import { inviteAgain, roleWords, setProducts, setStatus, useProducts, useUserChange } from './user-queries.ts'

/** One user beside the table: who they are, what they serve, active or not. */
export function UserPanel({ user, onClose }: { user: UserRow; onClose(): void }) {
  const { me } = useSession()
  const [asking, setAsking] = useState(false)
  const [editing, setEditing] = useState(false)
  const status = useUserChange((to: UserRow['status']) => setStatus(user, to))
  const active = user.status === 'ACTIVE'
  const self = user.id === me.id
  return (
    <SidePanel title={user.name} under={<p className="quiet">{roleWords[user.role]}</p>} onClose={onClose}>
      <dl className="facts">
        <dt>Email</dt>
        <dd>
          <a href={`mailto:${user.email}`}>{user.email}</a>
        </dd>
        <dt>Two-factor</dt>
        <dd>{user.twoFactor ? 'On' : 'Off'}</dd>
        <dt>Added</dt>
        <dd>
          <When at={user.createdAt} />
        </dd>
        <dt>Status</dt>
        <dd>{active ? 'Active' : 'Inactive'}</dd>
      </dl>
      <div className="form-buttons">
        <Button onClick={() => setEditing(true)}>Edit</Button>
      </div>
      {user.role === 'AGENT' ? <Products user={user} /> : null}
      <Invitation user={user} />
      {self ? (
        <p className="quiet">This is you. Another admin can make you inactive.</p>
      ) : (
        <div className="form-buttons">
          <Button
            color={active ? 'error' : 'secondary'}
            onClick={() => (active ? setAsking(true) : status.mutate('ACTIVE'))}
          >
            {active ? 'Make inactive' : 'Make active'}
          </Button>
        </div>
      )}
      {status.error && !asking ? (
        <p className="field-error" role="alert">
          {status.error.message}
        </p>
      ) : null}
      {editing ? <EditUser user={user} onClose={() => setEditing(false)} /> : null}
      {asking ? <MakeInactive user={user} onClose={() => setAsking(false)} /> : null}
    </SidePanel>
  )
}

/** Who has not chosen a password yet may have lost the link: it works for half an hour only. */
function Invitation({ user }: { user: UserRow }) {
  const { data } = useQuery(detailsOf(user.id))
  const invite = useUserChange(() => inviteAgain(user))
  if (!data?.invited) return null
  return (
    <div className="section">
      <p className="quiet">They have not chosen a password yet. The link in their invitation works for 30 minutes.</p>
      <div className="form-buttons">
        <Button disabled={invite.isPending} onClick={() => invite.mutate(undefined)}>
          Invite again
        </Button>
        <p role="status" className="quiet">
          {invite.isSuccess ? `A new link is on its way to ${user.email}` : ''}
        </p>
      </div>
      {invite.error ? (
        <p className="field-error" role="alert">
          {invite.error.message}
        </p>
      ) : null}
    </div>
  )
}

function Products({ user }: { user: UserRow }) {
  const active = useProducts()
  const before = user.products.map(({ id }) => id)
  const [chosen, setChosen] = useState(before)
  const save = useUserChange((products: number[]) => setProducts(user, products))
  const dirty = chosen.length !== before.length || chosen.some((id) => !before.includes(id))
  // An inactive product they serve stays theirs, and in sight.
  const offered = [...active, ...user.products.filter(({ id }) => !active.some((it) => it.id === id))]
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(chosen)
      }}
    >
      <ProductChecks products={offered} chosen={chosen} onChange={setChosen} />
      <div className="form-buttons">
        <Button
          type="submit"
          variant={dirty ? 'contained' : 'outlined'}
          color={dirty ? 'primary' : 'secondary'}
          disabled={!dirty || save.isPending}
        >
          Save products
        </Button>
      </div>
      <p role="status" className="quiet">
        {save.isSuccess && !dirty ? 'Saved' : ''}
      </p>
      {save.error ? (
        <p className="field-error" role="alert">
          {save.error.message}
        </p>
      ) : null}
    </form>
  )
}
