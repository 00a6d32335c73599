import Button from '@mui/material/Button'
import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { TextField } from '../../../web/crm/fields.tsx'
import type { ProductDetails } from '../schema.ts'
import { useProductChange } from './product-queries.ts'

/** The product's address, and those it had: printed codes and old links go on leading here. */
export function SlugSection({ product }: { product: ProductDetails }) {
  const [asking, setAsking] = useState(false)
  return (
    <section className="section" aria-labelledby="slug-title">
      <h2 id="slug-title">Address</h2>
      <p className="code">/demo/{product.slug}</p>
      {product.oldSlugs.length > 0 ? (
        <div>
          <p className="quiet">These go on leading here:</p>
          <ul aria-label="Old addresses">
            {product.oldSlugs.map((slug) => (
              <li key={slug} className="code">
                /demo/{slug}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <div className="form-buttons">
        <Button onClick={() => setAsking(true)}>Change address</Button>
      </div>
      {asking ? <ChangeSlug product={product} onClose={() => setAsking(false)} /> : null}
    </section>
  )
}

function ChangeSlug({ product, onClose }: { product: ProductDetails; onClose(): void }) {
  const [slug, setSlug] = useState(product.slug)
  const change = useProductChange(product.id, () => post(`/api/products/${product.id}/slug`, { slug }, { retry: true }))
  const fields = change.error instanceof Problem ? change.error.fields : {}
  return (
    <Ask
      open
      title="Change address"
      does="Change address"
      busy={change.isPending}
      problem={change.error && !fields.slug ? change.error.message : null}
      onDo={() => (slug === product.slug ? onClose() : change.mutate(undefined, { onSuccess: onClose }))}
      onClose={onClose}
    >
      <div className="form">
        <TextField
          label="Address"
          autoComplete="off"
          autoFocus
          spellCheck={false}
          maxLength={80}
          value={slug}
          error={fields.slug}
          hint="Small letters, digits and single hyphens."
          onChange={(event) => setSlug(event.target.value)}
        />
        <p>
          /demo/{product.slug} goes on leading here, so printed codes keep working. No other product can ever use it.
        </p>
      </div>
    </Ask>
  )
}
