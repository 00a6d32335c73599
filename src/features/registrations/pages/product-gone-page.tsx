import { texts } from '../../../web/texts/texts.ts'
import { type PageFrame, SupportLinks, VisitorPage } from '../../../web/visitor/shell.tsx'

/** Instead of a product's page: no product has this slug (`product` of the frame is null), or it is not active. */
export function ProductGonePage({ frame }: { frame: PageFrame }) {
  const t = texts(frame.lang)
  const title = frame.product ? t.gone.inactive(frame.product.name) : t.gone.unknown
  return (
    <VisitorPage frame={frame} title={title}>
      <h1>{title}</h1>
      <p>{frame.product ? t.gone.inactiveLead : t.gone.unknownLead}</p>
      <p className="links">
        <SupportLinks brand={frame.brand} t={t} />
      </p>
    </VisitorPage>
  )
}
