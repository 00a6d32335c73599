import type { Texts } from '../../../web/texts/texts.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Notice } from '../../../web/ui/notice.tsx'

export type VisitorBrowser = {
  /** true when the server knows it as a browser inside another app that has no camera */
  inApp: boolean
  platform: 'android' | 'ios' | 'other'
  /** an address that opens the page in Chrome or Safari itself (intent: on Android); null when there is none */
  openHref: string | null
  /** this page's full address, to be copied */
  pageUrl: string
}

/** Told before the OTP: this browser has no camera. Hidden for others; the script shows it where the camera is truly missing. */
export function InAppNotice({ browser, t }: { browser: VisitorBrowser; t: Texts }) {
  const words = t.registration
  const open = browser.platform === 'ios' ? words.openSafari : words.openChrome
  return (
    <Notice tone="warn" title={words.noCamera} id="no-camera" hidden={!browser.inApp}>
      <p>{words.noCameraLead}</p>
      {browser.openHref ? (
        <a className="btn" href={browser.openHref}>
          {open}
        </a>
      ) : browser.platform === 'ios' ? (
        <p>{words.openSafariHow}</p>
      ) : null}
      <div className="copy">
        <input id="page-link" aria-label={words.pageLink} readOnly value={browser.pageUrl} />
        <Button type="button" does="copy" value="page-link" hidden>
          {words.copyLink}
        </Button>
      </div>
      <p className="quiet" role="status" data-copied={words.copied} />
    </Notice>
  )
}
