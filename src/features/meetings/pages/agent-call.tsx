import { useEffect, useState } from 'react'
import { connect, type Live } from '../../../web/client/live.ts'
import { LocalMedia } from '../../../web/media/local-media.ts'
import { PageTop } from '../../../web/media/page-top.tsx'
import { expertTexts } from '../../../web/media/texts-expert.ts'
import { useWords } from '../../../web/media/words.tsx'
import { MeetingRoom } from '../parts/meeting-room.ts'
import { useRoom } from '../parts/use-room.ts'
import type { AgentCallIsland } from './agent-call-island.ts'
import { AgentStage } from './agent-stage.tsx'
import { WaitingStrip } from './waiting-strip.tsx'
import { WrapUp } from './wrap-up.tsx'

/** The expert's side of the meeting: a document of its own, since only such may use the camera. */
export function AgentCallPage(island: AgentCallIsland) {
  const [stay, setStay] = useState<{ live: Live; room: MeetingRoom; media: LocalMedia } | null>(null)
  useEffect(() => {
    const live = connect('user')
    const media = new LocalMedia()
    const room = new MeetingRoom({ room: island.room, live, media, staff: true })
    // Both at once: the room does not wait for the camera, nor the camera for the room.
    room.enter()
    void media.start()
    setStay({ live, room, media })
    return () => live.close()
  }, [island.room])
  return stay ? <AgentCall island={island} {...stay} /> : <Entering trial={island.trial} />
}

function Entering({ trial }: { trial: boolean }) {
  const { call } = useWords()
  return (
    <div className="m-page">
      <PageTop trial={trial} />
      <main id="main" className="m-call">
        <p className="m-center m-late">{call.entering}</p>
      </main>
    </div>
  )
}

interface AgentCallProps {
  island: AgentCallIsland
  live: Live
  room: MeetingRoom
  media: LocalMedia
}

function AgentCall({ island, live, room, media }: AgentCallProps) {
  const { lobby, call } = useWords()
  const { phase, problem } = useRoom(room)
  const over = phase !== 'in' && phase !== 'entering'
  useEffect(() => {
    if (over) media.stop()
  }, [over, media])
  if (!over)
    return (
      <div className="m-page">
        <PageTop trial={island.trial} />
        <WaitingStrip live={live} queue={island.next} />
        <AgentStage island={island} room={room} media={media} />
      </div>
    )
  return (
    <>
      <PageTop trial={island.trial} />
      {phase === 'closed' || phase === 'left' ? (
        <WrapUp room={island.room} card={island.card} next={island.next} />
      ) : (
        <main id="main" className="page">
          <div className="card">
            <div role="status">
              <h1>{phase === 'replaced' ? lobby.replacedTitle : problem ? call.refused : lobby.endedTitle}</h1>
              <p>{phase === 'replaced' ? lobby.replacedText : (problem?.message ?? expertTexts.loggedOut)}</p>
            </div>
            {phase === 'replaced' ? (
              <button type="button" className="btn btn-primary" onClick={() => location.reload()}>
                {lobby.useHere}
              </button>
            ) : null}
            <a className="btn" href={island.next}>
              {phase === 'replaced' || problem ? expertTexts.back : expertTexts.logIn}
            </a>
          </div>
        </main>
      )}
    </>
  )
}
