import { useEffect, useState } from 'react'
import { LocalMedia } from '../../../web/media/local-media.ts'
import { PageTop } from '../../../web/media/page-top.tsx'
import { Preview } from '../../../web/media/preview.tsx'
import { byCode, type MediaTexts } from '../../../web/media/texts.ts'
import { mediaTexts } from '../../../web/media/texts-en.ts'
import { useLocalMedia } from '../../../web/media/use-media.ts'
import { useWords, WordsContext } from '../../../web/media/words.tsx'
import { type Brand, BrandBar } from '../../../web/visitor/brand-bar.tsx'
import { LanguageSwitch } from '../../../web/visitor/language-switch.tsx'
import { VisitorCall } from '../../meetings/parts/visitor-call.tsx'
import type { VisitSnapshot } from '../schema.ts'
import { useRing, useWakeLock } from './attention.ts'
import { useDeviceLog } from './device-log.ts'
import { LobbyCard } from './lobby-card.tsx'
import { LobbyEnd, useEnding, type Ways } from './lobby-end.tsx'
import { useCall } from './use-call.ts'
import { useVisit } from './visit.ts'

export interface LobbyIsland {
  demo: string
  slug: string
  brand: Brand
  product: { name: string; buyLink: string | null; bannerUrl?: string | null }
  visitorName: string
  snapshot: VisitSnapshot
  urls: { schedule: string; alert: string; product: string; manage: string | null }
  /** The room to go straight into: a reload in the call, a rejoin. */
  resume: string | null
  trial: boolean
  lang: string
  /** The words of `lang`; English without. */
  texts?: MediaTexts
}

/** Lobby and, once admitted, the call: one document, so that nothing loads between an admit and the first picture. */
export function LobbyPage(island: LobbyIsland) {
  return (
    <WordsContext value={{ texts: island.texts ?? mediaTexts, lang: island.lang }}>
      <Lobby {...island} />
    </WordsContext>
  )
}

function Lobby(island: LobbyIsland) {
  const { demo, brand, product, visitorName, urls } = island
  const { lobby: words, call: callWords, page } = useWords()
  const [media] = useState(() => new LocalMedia())
  const visit = useVisit(demo, island.snapshot)
  const lobbyUrl = `/demo/${island.slug}/lobby`
  const { snapshot } = visit
  const call = useCall({ visit, media, resume: island.resume, lobbyUrl })
  const now = useLocalMedia(media)
  const ending = useEnding(snapshot)
  useDeviceLog(demo, now)
  useWakeLock(snapshot.state === 'WAITING' || call.room !== null)
  // Who comes by a link or a reload knows already.
  useRing(snapshot.state === 'ADMITTED' && island.resume === null, words.admittedTab)

  const over =
    visit.ended !== null ||
    call.replaced ||
    call.left ||
    call.refused !== null ||
    (ending !== null && call.room === null)
  useEffect(() => {
    // The camera's light must not stay on beside a page that says it is over.
    if (over) media.stop()
  }, [over, media])

  if (call.room)
    return (
      <div className="m-page">
        <PageTop trial={island.trial} />
        <VisitorCall
          room={call.room}
          media={media}
          name={visitorName}
          expert={snapshot.expert}
          product={product}
          leaving={call.leaving}
          onLeave={() => void call.leave()}
        />
      </div>
    )
  if (island.resume && !over && snapshot.state !== 'WAITING')
    return (
      <div className="m-page">
        <PageTop trial={island.trial} />
        <main id="main" className="m-call">
          <p className="m-center m-late">{callWords.entering}</p>
        </main>
      </div>
    )
  const problem = visit.problem && byCode(words.problems, visit.problem, words.failed)
  const ways: Ways = {
    product: { name: product.name, url: urls.product },
    phone: brand.supportPhone,
    busy: visit.pending,
    problem,
  }
  return (
    <>
      <PageTop trial={island.trial} />
      <BrandBar brand={brand} product={{ name: product.name, bannerUrl: product.bannerUrl ?? null }} />
      <main id="main" className={over ? 'page' : 'm-lobby'} data-waiting={snapshot.state === 'WAITING' || undefined}>
        {visit.ended !== null ? (
          <LobbyEnd title={words.endedTitle} text={words.endedText} ways={ways} />
        ) : call.replaced ? (
          <LobbyEnd
            title={words.replacedTitle}
            text={words.replacedText}
            ways={{ ...ways, again: words.useHere, onAgain: () => location.reload() }}
          />
        ) : call.refused !== null && !ending ? (
          <LobbyEnd
            title={callWords.refused}
            text={byCode(callWords.problems, call.refused, words.failed)}
            ways={{ ...ways, onAgain: () => location.reload(), again: words.tryAgain }}
          />
        ) : call.left ? (
          <LobbyEnd
            title={callWords.leftTitle}
            text={callWords.leftText}
            ways={{ ...ways, again: callWords.rejoin, onAgain: call.rejoin }}
          />
        ) : ending ? (
          <LobbyEnd
            {...ending}
            ways={{
              ...ways,
              feedback: snapshot.feedback,
              schedule: snapshot.reason === 'MISSED' ? urls.schedule : undefined,
              alert: snapshot.reason === 'NO_EXPERT' || snapshot.reason === 'CLOSED' ? urls.alert : undefined,
              onAgain: mayAskAgain(snapshot) ? () => void visit.ask() : undefined,
            }}
          />
        ) : (
          <>
            <Preview media={media} name={visitorName} />
            <LobbyCard
              snapshot={snapshot}
              line={visit.line}
              pending={visit.pending}
              problem={problem}
              ready={visit.live !== null && now.support.calls}
              onAsk={() => void visit.ask()}
              onLeave={() => void visit.leaveQueue()}
              onLive={visit.goLive}
              manageUrl={urls.manage}
            />
          </>
        )}
      </main>
      <footer className="foot">
        {/* A page load: never offered in the call. */}
        <LanguageSwitch lang={island.lang} label={page.language} here={lobbyUrl} />
      </footer>
    </>
  )
}

const mayAskAgain = ({ state, reason }: VisitSnapshot): boolean =>
  state !== 'CLOSED' && reason !== 'WRONG_PRODUCT' && reason !== 'MISSED'
