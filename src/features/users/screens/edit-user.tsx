import { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { Choice, TextField } from '../../../web/crm/fields.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { toast } from '../../../web/crm/toasts.tsx'
import { useEdits } from '../../../web/crm/use-edits.ts'
import type { UserRow } from '../schema.ts'
import { ProductChecks } from './product-checks.tsx'
import { editUser, entries, roleWords, useProducts, useUserChange } from './user-queries.ts'

/** Name, e-mail and role of a user. What a change does to them is said before it is saved. */
export function EditUser({ user, onClose }: { user: UserRow; onClose(): void }) {
  const { me } = useSession()
  const offered = useProducts()
  const { name, email, role } = user
  const { values, changed, dirty, set } = useEdits({ name, email, role, products: user.products.map(({ id }) => id) })
  const { products, ...rest } = changed
  // The products of who stays what they are are chosen in their panel.
  const save = useUserChange(() => editUser(user, rest.role && products ? { ...rest, products } : rest))
  const fields = save.error instanceof Problem ? save.error.fields : {}
  const self = user.id === me.id
  const edit = (change: Parameters<typeof set>[0]) => {
    // What was wrong is being mended.
    save.reset()
    set(change)
  }
  const said = () => {
    toast({ text: changed.email ? `Saved. ${user.email} and ${values.email} are told` : 'Saved' })
    onClose()
  }
  return (
    <Ask
      open
      title={`Edit ${user.name}`}
      does="Save"
      busy={save.isPending}
      problem={save.error && !fields.name && !fields.email ? save.error.message : null}
      onDo={() => (dirty ? save.mutate(undefined, { onSuccess: said }) : onClose())}
      onClose={onClose}
    >
      <div className="form">
        <TextField
          label="Name"
          autoComplete="off"
          autoFocus
          maxLength={100}
          value={values.name}
          error={fields.name}
          onChange={(event) => edit({ name: event.target.value })}
        />
        <TextField
          label="Email"
          type="email"
          autoComplete="off"
          maxLength={254}
          value={values.email}
          error={fields.email}
          hint={changed.email ? 'They log in again, with the new one. Both addresses are told.' : undefined}
          onChange={(event) => edit({ email: event.target.value })}
        />
        {self ? (
          <p className="quiet">Your role is {roleWords[role]}. Another admin can change it.</p>
        ) : (
          <Choice label="Role" value={values.role} options={entries(roleWords)} onChange={(to) => set({ role: to })} />
        )}
        {changed.role ? <p>They are logged out at once everywhere, and a call they are in ends.</p> : null}
        {changed.role === 'AGENT' ? (
          <>
            <ProductChecks products={offered} chosen={values.products} onChange={(products) => set({ products })} />
            <p className="quiet">Slots of other products lose them. You are told of booked ones without an agent.</p>
          </>
        ) : null}
        {changed.role === 'ADMIN' ? (
          <p className="quiet">An admin manages everything and may serve every product.</p>
        ) : null}
      </div>
    </Ask>
  )
}
