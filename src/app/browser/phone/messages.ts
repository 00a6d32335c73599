import { clock } from '../../../web/texts/format.ts'
import { partsOf } from './parts-of-text.ts'

export interface PhoneMessage {
  id: number | string
  channel: 'SMS' | 'EMAIL'
  to: string
  subject: string | null
  text: string
  at: number
}

const SAYS_SO_MS = 1500

type Child = Node | string

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  said: { class?: string; attributes?: Record<string, string> } = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (said.class) element.className = said.class
  for (const [name, value] of Object.entries(said.attributes ?? {})) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/** A code as a button that puts it on the clipboard. */
function codeButton(code: string): HTMLElement {
  const button = make('button', { class: 'code', attributes: { type: 'button', title: 'Copy' } }, code)
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code)
    button.dataset.copied = ''
    setTimeout(() => delete button.dataset.copied, SAYS_SO_MS)
  })
  return button
}

const bodyOf = (text: string): Child[] =>
  partsOf(text).map((part) => {
    if (part.kind === 'code') return codeButton(part.text)
    if (part.kind === 'text') return part.text
    return make('a', { attributes: { href: part.text, target: '_blank', rel: 'noopener' } }, part.text)
  })

/** The phone and the mailbox side by side. Gives back how to show a snapshot, and whether the line is up. */
export function showMessages(root: HTMLElement, lang: string) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const spoken = make('p', { class: 'unseen', attributes: { 'aria-live': 'polite' } })
  const line = make('p', { class: 'line', attributes: { role: 'status' } })
  const lists = {
    SMS: make('ol', { class: 'sms', attributes: { 'aria-label': 'SMS' } }),
    EMAIL: make('ol', { class: 'mails', attributes: { 'aria-label': 'E-mails' } }),
  }
  const empty = {
    SMS: make('p', { class: 'empty' }, 'No SMS yet. Codes and links for the visitor appear here.'),
    EMAIL: make('p', { class: 'empty' }, 'No e-mail yet.'),
  }
  const pane = (channel: 'SMS' | 'EMAIL', title: string, className: string) =>
    make('section', { class: className }, make('h2', {}, title), empty[channel], lists[channel])
  const brand = make('span', { class: 'brand' })
  root.replaceChildren(
    make('header', { class: 'top' }, make('h1', {}, 'Trial phone'), brand, line),
    make('main', { class: 'panes' }, pane('SMS', 'SMS', 'phone'), pane('EMAIL', 'Mailbox', 'mailbox')),
    spoken,
  )
  const seen = new Set<string>()
  let first = true

  const item = (message: PhoneMessage): HTMLElement => {
    const { channel, to, subject, text, at } = message
    const time = make('time', { attributes: { datetime: new Date(at).toISOString() } }, clock(lang, zone, at, false))
    const meta = make('p', { class: 'meta' }, `To ${to} · `, time)
    const body = make('p', { class: 'body' }, ...bodyOf(text))
    const inside = channel === 'EMAIL' ? [make('h3', {}, subject ?? ''), meta, body] : [body, meta]
    return make('li', { class: first ? 'message' : 'message fresh' }, ...inside)
  }

  return {
    snapshot({ messages, brand: name }: { messages: PhoneMessage[]; brand: string }): void {
      brand.textContent = name
      document.title = `Trial phone · ${name}`
      const fresh = messages.filter(({ id }) => !seen.has(String(id)))
      for (const message of fresh) {
        seen.add(String(message.id))
        empty[message.channel].hidden = true
        // As on a phone: SMS run down to the newest, mail has the newest on top.
        if (message.channel === 'SMS') lists.SMS.append(item(message))
        else lists.EMAIL.prepend(item(message))
      }
      const newest = fresh.at(-1)
      if (newest?.channel === 'SMS') lists.SMS.lastElementChild?.scrollIntoView({ block: 'nearest' })
      if (newest && !first) {
        spoken.textContent = `New ${newest.channel === 'SMS' ? 'SMS' : 'e-mail'}: ${newest.subject ?? newest.text}`
      }
      first = false
    },
    line(up: boolean): void {
      line.textContent = up ? '' : 'No connection. This page reconnects by itself.'
    },
  }
}
