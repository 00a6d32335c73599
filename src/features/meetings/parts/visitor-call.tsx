import { type ReactNode, useState } from 'react'
import { CallBar } from '../../../web/media/call-bar.tsx'
import { CallStage } from '../../../web/media/call-stage.tsx'
import { Chat } from '../../../web/media/chat.tsx'
import type { LocalMedia } from '../../../web/media/local-media.ts'
import { fill } from '../../../web/media/texts.ts'
import { useWords } from '../../../web/media/words.tsx'
import type { MeetingRoom } from './meeting-room.ts'
import { useRoom, useUnread } from './use-room.ts'

export interface VisitorCallProps {
  room: MeetingRoom
  media: LocalMedia
  name: string
  /** Who lets them in; known before the expert's page is there. */
  expert: string | null
  product: { name: string; buyLink: string | null }
  leaving: boolean
  onLeave(): void
}

/** The visitor's side of the meeting: the expert fills the page. */
export function VisitorCall({ room, media, name, expert, product, leaving, onLeave }: VisitorCallProps) {
  const { call, stage } = useWords()
  const { engine, snapshot, lineUp, audioOnly, self, phase } = useRoom(room)
  const [chatOpen, setChatOpen] = useState(false)
  const [phone, setPhone] = useState<'idle' | 'asked' | 'failed'>('idle')
  const chat = snapshot?.chat ?? []
  const unread = useUnread(chat.filter(({ author }) => author !== self).length, chatOpen)
  const askForPhone = () =>
    void room.askForPhone().then(
      () => setPhone('asked'),
      () => setPhone('failed'),
    )
  const wait = phase === 'entering' ? call.entering : fill(stage.waitingFor, { name: expert ?? call.expert })
  return (
    <main id="main" className="m-call">
      <h1 className="m-hidden">{call.title}</h1>
      <CallStage
        engine={engine}
        media={media}
        selfName={name}
        about={product.name}
        empty={<Waiting>{wait}</Waiting>}
        notice={
          phone === 'idle' ? null : (
            <p className="m-pill" role="status">
              {phone === 'asked' ? `${call.phoneAsked}. ${call.phoneAskedText}` : call.phoneFailed}
            </p>
          )
        }
        aside={
          product.buyLink ? (
            <a
              className="m-buy"
              href={product.buyLink}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={fill(call.buy, { product: product.name })}
            >
              {call.buyShort}
            </a>
          ) : null
        }
        lineUp={lineUp}
        audioOnly={audioOnly}
        onAudioOnly={(on) => room.setAudioOnly(on)}
        ways={{ onRetry: () => engine?.retry(), ...(phone === 'asked' ? {} : { phone: { ask: askForPhone } }) }}
      >
        <CallBar
          media={media}
          chatOpen={chatOpen}
          unread={unread}
          last={chat.findLast(({ author }) => author !== self) ?? null}
          onChat={() => setChatOpen(!chatOpen)}
          held={(snapshot?.participants.length ?? 0) < 2}
          onLeave={onLeave}
          busy={leaving}
        />
      </CallStage>
      {chatOpen ? (
        <Chat
          messages={chat.map(({ author, ...line }) => ({ ...line, mine: author === self }))}
          onSend={(body) => room.say(body)}
          onClose={() => setChatOpen(false)}
        />
      ) : null}
    </main>
  )
}

function Waiting({ children }: { children: ReactNode }) {
  return (
    <>
      <span className="m-spinner" aria-hidden="true" />
      <p role="status">{children}</p>
    </>
  )
}
