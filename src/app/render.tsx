import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { readBrand } from '../features/brand/reads.ts'
import { type App, asSystem } from '../platform/context.ts'
import type { Bundle } from '../platform/http/assets.ts'
import { addressOf, isStaffs } from '../platform/http/language.ts'
import type { Renderer } from '../platform/http/mount.ts'
import { themeCss } from '../web/theme/theme.ts'
import { renderVisitorPage } from '../web/visitor/document.tsx'

/** Puts a page into its document: the brand's theme, the bundles it names, and its props when it is hydrated. */
export function createRenderer(app: App, bundles: Map<string, Bundle>): Renderer {
  const themes = new Map<string, string>()
  return async (page, nonce, request) => {
    const { colour } = await readBrand(asSystem(app))
    if (!themes.has(colour)) themes.set(colour, themeCss(colour))
    const wanted = page.scripts.map((name) => bundles.get(name)).filter((bundle) => bundle !== undefined)
    const element = page.face && page.face !== 'page' ? rooted(page, nonce) : (page.body as ReactElement)
    return renderVisitorPage(element, {
      nonce,
      lang: page.lang,
      here: isStaffs(request) ? null : addressOf(request),
      themeCss: themes.get(colour)!,
      brandColour: colour,
      styles: [...new Set(wanted.flatMap((bundle) => bundle.styles))],
      scripts: wanted.map((bundle) => bundle.script),
      preload: wanted.flatMap((bundle) => bundle.preload),
      ...(page.listed ? { listed: true } : {}),
      ...(page.description ? { description: page.description } : {}),
    })
  }
}

/** A root the script hydrates or fills, with its props as data (a data block is never run, so CSP lets it be). */
function rooted(page: Parameters<Renderer>[0], nonce: string): ReactElement {
  // Rendered on its own: a hydrated root needs the marks between texts that static markup leaves out.
  const inner = page.face === 'island' ? renderToString(page.body as ReactElement) : ''
  const props = JSON.stringify(page.island ?? {}).replaceAll('<', '\\u003c')
  return (
    <>
      {page.title ? <title>{page.title}</title> : null}
      <meta name="csp-nonce" content={nonce} />
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: React's own markup */}
      <div id="root" dangerouslySetInnerHTML={{ __html: inner }} />
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: JSON with its angle brackets escaped */}
      <script id="island" type="application/json" dangerouslySetInnerHTML={{ __html: props }} />
    </>
  )
}
