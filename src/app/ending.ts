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
  // An exit in order would wait for a log reader that stands still.
  const leave = async (code: number) => ((await flushLog(log)) ? exit(code) : process.kill(process.pid, 'SIGKILL'))
  const end = () => {
    if (stopping) return
    stopping = true
    const late = setTimeout(() => {
      log.error({}, 'not stopped in time')
      void leave(1)
    }, within)
    stop()
      .then(
        () => 0,
        (error: unknown) => {
          log.error({ err: error }, 'not stopped in order')
          return 1
        },
      )
      .then((code) => {
        clearTimeout(late)
        return leave(code)
      })
  }
  signals.on('SIGTERM', end)
  signals.on('SIGINT', end)
}
