import type { Brand } from '../../../web/visitor/brand-bar.tsx'

export interface PosterView {
  product: { name: string; bannerUrl: string | null }
  brand: Pick<Brand, 'name' | 'logoUrl'>
  /** where it hangs; null for anywhere */
  store: string | null
  url: string
  /** markup of the QR code */
  qr: string
  size: 'A4' | 'A6'
  lang: 'en' | 'hi'
  /** the same poster otherwise, by what would be other */
  ways: { size: string; lang: string; back: string }
}

const words = {
  en: {
    call: 'Scan to meet an expert',
    lead: 'Live on video, now or at a time you choose. Nothing to install.',
    title: 'Poster',
    size: (size: string) => `As ${size}`,
    lang: 'हिन्दी',
    print: 'Print',
    back: 'Back to the product',
  },
  hi: {
    call: 'विशेषज्ञ से मिलने के लिए स्कैन करें',
    lead: 'वीडियो पर लाइव, अभी या अपने चुने समय पर। कुछ इंस्टॉल नहीं करना है।',
    title: 'पोस्टर',
    size: (size: string) => `${size} में`,
    lang: 'English',
    print: 'प्रिंट करें',
    back: 'प्रोडक्ट पर वापस',
  },
} as const

/** Letters from which a name is set smaller. */
const LONG = 40

/** A sheet for the shelf: brand, product and the code that leads to it. Its tools are not printed. */
export function PosterPage({ view }: { view: PosterView }) {
  const { product, brand, store, url, qr, size, lang, ways } = view
  const t = words[lang]
  const shown = new URL(url)
  return (
    <>
      <title>{`${t.title}: ${product.name} · ${brand.name}`}</title>
      <nav className="poster-tools" aria-label={t.title}>
        <a href={ways.back}>{t.back}</a>
        <a href={ways.size}>{t.size(size === 'A4' ? 'A6' : 'A4')}</a>
        <a href={ways.lang} lang={lang === 'en' ? 'hi' : 'en'}>
          {t.lang}
        </a>
        <button type="button" id="print">
          {t.print}
        </button>
      </nav>
      <main className={`poster poster-${size}`}>
        <header>
          {brand.logoUrl ? (
            <img className="poster-logo" src={brand.logoUrl} alt={brand.name} />
          ) : (
            <p className="poster-brand">{brand.name}</p>
          )}
          {product.bannerUrl ? <img className="poster-banner" src={product.bannerUrl} alt="" /> : null}
          <h1 className={product.name.length > LONG ? 'poster-long' : undefined}>{product.name}</h1>
        </header>
        <section>
          <p className="poster-call">{t.call}</p>
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: made by our QR writer from our own address */}
          <div className="poster-qr" role="img" aria-label={url} dangerouslySetInnerHTML={{ __html: qr }} />
          <p className="poster-lead">{t.lead}</p>
        </section>
        <footer>
          <span>{shown.host + shown.pathname}</span>
          {store ? <span>{store}</span> : null}
        </footer>
      </main>
    </>
  )
}
