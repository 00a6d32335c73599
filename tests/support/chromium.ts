import { type Browser, chromium } from 'playwright-core'
import { findProgram } from './program.ts'

/** The system's Chromium; tests never use a downloaded one. */
export const chromiumPath = () => findProgram(['chromium', 'chromium-browser', 'google-chrome'], 'chromium')

/** Flags for a browser that tests drive: no sandbox (root in containers), no traffic of its own. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Further flags for calls: a made-up camera and microphone, granted, and media over this machine's loopback. */
export const callFlags = [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
]

export interface BrowserOptions {
  /** With camera and microphone granted and ready for calls. */
  calls?: boolean
  /** Further flags. */
  args?: readonly string[]
  timeout?: number
}

/** Launches the system's Chromium, headless. */
export function launchChromium(options: BrowserOptions = {}): Promise<Browser> {
  const args = [...chromiumFlags, ...(options.calls ? callFlags : []), ...(options.args ?? [])]
  return chromium.launch({ executablePath: chromiumPath(), args, timeout: options.timeout ?? 60_000 })
}
