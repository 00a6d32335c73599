import { flushLog, type Log } from '../platform/log.ts'

/** Less than the 30 s after which containers are killed. */
const STOP_MS = 20_000

/** Ends the process when it is told to: in order, and with code 1 when that fails or takes longer than `within` ms. */
export function endOnSignal(
  stop: () => Promise<void>,
  log: Log,
  {
    within = STOP_MS,
    exit = (code: number): void => process.exit(code),
    signals = process as NodeJS.EventEmitter,
  } = {},
): void {
  let stopping = false
  const end = () => {
    if (stopping) return
    stopping = true
    const late = setTimeout(() => {
      log.error({}, 'not stopped in time')
      exit(1)
    }, within)
    stop()
      .then(
        () => 0,
        (error: unknown) => {
          log.error({ err: error }, 'not stopped in order')
          return 1
        },
      )
      .then(async (code) => {
        clearTimeout(late)
        await flushLog(log)
        exit(code)
      })
  }
  signals.on('SIGTERM', end)
  signals.on('SIGINT', end)
}
