import { PictureField } from '../../../web/crm/picture-field.tsx'
import type { ProductDetails } from '../schema.ts'
import { changeProduct, useProductChange } from './product-queries.ts'

/** The product's picture, shown as visitors see it. Screen readers are told the product's name instead. */
export function BannerSection({ product }: { product: ProductDetails }) {
  const { id, name, banner } = product
  const change = useProductChange(
    id,
    (next: { banner: null } | 'kept'): Promise<unknown> =>
      next === 'kept' ? Promise.resolve() : changeProduct(id, next),
  )
  return (
    <section className="section" aria-labelledby="banner-title">
      <h2 id="banner-title">Picture</h2>
      <PictureField
        label="Banner"
        hint="JPEG, PNG or WebP, up to 5 MB. Twice as wide as high fits best: what is over is cut off evenly. Camera details are taken out."
        url={`/api/products/${id}/banner`}
        set={banner !== null}
        onDone={() => change.mutate('kept')}
        onRemove={() => change.mutate({ banner: null })}
      >
        <div className="crops">
          <figure>
            {banner ? (
              <img className="crop-wide" src={banner} alt={`${name}, as on its page`} width={288} height={144} />
            ) : (
              <span className="crop-wide no-picture">No picture yet</span>
            )}
            <figcaption>On its page</figcaption>
          </figure>
          {banner ? (
            <figure>
              <img className="crop-small" src={banner} alt={`${name}, small`} width={48} height={36} />
              <figcaption>On top</figcaption>
            </figure>
          ) : null}
        </div>
      </PictureField>
      {change.error ? (
        <p className="field-error" role="alert">
          {change.error.message}
        </p>
      ) : null}
    </section>
  )
}
