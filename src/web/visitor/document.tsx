import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { tones } from '../theme/theme.ts'
import { HereContext } from './language-switch.tsx'

export type DocumentOptions = {
  /** of the answer's Content-Security-Policy: styles and scripts carry it */
  nonce: string
  /** BCP 47; a region says how dates are written, not what the words are */
  lang: string
  /** path and query that show this page again in another language; none where there is no choice */
  here?: string | null
  /** from `themeCss` */
  themeCss: string
  /** the brand's colour again, for the browser's own bar */
  brandColour?: string
  styles: string[]
  scripts: string[]
  /** what the scripts import: fetched at once instead of after each other */
  preload?: string[]
  description?: string
  /** address of the icon in the browser's tab, when it is not our own */
  icon?: string
  /** `true` where search engines may list the page (a product's own); all others say noindex */
  listed?: boolean
}

const ICON = '/assets/favicon.svg'

/** The whole HTML document around a page. The page's `<title>` (VisitorPage has one) is put into the head by React. */
export function renderVisitorPage(element: ReactElement, options: DocumentOptions): string {
  const {
    nonce,
    lang,
    themeCss,
    styles,
    scripts,
    preload = [],
    description,
    icon = ICON,
    listed,
    brandColour = '',
    here = null,
  } = options
  const { light, dark } = tones(brandColour)
  return `<!doctype html>${renderToStaticMarkup(
    <html lang={lang.split('-')[0]}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content={light.surface} />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content={dark.surface} />
        <meta name="format-detection" content="telephone=no" />
        {listed ? null : <meta name="robots" content="noindex" />}
        {description ? <meta name="description" content={description} /> : null}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: made by themeCss from checked colours only */}
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: themeCss }} />
        <link rel="icon" href={icon} />
        {styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {preload.map((href) => (
          <link key={href} rel="modulepreload" href={href} />
        ))}
        {scripts.map((src) => (
          <script key={src} type="module" nonce={nonce} src={src} />
        ))}
      </head>
      <body>
        <HereContext value={here}>{element}</HereContext>
      </body>
    </html>,
  )}`
}
