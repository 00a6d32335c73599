import { useEffect, useRef, useState } from 'react'
import { DeviceMenu } from './device-menu.tsx'
import type { LocalMedia } from './local-media.ts'
import { MediaToggles } from './media-toggles.tsx'
import { RoundButton } from './round-button.tsx'
import { count } from './texts.ts'
import { useIdle, useLocalMedia } from './use-media.ts'
import { useLang, useWords } from './words.tsx'

export interface ChatNews {
  id: string | number
  name: string
  body: string
}

export interface CallBarProps {
  media: LocalMedia
  chatOpen: boolean
  unread: number
  /** The others' last line, shown for a moment when it is new and the panel is closed. */
  last: ChatNews | null
  onChat(): void
  /** A further panel beside the picture. */
  panel?: { label: string; open: boolean; onPress(): void }
  /** What ends it for oneself, for all, or both. */
  onLeave?(): void
  onEnd?(): void
  /** Keeps the bar in sight (an open question, say). */
  held?: boolean
  busy?: boolean
}

/** The call's controls. They give way when the mouse rests, never to keyboard, screen reader or finger. */
export function CallBar(props: CallBarProps) {
  const { media, chatOpen, unread, last, onChat, panel, onLeave, onEnd, held = false, busy } = props
  const { controls, chat } = useWords()
  const lang = useLang()
  const bar = useRef<HTMLDivElement>(null)
  const [choosing, setChoosing] = useState(false)
  const now = useLocalMedia(media)
  const idle = useIdle(bar, held || unread > 0 || choosing || chatOpen || now.phase !== 'ready')
  useShortcuts(media)
  const news = useNews(last, chatOpen)
  return (
    <>
      <p className={news ? 'm-pill m-news' : 'm-hidden'} role="status">
        {news ? (
          <>
            <span className="m-strong">{news.name}</span> {news.body}
          </>
        ) : null}
      </p>
      <div ref={bar} className="m-bar" data-idle={idle || undefined} role="toolbar" aria-label={controls.bar}>
        <MediaToggles media={media} />
        {now.support.flip && now.video && now.devices.cameras.length > 1 ? (
          <RoundButton icon="flip" label={controls.flip} busy={now.busy.video} onPress={() => void media.flip()} />
        ) : null}
        {now.support.screen ? (
          <RoundButton
            icon="screen"
            label={controls.shareScreen}
            pressed={now.screen !== null}
            onPress={() => (now.screen ? media.stopScreen() : void media.startScreen())}
          />
        ) : null}
        <RoundButton icon="chat" label={controls.chat} pressed={chatOpen} onPress={onChat}>
          {unread > 0 ? (
            <span className="m-badge" title={count(chat.unread, unread, lang)}>
              {unread > 9 ? '9+' : unread}
            </span>
          ) : null}
        </RoundButton>
        <RoundButton icon="devices" label={controls.devices} expanded={choosing} onPress={() => setChoosing(true)} />
        {panel ? <RoundButton icon="panel" label={panel.label} pressed={panel.open} onPress={panel.onPress} /> : null}
        {onLeave ? (
          <RoundButton icon="hangUp" label={controls.leave} alarm wide disabled={busy ?? false} onPress={onLeave} />
        ) : null}
        {onEnd ? (
          <RoundButton icon="hangUp" label={controls.endMeeting} alarm wide disabled={busy ?? false} onPress={onEnd} />
        ) : null}
      </div>
      {choosing ? <DeviceMenu media={media} onClose={() => setChoosing(false)} /> : null}
    </>
  )
}

const NEWS_MS = 6000

// A line that came while the panel was closed, for a few seconds. What was there at the start is no news.
function useNews(last: ChatNews | null, open: boolean): ChatNews | null {
  const seen = useRef<ChatNews['id'] | null | undefined>(undefined)
  const [news, setNews] = useState<ChatNews | null>(null)
  const id = last?.id ?? null
  // biome-ignore lint/correctness/useExhaustiveDependencies: each snapshot brings the same line as a new object
  useEffect(() => {
    const first = seen.current === undefined
    const same = seen.current === id
    seen.current = id
    if (open) setNews(null)
    if (first || same || open || !last) return
    setNews(last)
    const timer = setTimeout(() => setNews(null), NEWS_MS)
    return () => clearTimeout(timer)
  }, [id, open])
  return news
}

// Ctrl or Cmd with D and E, as people know them from other calls.
function useShortcuts(media: LocalMedia): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.repeat) return
      const { audio, video, muted, cameraOff } = media.snapshot()
      if (event.key === 'd') void media.setMicrophone(!(audio && !muted))
      else if (event.key === 'e') void media.setCamera(!(video && !cameraOff))
      else return
      // Ctrl+D would set a bookmark.
      event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [media])
}
