import { io, type Socket } from 'socket.io-client'

// A process that is many visitors' browsers. Its parent says whom to connect, and when all are to go.

export interface Errand {
  what: 'come' | 'go' | 'count'
  url: string
  people: { cookie: string; demo: string }[]
  /** Follow one's own visit, as the lobby does; a bare server has none. */
  follow: boolean
}

const AT_ONCE = 40
const sockets: Socket[] = []

function connect(url: string, { cookie, demo }: Errand['people'][number], follow: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      timeout: 60_000,
      auth: { as: 'visitor' },
      extraHeaders: { cookie },
    })
    sockets.push(socket)
    socket.on('connect_error', reject)
    socket.on('connect', () => {
      if (!follow) return resolve()
      const asked = { topic: 'visit', key: demo, session: 'benchmark-session' }
      socket.emit('follow', asked, (answer: { ok: boolean; problem?: unknown }) =>
        answer.ok ? resolve() : reject(new Error(JSON.stringify(answer.problem))),
      )
    })
  })
}

process.on('message', async ({ what, url, people, follow }: Errand) => {
  try {
    if (what === 'go') for (const socket of sockets.splice(0)) socket.disconnect()
    if (what === 'come') {
      const left = people.values()
      const work = async () => {
        for (const person of left) await connect(url, person, follow)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
    }
    process.send?.({ connected: sockets.filter((socket) => socket.connected).length })
  } catch (error) {
    process.send?.({ fault: (error as Error).message })
  }
})
process.on('disconnect', () => process.exit(0))
