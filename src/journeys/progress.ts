import type { Progress } from './run-options.ts'

const WORDS = { read: 'Reading', clean: 'Cleaning', derive: 'Making the tables', load: 'Loading' }
/** A run's phases, and the loading into databases after it. */
type Told = Omit<Progress, 'phase'> & { phase: keyof typeof WORDS }
const EVERY_MS = 1000

const tellError = (text: string): void => {
  process.stderr.write(text)
}

/** Tells progress on standard error, with rate and time left: at most once a second, as words or as lines of JSON. */
export function telling(json: boolean, { write = tellError, now = Date.now } = {}) {
  let told = 0
  let phase: Told['phase'] | undefined
  let began = now()
  return (progress: Told): void => {
    const at = now()
    if (progress.phase !== phase) {
      phase = progress.phase
      began = at
    } else if (at - told < EVERY_MS && progress.done < 1) return
    told = at
    const seconds = (at - began) / 1000
    // The first second says little of the rest.
    const left =
      seconds >= 1 && progress.done > 0 && progress.done < 1
        ? (seconds / progress.done) * (1 - progress.done)
        : undefined
    const counts = progress.phase === 'read' || progress.phase === 'load'
    const rate = counts && seconds > 0 ? Math.round(progress.rows / seconds) : undefined
    if (json) {
      write(
        `${JSON.stringify({ ...progress, ...(rate === undefined ? {} : { rowsPerSecond: rate }), ...(left === undefined ? {} : { secondsLeft: Math.round(left) }) })}\n`,
      )
      return
    }
    const parts = [
      `${WORDS[progress.phase]}: ${Math.floor(progress.done * 100)} %`,
      `${progress.rows.toLocaleString('en')} rows${rate === undefined ? '' : ` (${rate.toLocaleString('en')} a second)`}`,
      ...(left === undefined ? [] : [`about ${Math.ceil(left)} s left`]),
    ]
    write(`${parts.join(', ')}\n`)
  }
}
