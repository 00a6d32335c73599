import Button from '@mui/material/Button'
import { useState } from 'react'
import { Ask } from '../../../web/crm/ask.tsx'
import { KeptSlots } from '../../slots/parts/kept-slots.tsx'
import type { ProductDetails } from '../schema.ts'
import { changeProduct, useProductChange } from './product-queries.ts'

export function StatusSection({ product }: { product: ProductDetails }) {
  const [asking, setAsking] = useState(false)
  const change = useProductChange(product.id, (status: ProductDetails['status']) =>
    changeProduct(product.id, { status }),
  )
  const kept = change.data?.kept ?? []
  const active = product.status === 'ACTIVE'
  return (
    <section className="section" aria-labelledby="status-title">
      <div className="section-head">
        <h2 id="status-title">Status</h2>
        <span className={active ? 'tag tag-ok' : 'tag'}>{active ? 'Active' : 'Inactive'}</span>
      </div>
      <p className="quiet">
        {active
          ? 'Visitors can open its page and meet your experts.'
          : 'Its page says that there are no live demos of it now.'}
      </p>
      <div className="form-buttons">
        <Button
          color={active ? 'error' : 'secondary'}
          disabled={change.isPending}
          onClick={() => (active ? setAsking(true) : change.mutate('ACTIVE'))}
        >
          {active ? 'Make inactive' : 'Make active'}
        </Button>
      </div>
      {change.error && !asking ? (
        <p className="field-error" role="alert">
          {change.error.message}
        </p>
      ) : null}
      <Ask
        open={asking}
        title={`Make ${product.name} inactive?`}
        does="Make inactive"
        tone="error"
        busy={change.isPending}
        problem={change.error?.message ?? null}
        onDo={() => change.mutate('INACTIVE', { onSuccess: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        <p>
          Its page says so at once. Nobody stays live for it, and visitors who wait are told. Calls under way go on.
          Then you are asked about slots with bookings.
        </p>
      </Ask>
      {kept.length > 0 ? <KeptSlots kept={kept} clock={null} onClose={change.reset} /> : null}
    </section>
  )
}
