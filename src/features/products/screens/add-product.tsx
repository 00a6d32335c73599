import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { newKey, post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { TextArea, TextField } from '../../../web/crm/fields.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { ZoneField } from '../../../web/crm/zone-field.tsx'
import { productsKey } from './product-queries.ts'

/** The least a product needs; its page asks for the rest. */
export function AddProduct({ onAdded, onClose }: { onAdded(id: number): void; onClose(): void }) {
  const session = useSession()
  const queries = useQueryClient()
  const [key] = useState(newKey)
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [zone, setZone] = useState(session.zone)
  const add = useMutation({
    mutationFn: () => post<{ id: number }>('/api/products', { key, name, description, zone }, { retry: true }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: productsKey })
      onAdded(id)
    },
  })
  const fields = add.error instanceof Problem ? add.error.fields : {}
  return (
    <Ask
      open
      title="Add product"
      does="Add product"
      busy={add.isPending}
      problem={add.error && Object.keys(fields).length === 0 ? add.error.message : null}
      onDo={() => add.mutate()}
      onClose={onClose}
    >
      <div className="form">
        <TextField
          label="Name"
          autoComplete="off"
          autoFocus
          maxLength={120}
          value={name}
          error={fields.name}
          hint="Visitors see it. Its address is made of it."
          onChange={(event) => setName(event.target.value)}
        />
        <TextArea
          label="Description"
          maxLength={2000}
          value={description}
          error={fields.description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <ZoneField value={zone} error={fields.zone} hint="Live timings and slots go by it." onChange={setZone} />
      </div>
    </Ask>
  )
}
