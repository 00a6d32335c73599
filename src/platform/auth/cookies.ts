import type { FastifyReply, FastifyRequest } from 'fastify'
import { newToken } from '../keys.ts'
import { VERIFIED_MS } from './visitor.ts'

const YEAR_S = 365 * 24 * 60 * 60

/** Cookie names and writing. `__Host-` ties a cookie to this host over TLS. */
export function createCookies(secure: boolean) {
  const prefix = secure ? '__Host-' : ''
  const names = {
    browser: `${prefix}phygital-browser`,
    visitor: `${prefix}phygital-visitor`,
    language: `${prefix}phygital-language`,
  }
  const base = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  return {
    names,
    /** The token of this browser; a new one is set when it brings none. */
    browser(request: FastifyRequest, reply: FastifyReply): string {
      const brought = request.cookies[names.browser]
      if (brought && /^[\w-]{22}$/.test(brought)) return brought
      const token = newToken()
      reply.setCookie(names.browser, token, { ...base, maxAge: YEAR_S })
      return token
    },
    setVisitor: (reply: FastifyReply, token: string) =>
      reply.setCookie(names.visitor, token, { ...base, maxAge: VERIFIED_MS / 1000 }),
    clearVisitor: (reply: FastifyReply) => reply.clearCookie(names.visitor, base),
    visitor: (cookies: Record<string, string | undefined>) => cookies[names.visitor],
    /** The language chosen with the switch of the visitor pages. */
    language: (cookies: Record<string, string | undefined>) => cookies[names.language],
    setLanguage: (reply: FastifyReply, lang: string) =>
      reply.setCookie(names.language, lang, { ...base, maxAge: YEAR_S }),
  }
}

export type Cookies = ReturnType<typeof createCookies>
