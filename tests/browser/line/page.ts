import { get, newKey, post } from '../../../src/web/client/api.ts'
import { connect, type Live } from '../../../src/web/client/live.ts'
import type { Problem } from '../../../src/web/client/problem.ts'

declare global {
  interface Window {
    line: typeof line
  }
}

let live: Live
const heard: unknown[] = []

const line = {
  connect() {
    live = connect('visitor')
    live.onState((state, reason) => heard.push(['state', state, reason]))
  },
  follow(topic: string, key: string, open?: { name: string; input: object }) {
    live.follow(topic, key, 'session-of-this-page', (data) => heard.push(['data', data]), {
      ...(open ? { open } : {}),
      onOpen: ({ version }) => heard.push(['open', version]),
      onDismissed: (reason) => heard.push(['dismissed', reason]),
      onProblem: ({ code }) => heard.push(['problem', code]),
    })
  },
  request: (name: string, input: object) => live.request(name, input).catch((problem: Problem) => ({ ...problem })),
  post: (url: string) => post(url, { key: newKey() }, { retry: true }).catch((problem: Problem) => ({ ...problem })),
  get: (url: string) => get(url, { retry: false }).catch((problem: Problem) => ({ ...problem })),
  heard: () => heard,
  state: () => live.state,
}

window.line = line
