import type { BrowserContext, Page } from 'playwright-core'

const PATIENCE_MS = 60_000

/**
 * Runs in each page before its own scripts: notes the last click, when the page had its own media, and when the first
 * frame of the other side was decoded.
 */
function note(): void {
  const seen = window as unknown as { mediaAt?: number; firstFrameAt?: number }
  const devices = navigator.mediaDevices
  const getUserMedia = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints)
    seen.mediaAt ??= Date.now()
    return stream
  }
  document.addEventListener('click', () => sessionStorage.setItem('clicked', String(Date.now())), true)
  type Processor = new (options: { track: MediaStreamTrack }) => { readable: ReadableStream<{ close(): void }> }
  const { MediaStreamTrackProcessor } = window as unknown as { MediaStreamTrackProcessor: Processor }
  const Native = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      this.addEventListener('track', async ({ track }) => {
        if (track.kind !== 'video') return
        const reader = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader()
        const { value } = await reader.read()
        seen.firstFrameAt ??= Date.now()
        value?.close()
        await reader.cancel()
      })
    }
  }
}

export async function watchCalls(context: BrowserContext): Promise<void> {
  await context.addInitScript(note)
}

/** Instant of the last click in this tab, ms. */
export const clickedAt = async (page: Page): Promise<number> =>
  Number(await page.evaluate(() => sessionStorage.getItem('clicked')))

/** Instant at which this page had its own microphone and camera, ms. */
export const mediaAt = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { mediaAt: number }).mediaAt)

/** Instant of the first frame that the other side sent and this one decoded, ms; waits for it. */
export async function firstFrameAt(page: Page): Promise<number> {
  const found = await page.waitForFunction(
    () => (window as unknown as { firstFrameAt?: number }).firstFrameAt,
    undefined,
    { polling: 100, timeout: PATIENCE_MS },
  )
  return (await found.jsonValue())!
}
