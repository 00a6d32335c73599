import { when } from '../../../web/texts/format.ts'
import { type Texts, texts } from '../../../web/texts/texts.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Checkbox } from '../../../web/ui/choice.tsx'
import { Field, SelectField } from '../../../web/ui/field.tsx'
import { ErrorSummary, Notice } from '../../../web/ui/notice.tsx'
import { type PageFrame, VisitorPage } from '../../../web/visitor/shell.tsx'
import { InAppNotice, type VisitorBrowser } from './in-app-notice.tsx'
import { ProofOfWork } from './proof-of-work.tsx'

type Words = Texts['registration']['errors']

/** What is wrong with each field, by the words of the catalogue (`registration.errors`). */
export type RegistrationErrors = { [F in keyof Words]?: keyof Words[F] | undefined }

export type RegistrationValues = {
  name: string
  email: string
  mobile: string
  source: 'WEBSITE' | 'BRAND_STORE'
  store: string
  terms: boolean
  news: boolean
  zone: string
}

export type RegistrationView = {
  /** where the form goes: /demo/<slug> */
  action: string
  /** idempotency key of this form */
  key: string
  /** a shared device: nothing typed is kept or offered again */
  kiosk: boolean
  /** further hidden fields the server wants back */
  hidden?: Record<string, string>
  values: RegistrationValues
  errors: RegistrationErrors
  /** the address the visitor may have meant ("did you mean"); null when there is no doubt */
  emailSuggestion: string | null
  stores: { value: string; label: string }[]
  /** set by a QR link: source and store are then not asked */
  fixedStore: { value: string; label: string } | null
  /** name of the default country, "India (+91)" */
  country: string
  /** is an expert live, how long is the wait (minutes, null when unknown), when do live timings open next (ms) */
  expert: { live: boolean; waitMinutes: number | null; opensAt: number | null }
  /** a browser verified before: name as "A•••", and where its three ways go; null for the form */
  verified: { name: string; joinAction: string; scheduleHref: string; forgetAction: string } | null
  browser: VisitorBrowser
  /** proof-of-work challenge as JSON when this network has to show one */
  altcha: string | null
}

function ExpertState({ view, frame, t }: { view: RegistrationView; frame: PageFrame; t: Texts }) {
  const { live, waitMinutes, opensAt } = view.expert
  const wait = waitMinutes === null ? null : waitMinutes === 0 ? t.expert.waitNone : t.expert.wait(waitMinutes)
  const opens = opensAt === null ? null : t.expert.opens(when(frame.lang, frame.zone, opensAt, frame.now))
  const more = live ? wait : opens
  return (
    <p className={live ? 'live live-on' : 'live'}>
      <span>
        {live ? t.expert.live : t.expert.notLive}
        {more ? <span className="quiet"> · {more}</span> : null}
      </span>
    </p>
  )
}

function ProductSide({ view, frame, t }: { view: RegistrationView; frame: PageFrame; t: Texts }) {
  const product = frame.product
  return (
    <>
      {product?.bannerUrl ? (
        <img className="banner" src={product.bannerUrl} alt="" width={880} height={495} fetchPriority="high" />
      ) : null}
      <h1>{t.registration.title(product?.name ?? frame.brand.name)}</h1>
      <p className="lead">{t.registration.lead}</p>
      <ExpertState view={view} frame={frame} t={t} />
    </>
  )
}

function WhatNext({ known, t }: { known: boolean; t: Texts }) {
  const steps = known ? t.registration.steps.slice(1) : t.registration.steps
  return (
    <>
      <h2>{t.registration.next}</h2>
      <ol className="next">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </>
  )
}

function Verified({ view, t }: { view: RegistrationView; t: Texts }) {
  const { verified, key } = view
  if (!verified) return null
  return (
    <>
      <h2>{t.registration.verifiedAs(verified.name)}</h2>
      <p className="quiet">{t.registration.verifiedLead}</p>
      <form className="stack" method="post" action={verified.joinAction} data-once="">
        <input type="hidden" name="key" value={key} />
        <Button look="primary">{t.labels.joinLive}</Button>
        <LinkButton href={verified.scheduleHref}>{t.labels.scheduleDemo}</LinkButton>
      </form>
      <form className="center" method="post" action={verified.forgetAction}>
        <Button look="text">{t.registration.notYou}</Button>
      </form>
    </>
  )
}

function HiddenFields({ fields }: { fields: Record<string, string> | undefined }) {
  return Object.entries(fields ?? {}).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ))
}

function FixedStore({ store }: { store: { value: string; label: string } }) {
  return <HiddenFields fields={{ source: 'BRAND_STORE', store: store.value }} />
}

function JoiningFrom({ view, t }: { view: RegistrationView; t: Texts }) {
  const { values, errors, stores, fixedStore } = view
  const words = t.registration.errors
  if (fixedStore) {
    return (
      <>
        <FixedStore store={fixedStore} />
        <p className="quiet">{t.registration.atStore(fixedStore.label)}</p>
      </>
    )
  }
  if (stores.length === 0) return <input type="hidden" name="source" value="WEBSITE" />
  const sources = t.registration.sources
  return (
    <>
      <SelectField
        id="source"
        label={t.labels.source}
        value={values.source}
        options={(['WEBSITE', 'BRAND_STORE'] as const).map((value) => ({ value, label: sources[value] }))}
        error={errors.source && words.source[errors.source]}
      />
      {/* Shown by CSS (:has) when brand store is chosen; always where a browser lacks it. */}
      <div className="when-store">
        <SelectField
          id="store"
          label={t.registration.store}
          value={values.store}
          options={stores}
          empty={t.registration.storePick}
          error={errors.store && words.store[errors.store]}
          missing={words.store.missing}
        />
      </div>
    </>
  )
}

function EmailQuestion({ view, t }: { view: RegistrationView; t: Texts }) {
  if (!view.emailSuggestion) return null
  return (
    <Notice tone="warn" title={t.registration.didYouMean} live>
      {/* Tells the server that this very address was asked about: sent unchanged, it is kept. */}
      <input type="hidden" name="email_seen" value={view.values.email} />
      <Button name="use_email" value={view.emailSuggestion}>
        {t.registration.takeEmail(view.emailSuggestion)}
      </Button>
      <p className="quiet">{t.registration.keepEmail}</p>
    </Notice>
  )
}

function Form({ view, brandName, t }: { view: RegistrationView; brandName: string; t: Texts }) {
  const { values, errors } = view
  const words = t.registration.errors
  const auto = (what: string) => (view.kiosk ? 'off' : what)
  const said = (['name', 'email', 'mobile', 'source', 'store', 'terms'] as const).flatMap((id) => {
    const code = errors[id]
    return code ? [{ id, text: (words[id] as Record<string, string>)[code] ?? '' }] : []
  })
  const text = Object.fromEntries(said.map((error) => [error.id, error.text]))
  return (
    <form
      className="stack"
      method="post"
      action={view.action}
      noValidate
      data-once=""
      data-keep={view.kiosk ? undefined : 'registration'}
    >
      {/* Enter presses a form's first button: that must be the plain one, not the suggested address. */}
      {view.emailSuggestion ? (
        <button className="first" type="submit" tabIndex={-1} aria-hidden="true">
          {t.labels.getOtp}
        </button>
      ) : null}
      <h2 className="heard">{t.registration.form}</h2>
      {errors.form ? (
        <Notice tone="error" live>
          <p>{words.form[errors.form]}</p>
        </Notice>
      ) : null}
      <ErrorSummary title={t.shell.errorSummary} errors={said} />
      <input type="hidden" name="key" value={view.key} />
      <input type="hidden" name="zone" defaultValue={values.zone} data-zone="" />
      <HiddenFields fields={view.hidden} />
      <Field
        id="name"
        label={t.labels.name}
        value={values.name}
        error={text.name}
        missing={words.name.missing}
        autoComplete={auto('name')}
        maxLength={100}
        required
      />
      <Field
        id="email"
        type="email"
        label={t.labels.email}
        value={values.email}
        error={text.email}
        missing={words.email.missing}
        autoComplete={auto('email')}
        inputMode="email"
        autoCapitalize="none"
        maxLength={254}
        required
      />
      <EmailQuestion view={view} t={t} />
      <Field
        id="mobile"
        type="tel"
        label={t.labels.mobile}
        hint={t.registration.mobileHint(view.country)}
        value={values.mobile}
        error={text.mobile}
        missing={words.mobile.missing}
        autoComplete={auto('tel')}
        inputMode="tel"
        maxLength={30}
        required
      />
      <JoiningFrom view={view} t={t} />
      <Checkbox id="terms" checked={values.terms} required error={text.terms} missing={words.terms.missing}>
        {t.registration.terms.before}
        <a href="/terms">{t.registration.terms.terms}</a>
        {t.registration.terms.between}
        <a href="/privacy">{t.registration.terms.privacy}</a>
        {t.registration.terms.after}
      </Checkbox>
      <Checkbox id="news" checked={values.news}>
        {t.registration.news(brandName)}
      </Checkbox>
      {view.altcha ? <ProofOfWork challenge={view.altcha} t={t} /> : null}
      <Button look="primary">{t.labels.getOtp}</Button>
    </form>
  )
}

/** A product's page: what it is, whether an expert is live, and the form (or, in a verified browser, the ways on). */
export function RegistrationPage({ frame, view }: { frame: PageFrame; view: RegistrationView }) {
  const t = texts(frame.lang)
  return (
    <VisitorPage
      frame={frame}
      title={t.registration.title(frame.product?.name ?? frame.brand.name)}
      step={view.verified ? 'meet' : 'details'}
      aside={<ProductSide view={view} frame={frame} t={t} />}
      after={<WhatNext known={view.verified !== null} t={t} />}
    >
      <InAppNotice browser={view.browser} t={t} />
      {view.verified ? <Verified view={view} t={t} /> : <Form view={view} brandName={frame.brand.name} t={t} />}
    </VisitorPage>
  )
}
