import { useEffect, useRef } from 'react'
import { post } from '../../../web/client/api.ts'
import type { LocalSnapshot } from '../../../web/media/local-media.ts'

const BROWSERS: [RegExp, string][] = [
  [/Edg(?:A|iOS)?\/(\d+)/, 'Edge'],
  [/SamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/OPR\/(\d+)/, 'Opera'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/(?:Chrome|CriOS|Chromium)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+)[\d.]* .*Safari/, 'Safari'],
]

/** "Chrome 126" and "Android phone" of a user agent; empty where it tells nothing. */
export function describeBrowser(agent: string, touchPoints: number): { browser: string; os: string } {
  const known = BROWSERS.map(([pattern, name]) => ({ name, version: pattern.exec(agent)?.[1] }))
  const found = known.find(({ version }) => version)
  return { browser: found ? `${found.name} ${found.version}` : '', os: describeSystem(agent, touchPoints) }
}

function describeSystem(agent: string, touchPoints: number): string {
  if (/Android/.test(agent)) return /Mobile/.test(agent) ? 'Android phone' : 'Android tablet'
  if (/iPhone|iPod/.test(agent)) return 'iPhone'
  // An iPad calls itself a Macintosh; no Macintosh has a touch screen.
  if (/iPad/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)) return 'iPad'
  if (/Macintosh/.test(agent)) return 'Mac'
  if (/Windows/.test(agent)) return 'Windows'
  if (/CrOS/.test(agent)) return 'ChromeOS'
  return /Linux/.test(agent) ? 'Linux' : ''
}

/** Tells the server once, when the devices are known, what the visitor comes with; the expert sees it. */
export function useDeviceLog(demo: string, { phase, audio, video, problems, cameraOff }: LocalSnapshot): void {
  const told = useRef(false)
  useEffect(() => {
    if (phase !== 'ready' || told.current) return
    told.current = true
    const { browser, os } = describeBrowser(navigator.userAgent, navigator.maxTouchPoints)
    const log = {
      browser,
      os,
      microphone: audio ? 'yes' : (problems.audio ?? 'no'),
      camera: video ? 'yes' : cameraOff ? 'off' : (problems.video ?? 'no'),
      screen: `${screen.width}x${screen.height}`,
      connection: (navigator as { connection?: { effectiveType?: string } }).connection?.effectiveType ?? '',
    }
    void post(`/api/visits/${demo}/devices`, { log }, { retry: true }).catch(() => undefined)
  }, [demo, phase, audio, video, problems, cameraOff])
}
