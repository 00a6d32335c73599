import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Cookies } from '../auth/cookies.ts'
import type { Context } from '../context.ts'
import type { AppError } from '../errors.ts'
import type { Page } from './page.ts'

/**
 * Who may come to an edge. Whose row it is about is decided again by the action or read behind it.
 * - `public`: anyone, and nobody is looked up
 * - `anyone`: anyone; a verified visitor is known
 * - `visitor`: a browser with a verified number
 * - `staff`: a logged-in, active user; `admin`: such an admin
 * - `machine`: this machine, or who holds the metrics token
 * - `trial`: in a trial only
 */
export type Policy = 'public' | 'anyone' | 'visitor' | 'staff' | 'admin' | 'machine' | 'trial'

export interface Limit {
  /** Requests per minute of one browser session or, without one, one address. */
  perMinute: number
}

export interface Asked<P = unknown, Q = unknown, B = unknown> {
  ctx: Context
  params: P
  query: Q
  body: B
  /** Token of this browser's cookie, made when it has none. */
  browser: string
  /** Address of the client as far as trusted proxies tell. */
  address: string
  request: FastifyRequest
  reply: FastifyReply
  cookies: Cookies
}

export interface Route<P = unknown, Q = unknown, B = unknown, A = unknown> {
  method: 'GET' | 'POST'
  url: string
  policy: Policy
  limit?: Limit
  params?: z.ZodType<P>
  query?: z.ZodType<Q>
  body?: z.ZodType<B>
  /** Shape of the JSON answer; its presence makes the route part of the described API. */
  answer?: z.ZodType<A>
  /** One line for the API's description. */
  about?: string
  /** Largest body, bytes; 64 kB unless told. */
  bodyBytes?: number
  /** The body is a file, read by `readUpload` once the asker is known. */
  upload?: true
  /** This document may use camera and microphone. */
  camera?: true
  /** For forms: the page to show again for a fault the person can mend; undefined leaves it to the error page. */
  again?(asked: Asked<P, Q, Record<string, string>>, error: AppError): Promise<Page | undefined>
  handler(asked: Asked<P, Q, B>): Promise<A | Page | Redirect | undefined>
}

export interface Redirect {
  redirect: string
}

/** 303 See Other: after a POST, so that a reload does not send it again. */
export const redirect = (url: string): Redirect => ({ redirect: url })

/** Keeps the shapes' types while a feature lists its routes. */
export const route = <P = unknown, Q = unknown, B = unknown, A = unknown>(it: Route<P, Q, B, A>): Route =>
  it as unknown as Route
