import { texts } from '../../../web/texts/texts.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'

export type ThanksView = {
  /** true when feedback for this demo was there before */
  already: boolean
  /** the product's buy link; null when it has none */
  buyUrl: string | null
  /** the product's page, and the meeting while it lasts */
  productHref: string | null
  rejoinHref: string | null
}

export function ThanksPage({ frame, view }: { frame: PageFrame; view: ThanksView }) {
  const t = texts(frame.lang)
  const words = t.thanks
  return (
    <VisitorPage frame={frame} title={words.title}>
      <h1>{words.title}</h1>
      <p>{view.already ? words.already : words.lead}</p>
      {view.buyUrl ? (
        <LinkButton look="primary" href={view.buyUrl}>
          {words.buy(frame.product?.name ?? frame.brand.name)}
        </LinkButton>
      ) : null}
      {view.rejoinHref ? <LinkButton href={view.rejoinHref}>{t.labels.rejoin}</LinkButton> : null}
      {view.productHref ? (
        <p className="center">
          <a href={view.productHref}>{words.again}</a>
        </p>
      ) : null}
      <p className="quiet">{words.close}</p>
    </VisitorPage>
  )
}
