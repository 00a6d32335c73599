import { serverNow } from './server-clock.ts'

const OFTEN = 10_000
const SELDOM = 20_000

/** Calls `look` now and then while the page is seen, and at once when it comes back to sight. */
function whileSeen(everyMs: number, look: () => void): void {
  const seen = () => {
    if (!document.hidden) look()
  }
  setInterval(seen, everyMs)
  document.addEventListener('visibilitychange', seen)
}

async function ask<T>(url: string): Promise<T | 'gone' | undefined> {
  try {
    const answer = await fetch(url, { headers: { accept: 'application/json' } })
    if (answer.ok) return (await answer.json()) as T
    return answer.status === 401 || answer.status === 404 || answer.status === 410 ? 'gone' : undefined
  } catch {
    // Offline or busy: the next look tells.
    return undefined
  }
}

/** A page left open follows its meeting link, or its offer: it is loaded anew when its time comes, or when the server says otherwise. */
function followLink(mark: HTMLElement): void {
  const { follow = '', state, at = '0' } = mark.dataset
  let loading = false
  const again = () => {
    if (!loading) location.reload()
    loading = true
  }
  const look = async () => {
    const told = await ask<{ state: string; opensAt?: number }>(follow)
    if (told === 'gone' || (told && (told.state !== state || (told.opensAt ?? Number(at)) !== Number(at)))) again()
  }
  whileSeen(OFTEN, look)
  const opens = setInterval(() => {
    if (serverNow() < Number(at)) return
    clearInterval(opens)
    look()
  }, 500)
}

/** Says while a time is chosen that an expert is live now. */
function followLive(mark: HTMLElement): void {
  const notice = mark.querySelector<HTMLElement>('.notice')
  whileSeen(SELDOM, async () => {
    const told = await ask<{ live: boolean }>(mark.dataset.live ?? '')
    if (notice && told && told !== 'gone') notice.hidden = !told.live
  })
}

/** What a page asks the server for while it is open. */
export function follow(): void {
  for (const mark of document.querySelectorAll<HTMLElement>('[data-follow]')) followLink(mark)
  for (const mark of document.querySelectorAll<HTMLElement>('[data-live]')) followLive(mark)
}
