import { newToken } from '../../../src/platform/keys.ts'
import { type Answer, addressOf, type HttpClient, openClient } from '../../../tests/load/http-client.ts'
import { cookieNames, type LoadUser } from '../../../tests/load/people.ts'
import type { SmsProviders } from '../../../tests/support/sms-providers.ts'
import { waitFor } from '../../../tests/support/wait-for.ts'

/** What the server has said yes to, in the words of its clients. */
export interface Acknowledged {
  /** Mobile numbers whose registration led to the code's page. */
  registrations: string[]
  /** Mobile numbers whose code was right, with the token of the session that was given. */
  verified: { mobile: string; session: string }[]
  /** Tokens of the demos that knocked. */
  knocks: string[]
  /** E-mails of the users who were invited. */
  invited: string[]
}

export interface Crowd {
  product: { id: number; slug: string }
  admin: LoadUser
  agent: LoadUser
  sms: SmsProviders
}

const VISITORS = 12

/** People who use one server until it dies. Numbers are never used twice, whatever round they were given out in. */
export class Traffic {
  readonly acknowledged: Acknowledged = { registrations: [], verified: [], knocks: [], invited: [] }
  readonly #crowd: Crowd
  readonly #texts = new Map<string, string>()
  #read = 0
  #next = 0

  constructor(crowd: Crowd) {
    this.#crowd = crowd
  }

  get count(): number {
    return Object.values(this.acknowledged).reduce((sum, list) => sum + list.length, 0)
  }

  /** Starts everyone; `stop` takes them off, and throws what was no fault of a dying server. */
  run(url: string): { stop(): Promise<void> } {
    const client = openClient(url, VISITORS + 4)
    const state = { dying: false }
    const loop = async (step: () => Promise<void>) => {
      while (!state.dying) await step()
    }
    const loops = [...Array.from({ length: VISITORS }, () => this.#visitor), this.#admin].map((step) =>
      loop(() => step(client, state)).catch((error: Error) => {
        // Refused, reset or cut off: what a killed server looks like from outside.
        if (!isGone(error)) throw error
      }),
    )
    return {
      stop: async () => {
        state.dying = true
        client.close()
        await Promise.all(loops)
      },
    }
  }

  /** The agent is live, so that knocks are taken; from here on it is acknowledged like the rest. */
  async goLive(url: string): Promise<void> {
    const { agent, product } = this.#crowd
    const client = openClient(url, 1)
    const answer = await client.ask({
      method: 'POST',
      path: '/api/live',
      headers: { cookie: agent.cookie, accept: 'application/json' },
      body: { action: 'GO', products: [product.id] },
    })
    client.close()
    if (answer.status !== 200) throw new Error(`going live answered ${answer.status}: ${answer.body}`)
  }

  #visitor = async (client: HttpClient, state: { dying: boolean }): Promise<void> => {
    const n = this.#next++
    const { slug } = this.#crowd.product
    const mobile = `+919${800_000_000 + n}`
    const browser = newToken()
    const headers = { cookie: `${cookieNames.browser}=${browser}`, 'x-forwarded-for': addressOf(n) }
    const form = new URLSearchParams({
      key: newToken(),
      name: `Visitor ${n}`,
      email: `visitor${n}@example.com`,
      mobile,
      source: 'WEBSITE',
      terms: 'yes',
      zone: 'Asia/Kolkata',
    })
    const base = `/demo/${slug}`
    const registered = await client.ask({ method: 'POST', path: base, headers, body: form.toString() })
    expectMove('registration', registered, `${base}/otp`)
    this.acknowledged.registrations.push(mobile)

    const code = await this.#code(mobile, state)
    if (code === undefined) return
    const otp = new URLSearchParams({ code, next: 'live' }).toString()
    const checked = await client.ask({ method: 'POST', path: `${base}/otp`, headers, body: otp })
    expectMove('OTP', checked, `${base}/lobby`)
    const session = cookieOf(checked.headers['set-cookie'], cookieNames.visitor)
    this.acknowledged.verified.push({ mobile, session })

    const verified = { ...headers, cookie: `${headers.cookie}; ${cookieNames.visitor}=${session}` }
    const lobby = await client.ask({ path: `${base}/lobby`, headers: verified })
    const demo = /"demo":"([\w-]{22})"/.exec(lobby.body)?.[1]
    if (!demo) throw new Error(`the lobby answered ${lobby.status} without a demo`)
    const knock = await client.ask({ method: 'POST', path: `/api/visits/${demo}/knock`, headers: verified, body: {} })
    if (knock.status !== 200) throw new Error(`the knock answered ${knock.status}: ${knock.body}`)
    this.acknowledged.knocks.push(demo)
  }

  #admin = async (client: HttpClient): Promise<void> => {
    const email = `user${this.#next++}@kaveri.example`
    const answer = await client.ask({
      method: 'POST',
      path: '/api/users',
      headers: { cookie: this.#crowd.admin.cookie, accept: 'application/json' },
      body: { key: newToken(), name: 'Invited', email, role: 'AGENT', products: [this.#crowd.product.id] },
    })
    if (answer.status !== 200) throw new Error(`the invitation answered ${answer.status}: ${answer.body}`)
    this.acknowledged.invited.push(email)
  }

  /** The code that came by SMS; undefined when the server died before it was sent. */
  #code(mobile: string, state: { dying: boolean }): Promise<string | undefined> {
    const look = () => {
      const { messages } = this.#crowd.sms
      for (; this.#read < messages.length; this.#read++) {
        const { to, text } = messages[this.#read]!
        this.#texts.set(to, text)
      }
      const code = /^\d{6}/.exec(this.#texts.get(mobile) ?? '')?.[0]
      return code ? { code } : state.dying && { code: undefined }
    }
    return waitFor(`the code of ${mobile}`, look, 60_000).then((found) => found.code)
  }
}

function expectMove(what: string, answer: Answer, to: string): void {
  if (answer.status === 303 && answer.headers.location === to) return
  const said = /<p[^>]*>([^<]+)<\/p>/.exec(answer.body)?.[1] ?? ''
  throw new Error(`${what} answered ${answer.status} to ${answer.headers.location ?? 'nowhere'}: ${said}`)
}

function cookieOf(lines: string[] | undefined, name: string): string {
  const line = lines?.find((it) => it.startsWith(`${name}=`))
  if (!line) throw new Error(`no cookie ${name}`)
  return line.slice(name.length + 1).split(';')[0]!
}

const isGone = (error: Error & { code?: string }) =>
  ['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(error.code ?? '') || /cut off|aborted|hang up/.test(error.message)
