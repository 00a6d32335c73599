import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Errand } from './crowd.ts'

const PROCESSES = 2

export interface Crowds {
  /** Connects them all; resolves once everyone is there. */
  come(url: string, people: Errand['people'], follow: boolean): Promise<void>
  go(): Promise<void>
  /** Connections that are open. */
  count(): Promise<number>
  end(): void
}

/** Visitors in processes of their own, so that their work is not the server's or the clock's. */
export function openCrowds(): Crowds {
  const children = Array.from({ length: PROCESSES }, () => fork(join(import.meta.dirname, 'crowd.ts')))
  const tell = async (child: ChildProcess, errand: Partial<Errand> & Pick<Errand, 'what'>) => {
    child.send({ url: '', people: [], follow: false, ...errand })
    const [{ connected, fault }] = (await once(child, 'message')) as [{ connected: number; fault?: string }]
    if (fault !== undefined) throw new Error(`a visitor could not connect: ${fault}`)
    return connected
  }
  const tellAll = (what: 'go' | 'count') => Promise.all(children.map((child) => tell(child, { what })))
  return {
    async come(url, people, follow) {
      const part = Math.ceil(people.length / PROCESSES)
      await Promise.all(
        children.map((child, i) =>
          tell(child, { what: 'come', url, people: people.slice(i * part, (i + 1) * part), follow }),
        ),
      )
    },
    go: async () => {
      await tellAll('go')
    },
    count: async () => (await tellAll('count')).reduce((sum, count) => sum + count, 0),
    end: () => {
      for (const child of children) child.kill('SIGKILL')
    },
  }
}
