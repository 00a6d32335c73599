import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Cookies } from '../auth/cookies.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** BCP 47: what the answer is written in. */
    lang: string
  }
}

let spoken: readonly string[] = ['en']

/** Says which languages the visitor pages speak (tags without a region). App does at start: platform knows no words. */
export function speak(languages: readonly string[]): void {
  spoken = languages
}

/** The language a visitor chose, else the first of ours that an Accept-Language header names; English otherwise. */
export function pickLanguage(header: string | undefined, chosen?: string): string {
  if (chosen !== undefined && spoken.includes(chosen)) return chosen
  const wanted = (header ?? '').split(',').map((part) => part.trim().split(/[-;]/, 1)[0]!.toLowerCase())
  return wanted.find((lang) => spoken.includes(lang)) ?? 'en'
}

/** True for what staff see: that is English, whatever their browser asks for. */
export function isStaffs({ url, routeOptions }: FastifyRequest): boolean {
  const { policy } = routeOptions.config as { policy?: string }
  return policy === 'staff' || policy === 'admin' || /^\/crm\b/.test(url)
}

// Two slashes would name another host.
const ownPath = (path: string) => (/^\/(?![/\\])/.test(path) ? path : '/')

/** Takes `lang` out of an address of ours: the language it names, when we speak it, and the address without it. */
export function readChoice(url: string): { lang: string; back: string } | undefined {
  const [path = '', query = ''] = url.split('?', 2)
  const params = new URLSearchParams(query)
  const lang = params.get('lang')
  if (lang === null || !spoken.includes(lang)) return undefined
  params.delete('lang')
  return { lang, back: ownPath(path) + (params.size > 0 ? `?${params}` : '') }
}

/** Path and query that show a request's page again: its own, or the nearest above an edge that only takes posts. */
export function addressOf({ method, url, routeOptions, server }: FastifyRequest): string {
  const [path = '', query] = url.split('?', 2)
  const parts = ownPath(path).split('/')
  let pattern = routeOptions.url ?? ''
  while (method !== 'GET' && parts.length > 1 && !(pattern && server.hasRoute({ method: 'GET', url: pattern }))) {
    pattern = pattern.slice(0, pattern.lastIndexOf('/'))
    parts.pop()
  }
  return (parts.join('/') || '/') + (query ? `?${query}` : '')
}

/** Decides each request's language. A page asked for with `?lang=` keeps that choice in a cookie and is led to without it. */
export function addLanguages(server: FastifyInstance, cookies: Pick<Cookies, 'language' | 'setLanguage'>): void {
  server.decorateRequest('lang', 'en')
  server.addHook('onRequest', (request, reply, done) => {
    if (isStaffs(request)) return done()
    request.lang = pickLanguage(request.headers['accept-language'], cookies.language(request.cookies))
    const choice = request.method === 'GET' && !request.url.startsWith('/api/') ? readChoice(request.url) : undefined
    if (!choice) return done()
    cookies.setLanguage(reply, choice.lang)
    reply.header('cache-control', 'no-store').redirect(choice.back, 303)
  })
}
