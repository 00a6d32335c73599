import { useState } from 'react'
import { newKey, post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { StoreFields } from './store-fields.tsx'
import { type StoreFields as Fields, storeBody, useStoreChange } from './store-queries.ts'

export function AddStore({ onClose }: { onClose(): void }) {
  const { zone } = useSession()
  const [key] = useState(newKey)
  const [values, setValues] = useState<Fields>({
    ...{ name: '', address: '', city: '', zone, latitude: '', longitude: '' },
  })
  const add = useStoreChange(() => post('/api/stores', { key, ...storeBody(values) }, { retry: true }))
  const faults = add.error instanceof Problem ? add.error.fields : {}
  return (
    <Ask
      open
      title="Add store"
      does="Add store"
      busy={add.isPending}
      problem={add.error && Object.keys(faults).length === 0 ? add.error.message : null}
      onDo={() => add.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className="form">
        <StoreFields
          values={values}
          faults={faults}
          autoFocus
          set={(change) => setValues((now) => ({ ...now, ...change }))}
        />
      </div>
    </Ask>
  )
}
