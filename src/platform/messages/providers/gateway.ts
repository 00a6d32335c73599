import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { httpPost } from './http-post.ts'
import { SendFault, type SmsProvider } from './provider.ts'

export interface GatewayOptions {
  url: string
  headers: Record<string, string>
  /** JSON whose texts hold {to} {text} {template} {entity} {sender} {ref}. */
  body: string
  /** Where the answer holds the id: `a.b.0.c`. */
  idPath: string
}

type Json = z.infer<ReturnType<typeof z.json>>

// Filled in after parsing, in one pass: whatever a text holds, the body stays JSON and nothing is filled in twice.
function fill(template: Json, values: Record<string, string>): Json {
  if (typeof template === 'string') return template.replace(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all)
  if (Array.isArray(template)) return template.map((item) => fill(item, values))
  if (template === null || typeof template !== 'object') return template
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, values)]))
}

function parse(text: string): Json | undefined {
  try {
    return z.json().parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function at(value: Json | undefined, path: string): string | undefined {
  const found = path
    .split('.')
    .reduce<unknown>((on, key) => (on === null || typeof on !== 'object' ? undefined : Reflect.get(on, key)), value)
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined
}

/** An SMS gateway that takes a JSON POST. Throws AppError `invalid` when the body is not JSON. */
export function createGateway(options: GatewayOptions): SmsProvider {
  const template = parse(options.body)
  if (template === undefined) throw new AppError('invalid', 'Configuration: PHYGITAL_SMS_HTTP_BODY is not JSON')
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...options.headers }
  return {
    name: 'http',
    async send(sms, signal) {
      const { to, text, templateId = '', entityId = '', senderId = '', ref } = sms
      const values = { to, text, template: templateId, entity: entityId, sender: senderId, ref }
      const answer = await httpPost(options.url, headers, JSON.stringify(fill(template, values)), signal)
      const id = at(parse(answer), options.idPath)
      // Many gateways refuse with status 200 and an error in the body; sending again would double what was taken.
      if (id === undefined) throw new SendFault('permanent', `HTTP 200 without an id at "${options.idPath}"`)
      return { id }
    },
  }
}
