import { useState } from 'react'
import { CopyButton } from '../../../web/crm/copy-button.tsx'
import { SelectField } from '../../../web/crm/fields.tsx'
import { useSession } from '../../../web/crm/session.ts'
import type { ProductDetails } from '../schema.ts'
import { linkLook, snippetOf } from './snippet.ts'

/** The product's link for the web and per store: to copy, as QR code, as a poster, and as a button for the brand's site. */
export function ShareSection({ product }: { product: ProductDetails }) {
  const { brand } = useSession()
  const [chosen, setChosen] = useState('')
  const [kiosk, setKiosk] = useState(false)
  const link = product.links.find(({ storeId }) => String(storeId ?? '') === chosen) ?? product.links[0]!
  const store = link.storeId !== null
  const shared = store && kiosk
  const query = new URLSearchParams({ ...(store ? { store: chosen } : {}), ...(shared ? { kiosk: '1' } : {}) })
  const at = (path: string, more: Record<string, string> = {}) =>
    `/crm/products/${product.id}/${path}?${new URLSearchParams([...query, ...Object.entries(more)])}`
  const url = shared ? `${link.url}&kiosk=1` : link.url
  const web = product.links[0]!.url
  const snippet = snippetOf(web, brand.colour)
  return (
    <section className="section" aria-labelledby="share-title">
      <h2 id="share-title">Link and QR code</h2>
      {product.links.length > 1 ? (
        <SelectField
          label="Where it is shown"
          value={chosen}
          options={product.links.map(({ storeId, name }) => [String(storeId ?? ''), name] as const)}
          onChange={(event) => setChosen(event.target.value)}
        />
      ) : null}
      {store ? (
        <label className="check">
          <input type="checkbox" checked={kiosk} onChange={(event) => setKiosk(event.target.checked)} />
          On a shared device of the store: it forgets each visitor
        </label>
      ) : null}
      <div className="share-link">
        <img key={url} className="qr" src={at('qr')} alt={`QR code of ${url}`} width={168} height={168} />
        <div className="share-words">
          <a className="code" href={url} target="_blank" rel="noreferrer">
            {url}
          </a>
          <div className="form-buttons">
            <CopyButton text={url} name="Copy link" />
          </div>
          <div className="button-links">
            <a href={at('qr')} download="">
              QR as SVG
            </a>
            <a href={at('qr', { as: 'png' })} download="">
              QR as PNG
            </a>
            <a href={at('poster')} target="_blank" rel="noreferrer">
              Print a poster
            </a>
          </div>
        </div>
      </div>
      <h3>Button for your website</h3>
      <div className="snippet-shown">
        {/* The look is the snippet's own: that of the brand's site, on white. */}
        <a href={web} target="_blank" rel="noreferrer" style={linkLook(brand.colour)}>
          Meet an expert live
        </a>
      </div>
      <code className="snippet">{snippet}</code>
      <div className="form-buttons">
        <CopyButton text={snippet} name="Copy snippet" />
      </div>
    </section>
  )
}
