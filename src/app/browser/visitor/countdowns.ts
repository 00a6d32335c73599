import { serverNow } from './server-clock.ts'

const two = (n: number) => String(Math.floor(n)).padStart(2, '0')

/** "4:05"; from an hour on "2:04:05". */
const minutes = (ms: number) => {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
  return `${Math.floor(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** What is further off is told by its date alone. */
const DAY = 24 * 60 * 60_000

/** One `[data-countdown]`; returns false when it has come to its end. */
function tick(time: HTMLElement): boolean {
  const left = Number(time.dataset.countdown) - serverNow()
  if (left > DAY) return true
  if (left > 0) {
    time.textContent = (time.dataset.template ?? '{}').replace('{}', minutes(left))
    return true
  }
  time.textContent = ''
  const button = waiting(time)
  if (button) button.disabled = false
  const ends = document.getElementById(time.dataset.ends ?? '')
  if (ends) {
    ends.hidden = false
    leaveOtherCode(time.closest('form'))
  }
  return false
}

/** What the server shows of a code that has ended: the way to another one is left, as the page's first. */
function leaveOtherCode(form: HTMLFormElement | null): void {
  if (!form) return
  document.getElementById('sent')?.remove()
  const another = form.querySelector<HTMLButtonElement>('button[form=resend]')
  if (another) another.className = 'btn btn-primary'
  if (form.contains(document.activeElement)) another?.focus()
  for (const part of form.querySelectorAll<HTMLElement>(':scope > :not([data-stays])')) part.hidden = true
}

/** The button that may not be pressed before this countdown ends: it stands in the same row. */
const waiting = (time: HTMLElement) =>
  time.closest('.row')?.querySelector<HTMLButtonElement>('button[data-do=enable]') ?? null

/** Counts every `[data-countdown]` down by the server's clock; also right after a phone comes out of the pocket. */
export function countdowns(): void {
  let running = [...document.querySelectorAll<HTMLElement>('[data-countdown]')]
  for (const time of running) {
    const button = waiting(time)
    if (button) button.disabled = true
  }
  const all = () => {
    running = running.filter(tick)
    if (running.length === 0) clearInterval(timer)
  }
  const timer = setInterval(all, 500)
  document.addEventListener('visibilitychange', all)
  all()
}
