import { texts } from '../../../web/texts/texts.ts'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type ProductsView = { products: { name: string; slug: string; banner: string | null; description: string }[] }

/** The brand's front door: every product that can be met. */
export function ProductsPage({ frame, view }: { frame: PageFrame; view: ProductsView }) {
  const t = texts(frame.lang)
  const words = t.products
  return (
    <VisitorPage frame={frame} title={words.title}>
      <h1>{words.title}</h1>
      <p>{view.products.length === 0 ? words.empty : words.lead}</p>
      <ul className="products">
        {view.products.map((product) => (
          <li key={product.slug}>
            <a href={`/demo/${product.slug}`}>
              {product.banner ? <img src={product.banner} alt="" width={96} height={72} /> : null}
              <span>
                <strong>{product.name}</strong>
                <span className="quiet">{product.description}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </VisitorPage>
  )
}
