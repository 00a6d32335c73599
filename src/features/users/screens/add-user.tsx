import { useState } from 'react'
import { newKey } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { Choice, TextField } from '../../../web/crm/fields.tsx'
import { toast } from '../../../web/crm/toasts.tsx'
import type { UserRow } from '../schema.ts'
import { ProductChecks } from './product-checks.tsx'
import { addUser, roleWords, useProducts, useUserChange } from './user-queries.ts'

/** A new user is invited by e-mail, and chooses a password by its link. */
export function AddUser({ onClose }: { onClose(): void }) {
  const offered = useProducts()
  const [key] = useState(newKey)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<UserRow['role']>('AGENT')
  const [products, setProducts] = useState<number[]>([])
  const add = useUserChange(addUser)
  const fields = add.error instanceof Problem ? add.error.fields : {}
  const submit = () =>
    add.mutate(
      { key, name, email, role, products: role === 'AGENT' ? products : [] },
      {
        onSuccess: () => {
          toast({ text: `${name.trim()} gets a link by e-mail to choose a password` })
          onClose()
        },
      },
    )
  return (
    <Ask
      open
      title="Add user"
      does="Add and invite"
      busy={add.isPending}
      problem={add.error && Object.keys(fields).length === 0 ? add.error.message : null}
      onDo={submit}
      onClose={onClose}
    >
      <div className="form">
        <TextField
          label="Name"
          autoComplete="off"
          autoFocus
          maxLength={100}
          value={name}
          error={fields.name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Email"
          type="email"
          autoComplete="off"
          maxLength={254}
          value={email}
          error={fields.email}
          hint="We send a link to choose a password."
          onChange={(event) => setEmail(event.target.value)}
        />
        <Choice
          label="Role"
          value={role}
          options={[
            ['AGENT', roleWords.AGENT],
            ['ADMIN', roleWords.ADMIN],
          ]}
          onChange={setRole}
        />
        {role === 'AGENT' ? (
          <ProductChecks products={offered} chosen={products} onChange={setProducts} />
        ) : (
          <p className="quiet">An admin manages everything and may serve every product.</p>
        )}
      </div>
    </Ask>
  )
}
