import { readFileSync } from 'node:fs'
import { waitFor } from '../../../tests/support/wait-for.ts'

const ROUNDS = 2
/** Readings in a row without a lower one. */
const STEADY = 2
const READ_EVERY_MS = 1000

/** Runs full garbage collections in a process started with `--inspect=127.0.0.1:port`. */
async function collectGarbage(port: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(target!.webSocketDebuggerUrl)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  let done = 0
  socket.addEventListener('message', ({ data }) => {
    done = (JSON.parse(String(data)) as { id: number }).id
  })
  for (let id = 1; id <= ROUNDS; id++) {
    socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }))
    await waitFor('the collection', () => done === id, 60_000)
  }
  socket.close()
}

// Without the pages of the program's file, which come and go as the system likes.
const residentNow = (pid: number) =>
  Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

/**
 * Memory a process holds in RAM once its garbage is gone, bytes: the least of readings taken until they fall no more,
 * since freed pages go back to the system a little later.
 */
export async function residentMemory(pid: number, inspectPort: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let same = 0; same < STEADY; ) {
    await collectGarbage(inspectPort)
    const now = residentNow(pid)
    same = now > least * 0.99 ? same + 1 : 0
    least = Math.min(least, now)
    await new Promise((resolve) => setTimeout(resolve, READ_EVERY_MS))
  }
  return least
}
