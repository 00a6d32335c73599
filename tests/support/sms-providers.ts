import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { waitFor } from './wait-for.ts'

export interface Sms {
  /** Which of the two took it. */
  provider: 'twilio' | 'http'
  id: string
  to: string
  from: string
  text: string
  /** The request as it came: form fields or JSON body. */
  fields: Record<string, string>
}

/**
 * What the providers do with the next requests that are in order: take them; answer as on a rate limit (429) or a fault
 * of theirs (5xx); never answer; or take the message and lose the answer. Wrong requests get their documented errors.
 */
export type SmsBehaviour = 'accept' | 'rate-limited' | { fail: number } | 'time-out' | 'lose-answer'

export interface SmsProviders {
  twilio: { baseUrl: string; accountSid: string; authToken: string; from: string }
  http: { url: string; headers: Record<string, string> }
  /** Messages taken, in order. */
  messages: Sms[]
  /** Requests received, taken or not. */
  attempts(): number
  behave(behaviour: SmsBehaviour): void
  /** The first taken message that matches; waits for it. */
  message(matches: (sms: Sms) => boolean, timeout?: number): Promise<Sms>
  stop(): Promise<void>
}

const ACCOUNT = `AC${'1'.repeat(32)}`
const TOKEN = 'twilio-auth-token'
const FROM = '+15005550006'
const GATEWAY_KEY = 'gateway-key'
const E164 = /^\+[1-9]\d{6,14}$/

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** An error as Twilio's API describes it (REST API, "Twilio API responses": code, message, more_info, status). */
function twilioError(response: ServerResponse, status: number, code: number, message: string): void {
  answer(response, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })
}

/** Twilio's answer to a created message ("Messages resource": 201, status queued, or accepted with a service). */
function twilioMessage(sid: string, fields: Record<string, string>): object {
  const service = fields.MessagingServiceSid
  const uri = `/2010-04-01/Accounts/${ACCOUNT}/Messages/${sid}`
  const now = new Date().toUTCString().replace('GMT', '+0000')
  return {
    account_sid: ACCOUNT,
    api_version: '2010-04-01',
    body: fields.Body,
    date_created: now,
    date_sent: null,
    date_updated: now,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: service ? null : fields.From,
    messaging_service_sid: service ?? null,
    num_media: '0',
    num_segments: service ? '0' : '1',
    price: null,
    price_unit: null,
    sid,
    status: service ? 'accepted' : 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    to: fields.To,
    uri: `${uri}.json`,
  }
}

/** Starts both providers on a free port of 127.0.0.1: Twilio's Messages API and a gateway that takes JSON. */
export async function startSmsProviders(): Promise<SmsProviders> {
  let behaviour: SmsBehaviour = 'accept'
  let attempts = 0
  const messages: Sms[] = []

  /** True when the message may be taken; otherwise the answer is given (or never will be). */
  function admits(response: ServerResponse, fault: (status: number) => void, sms: Sms): boolean {
    if (behaviour === 'time-out') return false
    if (behaviour === 'rate-limited') fault(429)
    else if (typeof behaviour === 'object') fault(behaviour.fail)
    else {
      messages.push(sms)
      if (behaviour === 'accept') return true
      response.destroy()
    }
    return false
  }

  function twilio(request: IncomingMessage, response: ServerResponse, body: string): void {
    const basic = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`
    if (request.headers.authorization !== basic) return twilioError(response, 401, 20003, 'Authenticate')
    const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    const fields: Record<string, string> = form ? Object.fromEntries(new URLSearchParams(body)) : {}
    const { To, From, MessagingServiceSid, Body } = fields
    if (!To) return twilioError(response, 400, 21604, "A 'To' phone number is required.")
    if (!From && !MessagingServiceSid) return twilioError(response, 400, 21603, "A 'From' phone number is required.")
    if (!Body) return twilioError(response, 400, 21602, 'Message body is required.')
    if (Body.length > 1600) {
      return twilioError(response, 400, 21617, 'The concatenated message body exceeds the 1600 character limit')
    }
    if (!E164.test(To)) return twilioError(response, 400, 21211, `The 'To' number ${To} is not a valid phone number.`)
    const sid = `SM${randomBytes(16).toString('hex')}`
    const fault = (status: number) =>
      status === 429
        ? twilioError(response, 429, 20429, 'Too Many Requests')
        : twilioError(response, status, 20500, 'Internal Server Error')
    const sms: Sms = {
      provider: 'twilio',
      id: sid,
      to: To,
      from: From ?? MessagingServiceSid ?? '',
      text: Body,
      fields,
    }
    if (admits(response, fault, sms)) answer(response, 201, twilioMessage(sid, fields))
  }

  function gateway(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (request.headers.authorization !== `Bearer ${GATEWAY_KEY}`) {
      return answer(response, 401, { error: 'unknown key' })
    }
    let fields: Record<string, string>
    try {
      fields = JSON.parse(body) as Record<string, string>
    } catch {
      return answer(response, 400, { error: 'body is not JSON' })
    }
    const { to = '', text = '', sender = '' } = fields
    if (!E164.test(to) || text === '') return answer(response, 400, { error: 'to or text is not valid' })
    const id = randomBytes(8).toString('hex')
    const fault = (status: number) => answer(response, status, { error: status === 429 ? 'slow down' : 'try later' })
    const sms: Sms = { provider: 'http', id, to, from: sender, text, fields }
    if (admits(response, fault, sms)) answer(response, 200, { id, status: 'queued' })
  }

  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      attempts++
      const path = request.url ?? ''
      if (request.method !== 'POST') answer(response, 405, { error: 'POST only' })
      else if (path === '/sms') gateway(request, response, body)
      else if (path === `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`) twilio(request, response, body)
      else twilioError(response, 404, 20404, `The requested resource ${path} was not found`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const base = `http://127.0.0.1:${port}`

  return {
    twilio: { baseUrl: base, accountSid: ACCOUNT, authToken: TOKEN, from: FROM },
    http: { url: `${base}/sms`, headers: { authorization: `Bearer ${GATEWAY_KEY}` } },
    messages,
    attempts: () => attempts,
    behave: (next) => {
      behaviour = next
    },
    message: (matches, timeout) => waitFor('an SMS', () => messages.find(matches), timeout),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
