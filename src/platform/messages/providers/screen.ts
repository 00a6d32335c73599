import type { Email, EmailProvider, Sms, SmsProvider } from './provider.ts'

const KEPT = 200

/** A message as the trial's phone and mailbox show it. */
export type ScreenMessage = { id: string; at: number } & (({ channel: 'SMS' } & Sms) | ({ channel: 'EMAIL' } & Email))

/** Messages that go nowhere: the last 200 stay in memory, newest last. */
export interface Screen {
  sms: SmsProvider
  email: EmailProvider
  recent(): readonly ScreenMessage[]
  /** Calls `listener` with each further message; gives back how to end that. */
  onMessage(listener: (message: ScreenMessage) => void): () => void
}

/** @param now the time in ms */
export function createScreen(now: () => number): Screen {
  let count = 0
  let kept: ScreenMessage[] = []
  const listeners = new Set<(message: ScreenMessage) => void>()
  const show = (message: ({ channel: 'SMS' } & Sms) | ({ channel: 'EMAIL' } & Email)) => {
    const shown = { ...message, id: `screen-${++count}`, at: now() }
    kept = [...kept.slice(1 - KEPT), shown]
    for (const listener of listeners) listener(shown)
    return { id: shown.id }
  }
  return {
    sms: { name: 'screen', send: async (sms) => show({ channel: 'SMS', ...sms }) },
    email: { name: 'screen', send: async (email) => show({ channel: 'EMAIL', ...email }) },
    recent: () => kept,
    onMessage(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
