import { type ReactNode, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import visitorCss from '../../../web/visitor/visitor.css?inline'

let sheet: CSSStyleSheet | undefined

/** The visitor pages' own style, as for a phone: a box in a wide page must not look like the wide page. */
function phoneSheet(): CSSStyleSheet {
  if (sheet) return sheet
  sheet = new CSSStyleSheet()
  sheet.replaceSync(visitorCss.replaceAll(':root', ':host').replace(/(^|[\s},])body\b/g, '$1.body'))
  for (let at = sheet.cssRules.length - 1; at >= 0; at--) {
    const rule = sheet.cssRules[at]
    if (rule instanceof CSSMediaRule && /min-width|width >/.test(rule.conditionText)) sheet.deleteRule(at)
  }
  sheet.insertRule('.body { min-height: 0 }', sheet.cssRules.length)
  return sheet
}

/** Visitor markup within the CRM: neither's style reaches the other. */
export function ShadowBox({ children }: { children: ReactNode }) {
  const host = useRef<HTMLDivElement>(null)
  const [root, setRoot] = useState<ShadowRoot | null>(null)
  useEffect(() => {
    const element = host.current
    if (!element) return
    const shadow = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
    shadow.adoptedStyleSheets = [phoneSheet()]
    setRoot(shadow)
  }, [])
  return <div ref={host}>{root ? createPortal(<div className="body">{children}</div>, root) : null}</div>
}
