import { type KeyboardEvent, useEffect, useRef } from 'react'
import { PHONE, useMediaQuery } from '../../../web/crm/media-query.ts'
import { useSession } from '../../../web/crm/session.ts'
import type { SlotRow } from '../schema/crm.ts'
import { SlotBlock } from './slot-block.tsx'
import { clockAt, dayWords } from './slot-words.ts'
import { hoursOf, layOut, localOf, type WeekDay } from './week-layout.ts'

const HOUR_PX = 80

type Props = { slots: SlotRow[]; first: string; lanes: boolean; now: number; openId: string | undefined }

/** A week of slots: a grid of days and hours, lanes by agent, or on phones a list by day. */
export function Week({ slots, first, lanes, now, openId }: Props) {
  const { zone } = useSession()
  const phone = useMediaQuery(PHONE)
  const days = layOut(slots, zone, first)
  const today = localOf(zone, now).day
  const shown = { days, today, now, openId }
  if (phone) return <Agenda {...shown} />
  return lanes ? <Lanes {...shown} /> : <Grid {...shown} />
}

interface Shown {
  days: WeekDay[]
  today: string
  now: number
  openId: string | undefined
}

const isOpen = (slot: SlotRow, openId: string | undefined) => String(slot.id) === openId

/** Up and down go through a day, left and right to the nearest slot of another one. */
function moveBetweenSlots(event: KeyboardEvent<HTMLElement>): void {
  const from = (event.target as Element).closest<HTMLElement>('[data-slot]')
  const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key]
  if (!from || !step || event.altKey || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  const days = [...event.currentTarget.querySelectorAll('[data-day]')].map((day) => [
    ...day.querySelectorAll<HTMLElement>('[data-slot]'),
  ])
  const at = days.findIndex((day) => day.includes(from))
  const [across, along] = step as [number, number]
  const own = days[at] ?? []
  if (along !== 0) return own[own.indexOf(from) + along]?.focus()
  const top = from.getBoundingClientRect().top
  for (let day = at + across; days[day]; day += across) {
    const nearest = days[day]!.toSorted(
      (a, b) => Math.abs(a.getBoundingClientRect().top - top) - Math.abs(b.getBoundingClientRect().top - top),
    )[0]
    if (nearest) return nearest.focus()
  }
}

function Grid({ days, today, now, openId }: Shown) {
  const { lang, zone } = useSession()
  const { first, last } = hoursOf(days)
  const height = (last - first) * HOUR_PX
  const top = (minute: number) => ((minute - first * 60) * HOUR_PX) / 60
  const nowAt = top(localOf(zone, now).minute)
  const box = useRef<HTMLElement>(null)
  const earliest = Math.min(...days.flatMap(({ slots }) => slots.map(({ from }) => from)), 24 * 60)
  // A day that begins early must not hide where its slots are.
  useEffect(() => {
    if (box.current && earliest < 24 * 60) box.current.scrollTop = ((earliest - first * 60) * HOUR_PX) / 60 - 16
  }, [earliest, first])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach that
    <section ref={box} className="week" aria-label="Week" tabIndex={0} onKeyDown={moveBetweenSlots}>
      <div className="week-hours" aria-hidden="true">
        <div className="week-date" />
        <div className="week-body" style={{ height, background: 'none' }}>
          {Array.from({ length: last - first - 1 }, (_, n) => first + n + 1).map((hour) => (
            <span key={hour} className="week-hour" style={{ top: (hour - first) * HOUR_PX }}>
              {clockAt(lang, 'UTC', hour * 3_600_000)}
            </span>
          ))}
        </div>
      </div>
      {days.map(({ day, slots }) => (
        <div key={day} className={day === today ? 'week-day week-today' : 'week-day'} data-day={day}>
          <h3 className="week-date" aria-current={day === today ? 'date' : undefined}>
            {dayWords(lang, day, 'short')}
          </h3>
          <div className="week-body" style={{ height }}>
            {day === today && nowAt > 0 && nowAt < height ? <div className="week-now" style={{ top: nowAt }} /> : null}
            {slots.map(({ slot, from, to, lane, lanes }) => (
              <SlotBlock
                key={slot.id}
                slot={slot}
                now={now}
                open={isOpen(slot, openId)}
                narrow={lanes > 1}
                place={{
                  top: top(from) + 1,
                  height: Math.max(20, top(Math.min(to, last * 60)) - top(from) - 2),
                  left: `calc(${(lane / lanes) * 100}% + 2px)`,
                  width: `calc(${100 / lanes}% - 4px)`,
                }}
              />
            ))}
          </div>
        </div>
      ))}
    </section>
  )
}

function Lanes({ days, today, now, openId }: Shown) {
  const { lang } = useSession()
  const all = days.flatMap(({ slots }) => slots.map(({ slot }) => slot))
  const agents = new Map(all.flatMap((slot) => slot.agents.map(({ id, name }) => [id, name] as const)))
  const rows: [number | null, string][] = [...agents].toSorted(([, a], [, b]) => a.localeCompare(b))
  if (all.some((slot) => slot.agents.length === 0)) rows.unshift([null, 'No agent'])
  const has = (slot: SlotRow, agent: number | null) =>
    agent === null ? slot.agents.length === 0 : slot.agents.some(({ id }) => id === agent)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach that
    <section className="lanes" aria-label="Week by agent" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Agent</th>
            {days.map(({ day }) => (
              <th key={day} scope="col" className={day === today ? 'week-today' : undefined}>
                {dayWords(lang, day, 'short')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenSlots}>
          {rows.map(([agent, name]) => (
            <tr key={agent ?? 0}>
              <th scope="row">{name}</th>
              {days.map(({ day, slots }) => (
                <td key={day} data-day={day}>
                  <div className="lane-blocks">
                    {slots
                      .filter(({ slot }) => has(slot, agent))
                      .map(({ slot }) => (
                        <SlotBlock key={slot.id} slot={slot} now={now} open={isOpen(slot, openId)} />
                      ))}
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Agenda({ days, today, now, openId }: Shown) {
  const { lang } = useSession()
  return (
    <section className="agenda" aria-label="Week">
      {days
        .filter(({ slots, day }) => slots.length > 0 || day === today)
        .map(({ day, slots }) => (
          <div key={day} className="section">
            <h3 className={day === today ? 'week-today' : undefined}>
              {dayWords(lang, day, 'short')}
              {day === today ? ' (today)' : ''}
            </h3>
            {slots.length === 0 ? <p className="quiet">No slots</p> : null}
            <div className="agenda-blocks">
              {slots.map(({ slot }) => (
                <SlotBlock key={slot.id} slot={slot} now={now} open={isOpen(slot, openId)} />
              ))}
            </div>
          </div>
        ))}
    </section>
  )
}
