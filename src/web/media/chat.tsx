import { type FormEvent, type KeyboardEvent, memo, useEffect, useRef, useState } from 'react'
import { Icon } from './icons.tsx'
import { findLinks } from './links.ts'
import { fill } from './texts.ts'
import { useLang, useWords } from './words.tsx'

export interface ChatMessage {
  id: string | number
  name: string
  mine: boolean
  body: string
  /** ms since the epoch */
  at: number
}

export interface ChatProps {
  messages: readonly ChatMessage[]
  /** IANA zone of the times; this browser's without. */
  zone?: string | undefined
  /** Rejects when it could not be sent; the text is then kept for another try. */
  onSend(body: string): Promise<void>
  onClose(): void
}

const LONGEST = 2000
const NEAR_END_PX = 80

/** What was written in this call. Text only: links are found in it, nothing else is read from it. */
export function Chat({ messages, zone, onSend, onClose }: ChatProps) {
  const { chat: words, controls } = useWords()
  const list = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [state, setState] = useState<'idle' | 'sending' | 'failed'>('idle')
  const stick = useRef(true)

  // Opened to write: the phone's keyboard may come at once.
  useEffect(() => field.current?.focus(), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what moves the list
  useEffect(() => {
    if (stick.current) list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [messages])

  const send = async (event?: FormEvent) => {
    event?.preventDefault()
    const body = text.trim()
    if (!body || state === 'sending') return
    setState('sending')
    // One's own line is always worth going to the end for.
    stick.current = true
    try {
      await onSend(body)
      setText('')
      setState('idle')
    } catch {
      setState('failed')
    }
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose()
    // isComposing: Enter that only ends the choice of a character is not meant for us.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) void send(event as never)
  }
  return (
    <section className="m-side m-chat" aria-labelledby="m-chat-title">
      <div className="m-sheet-head">
        <h2 id="m-chat-title">{words.title}</h2>
        <button type="button" className="m-plain" aria-label={controls.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div
        ref={list}
        className="m-log"
        role="log"
        aria-labelledby="m-chat-title"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          stick.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX
        }}
      >
        {messages.length === 0 ? <p className="m-quiet">{words.empty}</p> : null}
        {messages.map((message) => (
          <Message key={message.id} message={message} zone={zone} />
        ))}
      </div>
      <form className="m-write" onSubmit={(event) => void send(event)}>
        <textarea
          ref={field}
          aria-label={words.message}
          placeholder={words.message}
          rows={1}
          maxLength={LONGEST}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
        />
        <button
          type="submit"
          className="m-plain"
          aria-label={words.send}
          disabled={!text.trim() || state === 'sending'}
        >
          <Icon name="send" />
        </button>
        <p className="m-write-note" role="status">
          {state === 'failed' ? words.notSent : ''}
          {text.length > LONGEST - 100 ? fill(words.long, { n: LONGEST }) : ''}
        </p>
      </form>
    </section>
  )
}

// A line never changes, though each snapshot brings it as a new object.
const Message = memo(MessageLine, (before, after) => before.message.id === after.message.id)

function MessageLine({ message, zone }: { message: ChatMessage; zone: string | undefined }) {
  const { chat: words } = useWords()
  const lang = useLang()
  const time = new Intl.DateTimeFormat(lang, { hour: 'numeric', minute: '2-digit', timeZone: zone }).format(message.at)
  return (
    <div className="m-message" data-mine={message.mine || undefined}>
      <p className="m-quiet">
        {message.mine ? words.you : message.name} · <time dateTime={new Date(message.at).toISOString()}>{time}</time>
      </p>
      <p className="m-body" dir="auto">
        {findLinks(message.body).map(({ text, href }, i) =>
          href ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one message never change
            <a key={i} href={href} target="_blank" rel="noopener noreferrer nofollow">
              {text}
            </a>
          ) : (
            text
          ),
        )}
      </p>
    </div>
  )
}
