import type { QueuedKnock } from '../schema.ts'

const ASKED = 'phygital-notifications-asked'

/** Whether to offer desktop notifications: the browser can, nothing is decided, and we have not offered before. */
export function mayOfferNotifications(): boolean {
  try {
    return 'Notification' in window && Notification.permission === 'default' && !localStorage.getItem(ASKED)
  } catch {
    return false
  }
}

/** Answers the offer. Asks the browser when wanted; either way it is not made again. */
export async function answerOffer(wanted: boolean): Promise<void> {
  try {
    localStorage.setItem(ASKED, '1')
  } catch {
    // Storage is refused: the offer comes again with the next page.
  }
  if (wanted) await Notification.requestPermission()
}

const open = new Map<number, Notification>()

/** Tells of a knock outside of the page, when the page is not in front. `show` is called on a click. */
export function notifyOf(knock: QueuedKnock, show: () => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  if (document.visibilityState === 'visible' && document.hasFocus()) return
  try {
    const it = new Notification(`${knock.name} is waiting`, { body: knock.product.name, tag: `knock-${knock.id}` })
    it.onclick = () => {
      window.focus()
      show()
      it.close()
    }
    open.set(knock.id, it)
  } catch {
    // Android's Chrome has the constructor and refuses it: sound and badge must do.
  }
}

/** Takes back what tells of knocks that no longer wait. */
export function forgetNotifications(waiting: ReadonlySet<number>): void {
  for (const [id, it] of open) {
    if (waiting.has(id)) continue
    it.close()
    open.delete(id)
  }
}
