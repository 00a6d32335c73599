import {
  clock,
  dayAndClockPlain,
  dayAndMonth,
  dayName,
  monthName,
  weekdayName,
  zoneName,
} from '../../../web/texts/format.ts'
import { type Texts, texts } from '../../../web/texts/texts.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import type { PageFrame } from '../../../web/visitor/shell.tsx'
import type { CalendarDay } from '../../slots/rules/calendar.ts'
import type { FreeTime } from '../../slots/schema.ts'
import type { Calendar } from '../schema.ts'

/** From so few seats on, how many are left is said. */
const FEW_LEFT = 3

export type CalendarView = {
  calendar: Calendar
  /** what every link of the calendar carries on in its query */
  carry: Record<string, string>
}

interface Part {
  view: CalendarView
  frame: PageFrame
  t: Texts
}

/** A slash may stand in a query, and a zone in every link of a month is long enough. */
function href(view: CalendarView, query: Record<string, string | number>, anchor = ''): string {
  const own = Object.entries(query).map(([name, value]) => [name, String(value)])
  return `?${String(new URLSearchParams({ ...view.carry, ...Object.fromEntries(own) })).replaceAll('%2F', '/')}${anchor}`
}

/**
 * Something that could be chosen at another time: read as such, with its reason, and not a link. It takes no key press on
 * the way to what can; with an id, focus can be led to it.
 */
function Barred(props: {
  id?: string
  label?: string
  mark?: string | undefined
  children: React.ReactNode
  look?: string
}) {
  const { id, label, mark, children, look } = props
  return (
    // biome-ignore lint/a11y/useSemanticElements: a link that leads nowhere now
    <span
      id={id}
      tabIndex={id ? -1 : undefined}
      role="link"
      aria-disabled="true"
      aria-label={label}
      className={look}
      data-mark={mark}
    >
      {children}
    </span>
  )
}

function Day({ it, view, frame, t }: Part & { it: CalendarDay }) {
  const words = t.schedule
  const { calendar } = view
  // Its weekday is the column's.
  const name = dayAndMonth(frame.lang, it.day)
  const number = Number(it.day.slice(8))
  const waits = calendar.waited.includes(it.day)
  const held = calendar.held.some(({ day }) => day === it.day)
  if (it.state === 'FREE' || it.state === 'FULL') {
    const mark = held
      ? t.waitlist.heldMark
      : waits
        ? t.waitlist.waitingMark
        : it.state === 'FULL'
          ? words.dayStates.FULL
          : null
    return (
      <a
        href={href(view, { day: it.day }, '#times')}
        aria-label={mark ? `${name}: ${mark}` : words.day(name, it.free)}
        aria-current={it.day === calendar.day ? 'date' : undefined}
        data-mark={held ? t.waitlist.heldDay : (mark ?? undefined)}
      >
        {number}
      </a>
    )
  }
  return (
    <Barred
      label={`${name}: ${words.dayStates[it.state]}`}
      mark={it.state === 'SOON' ? words.dayStates.SOON : undefined}
    >
      {it.state === 'PAST' ? <s>{number}</s> : number}
    </Barred>
  )
}

function Month({ view, frame, t }: Part) {
  const { days, month, weekStart, earlier, later } = view.calendar
  const words = t.schedule
  const first = new Date(`${days[0]!.day}T00:00:00Z`).getUTCDay() || 7
  const before = (first - weekStart + 7) % 7
  const cells = [...Array<null>(before).fill(null), ...days]
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, n) => cells.slice(n * 7, n * 7 + 7))
  // A Monday, so that the names of a week can be asked for.
  const heads = Array.from({ length: 7 }, (_, n) => `2026-06-${String(((weekStart - 1 + n) % 7) + 1).padStart(2, '0')}`)
  return (
    <section className="month" aria-label={words.month}>
      <div className="month-top">
        <h2>{monthName(frame.lang, month)}</h2>
        {(['earlier', 'later'] as const).map((way) => {
          const to = way === 'earlier' ? earlier : later
          const arrow = way === 'earlier' ? '‹' : '›'
          return to ? (
            // The address leads back to this very link, so that a keyboard goes on from it in the next month.
            <a
              key={way}
              id={way}
              href={href(view, { month: to }, `#${way}`)}
              aria-label={`${words[way]}: ${monthName(frame.lang, to)}`}
            >
              {arrow}
            </a>
          ) : (
            <Barred key={way} id={way} label={words[way]}>
              {arrow}
            </Barred>
          )
        })}
      </div>
      <table data-grid="">
        <thead>
          <tr>
            {heads.map((day) => (
              <th key={day} scope="col" abbr={weekdayName(frame.lang, day, true)}>
                {weekdayName(frame.lang, day)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the weeks of a month stay in their places
            <tr key={n}>
              {Array.from({ length: 7 }, (_, at) => {
                const it = week[at]
                // biome-ignore lint/suspicious/noArrayIndexKey: so do their days
                return <td key={at}>{it ? <Day it={it} view={view} frame={frame} t={t} /> : null}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Time({ time, view, frame, t }: Part & { time: FreeTime }) {
  const { times, zone } = view.calendar
  const short = (at: number) => clock(frame.lang, zone, at, false)
  // An hour that comes twice, as the clocks go back.
  const twice = times.some(({ id, startsAt }) => id !== time.id && short(startsAt) === short(time.startsAt))
  const words = twice ? clock(frame.lang, zone, time.startsAt) : short(time.startsAt)
  const held = view.calendar.held.find(({ startsAt }) => startsAt === time.startsAt)
  const few = time.left < time.capacity && time.left <= FEW_LEFT
  return (
    <li>
      {time.bar === null ? (
        <a className="btn" href={href(view, { slot: time.id })}>
          {words}
          {few ? <small>{t.schedule.left(time.left)}</small> : null}
        </a>
      ) : held ? (
        <a className="btn" href={held.href}>
          {words} <small>{t.waitlist.heldMark}</small>
        </a>
      ) : (
        <Barred look="btn">
          {words} <small>{t.schedule.bars[time.bar]}</small>
        </Barred>
      )}
    </li>
  )
}

/** The zone in words, with a link to the other one where there are two. */
function Zone({ view, frame, t }: Part) {
  const { zone, otherZone, month, day } = view.calendar
  const shown = day ? { day } : { month }
  return (
    <p className="quiet">
      {t.schedule.zone(zoneName(frame.lang, zone, frame.now))}
      {otherZone ? (
        <>
          {' '}
          <a href={href(view, { ...shown, zone: otherZone })}>
            {t.schedule.otherZone(zoneName(frame.lang, otherZone, frame.now))}
          </a>
        </>
      ) : null}
    </p>
  )
}

/** The next free time, the month, and the times of its day; `children` stand under the times. */
export function CalendarPart({
  view,
  frame,
  children,
}: {
  view: CalendarView
  frame: PageFrame
  children?: React.ReactNode
}) {
  const t = texts(frame.lang)
  const words = t.schedule
  const { calendar } = view
  const { next, day, times, zone } = calendar
  return (
    <>
      {next ? (
        <div className="next-free">
          <p className="label" id="next-free">
            {words.next}
          </p>
          <LinkButton look="primary" href={href(view, { slot: next.id })} describedBy="next-free">
            {dayAndClockPlain(frame.lang, zone, next.startsAt)}
          </LinkButton>
        </div>
      ) : (
        <p>
          <strong>{words.none}.</strong> {words.noneLead}
        </p>
      )}
      <Zone view={view} frame={frame} t={t} />
      <div className="calendar">
        <Month view={view} frame={frame} t={t} />
        <section className="day" id="times" aria-label={day ? words.times(dayName(frame.lang, day)) : words.pick}>
          <h2>{day ? dayName(frame.lang, day) : words.pick}</h2>
          {times.length > 0 ? (
            <ul className="times">
              {times.map((time) => (
                <Time key={time.id} time={time} view={view} frame={frame} t={t} />
              ))}
            </ul>
          ) : day ? (
            <p className="quiet">{words.dayStates.NONE}.</p>
          ) : null}
          {children}
        </section>
      </div>
    </>
  )
}
