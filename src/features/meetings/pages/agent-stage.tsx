import { useEffect, useRef, useState } from 'react'
import { get } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { CallBar } from '../../../web/media/call-bar.tsx'
import { CallStage } from '../../../web/media/call-stage.tsx'
import { Chat } from '../../../web/media/chat.tsx'
import type { LocalMedia } from '../../../web/media/local-media.ts'
import { fill } from '../../../web/media/texts.ts'
import { expertTexts as words } from '../../../web/media/texts-expert.ts'
import { useParticipants } from '../../../web/media/use-media.ts'
import { useWords } from '../../../web/media/words.tsx'
import type { MeetingRoom, RoomState } from '../parts/meeting-room.ts'
import { useRoom, useUnread } from '../parts/use-room.ts'
import { visitorId } from '../rules.ts'
import type { VisitorCard } from '../schema.ts'
import type { AgentCallIsland } from './agent-call-island.ts'
import { CustomerPanel } from './customer-panel.tsx'
import { Question } from './question.tsx'

interface StageProps {
  island: AgentCallIsland
  room: MeetingRoom
  media: LocalMedia
}

type Asking = 'end' | 'remove' | 'report'

/** The expert's call: the visitor's picture, their card or the chat beside it, and the ways to end it. */
export function AgentStage({ island, room, media }: StageProps) {
  const { me } = island
  const { card, pick } = useCard(island)
  const state = useRoom(room)
  const { engine, snapshot, self, lineUp, audioOnly } = state
  const [side, setSide] = useState<'card' | 'chat' | null>(null)
  const [asking, setAsking] = useState<Asking | null>(null)
  const visitors = snapshot?.participants.filter(({ role }) => role === 'visitor') ?? []
  const isAlone = visitors.length === 0
  // Of several, the one whose card is open.
  const visitor = visitors.find(({ id }) => id === visitorId(card.demo.id))
  const met = useRef(false)
  if (!isAlone) met.current = true
  const chat = snapshot?.chat ?? []
  const unread = useUnread(chat.filter(({ author }) => author !== self).length, side === 'chat')
  useEffect(() => {
    // On a phone the card would hide the visitor.
    if (matchMedia('(min-width: 900px)').matches) setSide('card')
  }, [])

  // Nobody is cut off when nobody is there, so nothing is asked.
  const end = () => (isAlone ? void room.close().catch(() => setAsking('end')) : setAsking('end'))
  const toggle = (panel: 'card' | 'chat') => setSide(side === panel ? null : panel)
  return (
    <main id="main" className="m-call">
      <h1 className="m-hidden">{words.title}</h1>
      <CallStage
        engine={engine}
        media={media}
        selfName={me.name}
        about={card.product}
        empty={<p role="status">{fill(met.current ? words.visitorLeft : words.visitorWaiting, { name: card.name })}</p>}
        notice={<Pleas state={state} room={island.room} card={card} />}
        lineUp={lineUp}
        audioOnly={audioOnly}
        onAudioOnly={(on) => room.setAudioOnly(on)}
        ways={{ onRetry: () => engine?.retry(), phone: { href: `tel:${card.mobile}` } }}
      >
        <CallBar
          media={media}
          chatOpen={side === 'chat'}
          unread={unread}
          last={chat.findLast(({ author }) => author !== self) ?? null}
          onChat={() => toggle('chat')}
          panel={{ label: words.panel, open: side === 'card', onPress: () => toggle('card') }}
          onEnd={end}
          held={asking !== null || isAlone}
        />
      </CallStage>
      {side === 'chat' ? (
        <Chat
          messages={chat.map(({ author, ...line }) => ({ ...line, mine: author === self }))}
          zone={island.zone}
          onSend={(body) => room.say(body)}
          onClose={() => setSide(null)}
        />
      ) : null}
      {side === 'card' ? (
        <CustomerPanel
          card={card}
          zone={island.zone}
          onPick={pick}
          onRemove={visitor ? () => setAsking('remove') : null}
          onReport={visitor ? () => setAsking('report') : null}
          onClose={() => setSide(null)}
        />
      ) : null}
      {asking ? (
        <Ask
          asking={asking}
          name={card.name}
          several={visitors.length > 1}
          room={room}
          participant={visitor?.id ?? null}
          onDone={() => setAsking(null)}
        />
      ) : null}
    </main>
  )
}

/** The card of the one customer, or of the one picked among several; it stays when another cannot be had. */
function useCard({ room, card: first }: AgentCallIsland) {
  const [card, setCard] = useState(first)
  const pick = (demo: number) =>
    void get<VisitorCard>(`/api/meetings/${room}/card?demo=${demo}`).then(setCard, () => undefined)
  return { card, pick }
}

// What the visitor's page has told: that it is stuck, or that they would rather be phoned.
function Pleas({ state, room, card }: { state: RoomState; room: string; card: VisitorCard }) {
  const participants = useParticipants(state.engine)
  const connected = participants.some(({ id, link }) => id === state.stuckThere && link === 'connected')
  const who = state.wantsPhone ?? (connected ? null : state.stuckThere)
  const theirs = useCardOf(room, who, card)
  if (!theirs) return null
  const { name, mobile } = theirs
  return (
    <p className="m-pill" role="alert">
      {fill(state.wantsPhone ? words.wantsPhone : words.stuckThere, { name })}
      <a className="m-link" href={`tel:${mobile}`}>
        {fill(words.callNumber, { number: mobile })}
      </a>
    </p>
  )
}

/** The card of a participant: the one shown or, of several, perhaps another's. Null until it is there. */
function useCardOf(room: string, who: string | null, shown: VisitorCard): VisitorCard | null {
  const [other, setOther] = useState<VisitorCard | null>(null)
  const isOf = (card: VisitorCard | null) => card !== null && who === visitorId(card.demo.id)
  const missing = who !== null && !isOf(shown) && !isOf(other)
  useEffect(() => {
    if (!missing) return
    const demo = shown.group.find(({ id }) => visitorId(id) === who)?.id
    if (demo === undefined) return
    void get<VisitorCard>(`/api/meetings/${room}/card?demo=${demo}`).then(setOther, () => undefined)
  }, [missing, who, room, shown])
  return isOf(shown) ? shown : isOf(other) ? other : null
}

interface AskProps {
  asking: Asking
  name: string
  /** More than one customer is in the meeting. */
  several: boolean
  room: MeetingRoom
  participant: string | null
  onDone(): void
}

function Ask({ asking, name, several, room, participant, onDone }: AskProps) {
  const { controls } = useWords()
  const [why, setWhy] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const act = async () => {
    setBusy(true)
    setProblem(null)
    try {
      if (asking === 'end') await room.close()
      else if (participant) await room.remove(participant, asking === 'report' ? why.trim() : undefined)
      onDone()
    } catch (thrown) {
      setProblem((thrown as Problem).message)
      setBusy(false)
    }
  }
  const ends = asking === 'end'
  return (
    <Question
      title={fill(ends ? (several ? words.endAllTitle : words.endTitle) : words.removeTitle, { name })}
      text={ends ? (several ? words.endAllText : words.endText) : words.removeText}
      yes={ends ? controls.endMeeting : asking === 'report' ? words.report : words.remove}
      no={ends ? words.keepTalking : words.cancel}
      busy={busy || (asking === 'report' && !why.trim())}
      problem={problem}
      onYes={() => void act()}
      onNo={onDone}
    >
      {asking === 'report' ? (
        <div className="field">
          <label htmlFor="m-why">{words.reportWhy}</label>
          <textarea id="m-why" rows={3} maxLength={1000} value={why} onChange={(event) => setWhy(event.target.value)} />
        </div>
      ) : null}
    </Question>
  )
}
