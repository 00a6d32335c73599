import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { isLoopback } from '../loopback.ts'

/** For the Content-Security-Policy; 122 random bits. */
export const newNonce = (): string => randomUUID()

/** The headers of every answer: strict CSP, no framing, camera only where the route says so. */
export function securityHeaders(
  config: Config,
  nonce: string,
  camera: boolean,
  origin: string,
): Record<string, string> {
  const sockets = origin.replace(/^http/, 'ws')
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob: mediastream:",
    `connect-src 'self' ${sockets}`,
    "worker-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  const allowed = camera ? '(self)' : '()'
  return {
    'content-security-policy': policy.join('; '),
    'permissions-policy': `camera=${allowed}, microphone=${allowed}, display-capture=${allowed}, geolocation=(), payment=(), usb=(), otp-credentials=(self)`,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(config.production ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  }
}

/** Refuses a request that another site's page made a browser send (cookies are SameSite=Lax besides). */
export function checkOrigin(request: FastifyRequest, origin: string): void {
  const { 'sec-fetch-site': site, origin: from } = request.headers
  const own = site === undefined ? from === undefined || from === origin : site === 'same-origin' || site === 'none'
  if (!own) throw new AppError('forbidden', 'This form was sent from another site. Open the page again and retry.')
}

/** The host a request names, without its port. */
export const hostOf = (headers: IncomingHttpHeaders): string => (headers.host ?? '').replace(/:\d+$/, '')

/** What a trial says to who may not ask it. */
export const trialRefusal = (headers: IncomingHttpHeaders, lanHost: string | undefined): AppError | undefined =>
  isTrialRequest(headers, lanHost)
    ? undefined
    : new AppError('forbidden', 'This is a trial: it answers only on this machine. See README, "Run it for real".')

/** A trial answers only this machine, or the named address of the local network; nothing that was forwarded. */
export function isTrialRequest(headers: IncomingHttpHeaders, lanHost: string | undefined): boolean {
  const host = hostOf(headers)
  const known = isLoopback(host) || (lanHost !== undefined && host === lanHost)
  return known && !Object.keys(headers).some((name) => /^(x-forwarded-|forwarded$|x-real-ip$|via$)/.test(name))
}
