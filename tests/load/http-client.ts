import { Agent, type IncomingHttpHeaders, request } from 'node:http'

export interface Ask {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  /** An object is sent as JSON, a text as a form. */
  body?: object | string
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface HttpClient {
  /** Rejects when the connection fails or ends before the answer is whole. */
  ask(ask: Ask): Promise<Answer>
  close(): void
}

/** A browser's usual name: without one a page view is nobody's. */
export const USER_AGENT =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36'

/** An address of the networks for documentation and benchmarks (RFC 2544), another with each number. */
export const addressOf = (n: number): string => `198.${18 + ((n >> 16) & 1)}.${(n >> 8) & 255}.${n & 255}`

/** HTTP/1.1 on kept connections. */
export function openClient(base: string, connections = 8): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(base)
  return {
    ask: ({ method = 'GET', path, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const text = typeof body === 'object' ? JSON.stringify(body) : body
        const type = typeof body === 'object' ? 'application/json' : 'application/x-www-form-urlencoded'
        const sending = {
          'user-agent': USER_AGENT,
          accept: 'text/html,application/xhtml+xml',
          'accept-language': 'en-IN,en;q=0.9',
          ...headers,
          ...(text === undefined ? {} : { 'content-type': type, 'content-length': String(Buffer.byteLength(text)) }),
        }
        const asking = request({ hostname, port, method, path, agent, headers: sending }, (response) => {
          let answer = ''
          response.setEncoding('utf8').on('data', (chunk: string) => {
            answer += chunk
          })
          response.on('error', reject)
          response.on('end', () => {
            if (!response.complete) reject(new Error('the answer was cut off'))
            else resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer })
          })
        })
        asking.on('error', reject)
        asking.end(text)
      }),
    close: () => agent.destroy(),
  }
}

/** Sends all of them, `atOnce` at a time. Throws at the first answer that is not one of `statuses`. */
export async function askAll(client: HttpClient, asks: Ask[], statuses: number[], atOnce = 8): Promise<void> {
  const left = asks.values()
  const work = async () => {
    for (const ask of left) {
      const { status, body } = await client.ask(ask)
      if (!statuses.includes(status)) {
        throw new Error(`${ask.method ?? 'GET'} ${ask.path} answered ${status}: ${body.slice(0, 500)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
