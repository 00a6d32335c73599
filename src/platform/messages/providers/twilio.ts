import type { Twilio } from 'twilio'
import { AppError } from '../../errors.ts'
import { httpPost } from './http-post.ts'
import { SendFault, type SmsProvider } from './provider.ts'

export interface TwilioOptions {
  accountSid: string
  authToken: string
  /** A number, or a messaging service (MG…). */
  from: string
  /** Another address of the API. */
  baseUrl?: string | undefined
}

type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof Twilio>[2]>['httpClient']>
type Request = Parameters<HttpClient['request']>[0]

/** Twilio's error code, e.g. 21211; its words quote the number. */
function explain(body: string): string {
  const code = /"code"\s*:\s*(\d{4,6})/.exec(body)?.[1]
  return code ? `Twilio ${code}` : ''
}

/** The transport under Twilio's client: their address and form, our time limit and faults. */
function transport(baseUrl: string | undefined, signal: AbortSignal): HttpClient {
  const request = async ({ uri, username = '', password = '', headers = {}, data }: Request) => {
    const { pathname, search, href } = new URL(uri)
    const url = baseUrl ? baseUrl.replace(/\/+$/, '') + pathname + search : href
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    const fields = Object.entries(data ?? {}).filter(([, value]) => value !== undefined)
    const form = new URLSearchParams(fields.map(([key, value]) => [key, String(value)])).toString()
    const body = await httpPost(url, { ...(headers as Record<string, string>), authorization }, form, signal, explain)
    return { statusCode: 201, body }
  }
  // The client uses nothing else of it, but its type is the whole class.
  return { request } as unknown as HttpClient
}

/** Twilio's Messages API. Throws AppError `invalid` when the account is not one. */
export function createTwilio(options: TwilioOptions): SmsProvider {
  if (!options.accountSid.startsWith('AC')) {
    throw new AppError('invalid', 'Configuration: PHYGITAL_TWILIO_ACCOUNT_SID must begin with AC')
  }
  const from = options.from.startsWith('MG') ? { messagingServiceSid: options.from } : { from: options.from }
  return {
    name: 'twilio',
    async send({ to, text }, signal) {
      // Loaded with the first message: it is large, and most installations never need it.
      const { Twilio } = await import('twilio')
      const httpClient = transport(options.baseUrl, signal)
      const client = new Twilio(options.accountSid, options.authToken, { httpClient })
      try {
        const { sid } = await client.messages.create({ to, body: text, ...from })
        return { id: sid }
      } catch (error) {
        if (error instanceof SendFault) throw error
        throw new SendFault('unknown', 'Twilio gave an answer that cannot be read')
      }
    },
  }
}
