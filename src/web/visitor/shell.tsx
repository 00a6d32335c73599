import type { ReactNode } from 'react'
import { type Texts, texts } from '../texts/texts.ts'
import { type Brand, BrandBar, type ShownProduct } from './brand-bar.tsx'
import { LanguageSwitch } from './language-switch.tsx'

/** What every visitor page is told, whatever it shows. */
export type PageFrame = {
  brand: Brand
  product?: ShownProduct | null | undefined
  /** BCP 47 tag, also that of dates */
  lang: string
  /** IANA zone in which the page's times are written (the visitor's where known, else the product's) */
  zone: string
  /** the server's clock, ms: countdowns go by it */
  now: number
  trial: boolean
}

export type Step = 'details' | 'code' | 'meet'

const order: Step[] = ['details', 'code', 'meet']

function Steps({ now, t }: { now: Step; t: Texts }) {
  const at = order.indexOf(now)
  return (
    <ol className="steps" aria-label={t.shell.stepsLabel}>
      {order.map((step, i) => (
        <li key={step} className={i < at ? 'done' : undefined} aria-current={i === at ? 'step' : undefined}>
          {t.shell.steps[step]}
        </li>
      ))}
    </ol>
  )
}

const phoneHref = (phone: string) => `tel:${phone.replace(/[^+\d]/g, '')}`

/** Phone and e-mail of the brand's support as links; nothing when there are none. */
export function SupportLinks({ brand, t }: { brand: Brand; t: Texts }) {
  return (
    <>
      {brand.supportPhone ? <a href={phoneHref(brand.supportPhone)}>{t.shell.call(brand.supportPhone)}</a> : null}
      {brand.supportEmail ? <a href={`mailto:${brand.supportEmail}`}>{t.shell.write(brand.supportEmail)}</a> : null}
    </>
  )
}

export function PageFoot({ brand, lang, t }: { brand: Brand; lang: string; t: Texts }) {
  return (
    <footer className="foot">
      {brand.supportPhone || brand.supportEmail ? (
        <p>
          <span>{t.shell.help}</span>
          {brand.supportPhone ? <a href={phoneHref(brand.supportPhone)}>{brand.supportPhone}</a> : null}
          {brand.supportEmail ? <a href={`mailto:${brand.supportEmail}`}>{brand.supportEmail}</a> : null}
        </p>
      ) : null}
      <p>
        <a href="/terms">{t.shell.terms}</a>
        <a href="/privacy">{t.shell.privacy}</a>
      </p>
      <LanguageSwitch lang={lang} label={t.shell.language} />
    </footer>
  )
}

export function TrialRibbon({ t }: { t: Texts }) {
  return (
    <aside className="trial" aria-label={t.shell.trialLabel}>
      {t.shell.trial} <a href="/phone">{t.shell.trialPhone}</a>
    </aside>
  )
}

/**
 * The frame of a plain visitor page: trial ribbon, brand bar, step line, one card, foot. `title` names the document too.
 * `aside` stands before the card and `after` behind it (both beside it on wide screens); `bare` leaves the card out for children that bring their own.
 * `broad` gives the card more room on wide screens, for two columns of its own.
 */
export function VisitorPage(props: {
  frame: PageFrame
  title: string
  step?: Step
  aside?: ReactNode
  after?: ReactNode
  bare?: boolean
  broad?: boolean
  children: ReactNode
}) {
  const { frame, title, step, aside, after, bare, broad, children } = props
  const t = texts(frame.lang)
  const card = (
    <div className={bare ? 'column' : 'card'}>
      {step ? <Steps now={step} t={t} /> : null}
      {children}
    </div>
  )
  return (
    <>
      <title>{`${title} · ${frame.brand.name}`}</title>
      <a className="skip" href="#main">
        {t.shell.skip}
      </a>
      {frame.trial ? <TrialRibbon t={t} /> : null}
      <BrandBar brand={frame.brand} product={aside ? null : frame.product} />
      <main id="main" className={aside ? 'page page-wide' : broad ? 'page page-broad' : 'page'} data-now={frame.now}>
        {aside ? <div className="aside">{aside}</div> : null}
        {card}
        {after ? <div className="after">{after}</div> : null}
      </main>
      <PageFoot brand={frame.brand} lang={frame.lang} t={t} />
    </>
  )
}
