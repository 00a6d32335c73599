import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { SendFault } from './provider.ts'

const IDLE_MS = 4000
const LARGEST_ANSWER = 100_000

const agents = {
  'http:': new HttpAgent({ keepAlive: true, timeout: IDLE_MS }),
  'https:': new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }),
}

interface Answer {
  headers: IncomingHttpHeaders
  body: string
}

/**
 * Posts once and gives back the body of a 2xx answer. Throws SendFault: temporary while nothing can have reached the
 * server, unknown once it can have. A refusal is described by its status and what `explain` finds in its body.
 */
export async function httpPost(
  url: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
  explain: (body: string) => string = () => '',
): Promise<string> {
  const { status, answer } = await exchange(new URL(url), headers, body, signal)
  if (status >= 200 && status < 300) return answer.body
  const said = `HTTP ${status} ${explain(answer.body)}`.trim()
  // A gateway that timed out may have handed the request on.
  if (status === 504) throw new SendFault('unknown', said)
  if (status >= 500 || status === 429 || status === 408 || status === 425) {
    throw new SendFault('temporary', said, retryAfter(answer.headers))
  }
  throw new SendFault('permanent', said)
}

/** RFC 9110, 10.2.3: seconds, or a date, which is compared with the answer's own. */
export function retryAfter(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['retry-after']
  if (!value) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const wait = Date.parse(value) - Date.parse(headers.date ?? new Date().toUTCString())
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

function exchange(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal) {
  const secure = url.protocol === 'https:'
  const start = secure ? httpsRequest : httpRequest
  return new Promise<{ status: number; answer: Answer }>((resolve, reject) => {
    let reached = false
    const fail = (error: Error & { code?: string }) => {
      const why = signal.aborted ? 'no answer in time' : `connection failed (${error.code ?? error.name})`
      reject(new SendFault(reached ? 'unknown' : 'temporary', why))
    }
    const request = start(url, {
      method: 'POST',
      agent: agents[secure ? 'https:' : 'http:'],
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal,
    })
    request.on('socket', (socket) => {
      // Nothing leaves before the connection (and its TLS) stands; a kept one stands already.
      if (request.reusedSocket) reached = true
      else
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          reached = true
        })
    })
    request.on('error', fail)
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        if (text.length > LARGEST_ANSWER) response.destroy(new Error('answer too large'))
      })
      response.on('error', fail)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, answer: { headers: response.headers, body: text } }),
      )
    })
    request.end(body)
  })
}
