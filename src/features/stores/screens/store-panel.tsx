import Button from '@mui/material/Button'
import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { SaveBar } from '../../../web/crm/save-bar.tsx'
import { SidePanel } from '../../../web/crm/side-panel.tsx'
import { useEdits } from '../../../web/crm/use-edits.ts'
import type { StoreRow } from '../schema.ts'
import { StoreFields } from './store-fields.tsx'
import { type StoreFields as Fields, storeBody, useStoreChange } from './store-queries.ts'

const typed = (degrees: number | null) => (degrees === null ? '' : String(degrees))

/** One store beside the table. */
export function StorePanel({ store, onClose }: { store: StoreRow; onClose(): void }) {
  const [asking, setAsking] = useState(false)
  const { name, address, city, zone, status } = store
  const edits = useEdits<Fields>({
    ...{ name, address, city, zone },
    latitude: typed(store.latitude),
    longitude: typed(store.longitude),
  })
  const change = useStoreChange((body: object) => post(`/api/stores/${store.id}`, body, { retry: true }))
  const faults = change.error instanceof Problem ? change.error.fields : {}
  const active = status === 'ACTIVE'
  const problem = change.error && Object.keys(faults).length === 0 ? change.error.message : null
  return (
    <SidePanel
      title={name}
      under={<span className={active ? 'tag tag-ok' : 'tag'}>{active ? 'Active' : 'Inactive'}</span>}
      onClose={onClose}
    >
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(storeBody(edits.changed), { onSuccess: edits.reset })
        }}
      >
        <StoreFields values={edits.values} faults={faults} set={edits.set} />
        <SaveBar
          dirty={edits.dirty}
          busy={change.isPending}
          saved={change.isSuccess ? 'Saved' : null}
          problem={asking ? null : problem}
          onDiscard={() => {
            edits.reset()
            change.reset()
          }}
        />
      </form>
      <div className="section">
        <div className="form-buttons">
          <Button
            color={active ? 'error' : 'secondary'}
            disabled={change.isPending}
            onClick={() => (active ? setAsking(true) : change.mutate({ status: 'ACTIVE' }))}
          >
            {active ? 'Make inactive' : 'Make active'}
          </Button>
        </div>
        <p className="quiet">Stores are not deleted: earlier demos name them.</p>
      </div>
      <Ask
        open={asking}
        title={`Make ${name} inactive?`}
        does="Make inactive"
        tone="error"
        busy={change.isPending}
        problem={problem}
        onDo={() => change.mutate({ status: 'INACTIVE' }, { onSuccess: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        <p>Visitors cannot choose it any more. Its QR codes go on leading to the product, without the store.</p>
      </Ask>
    </SidePanel>
  )
}
