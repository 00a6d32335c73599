import { errorPage } from '../../src/app/documents.ts'
import { createRenderer } from '../../src/app/render.tsx'
import { routes as bookingRoutes } from '../../src/features/bookings/routes.ts'
import { routes as brandRoutes } from '../../src/features/brand/routes.ts'
import { routes as demoRoutes } from '../../src/features/demos/routes.ts'
import { routes as knockRoutes } from '../../src/features/knocks/routes.ts'
import { routes as alertRoutes } from '../../src/features/live-alerts/routes.ts'
import { routes as otpRoutes } from '../../src/features/otps/routes.ts'
import { routes as registrationRoutes } from '../../src/features/registrations/routes.ts'
import { routes as waitlistRoutes } from '../../src/features/waitlist/routes.ts'
import { createCookies } from '../../src/platform/auth/cookies.ts'
import type { App } from '../../src/platform/context.ts'
import { createFloodGate } from '../../src/platform/http/limits.ts'
import { createServer } from '../../src/platform/http/server.ts'
import { Browser } from './staff-app.ts'

/** The visitor's pages up to the lobby on a real server that does not listen. No staff are logged in. */
export async function openWeb(app: App) {
  const server = await createServer({
    app,
    routes: [
      ...[...brandRoutes, ...registrationRoutes, ...otpRoutes, ...demoRoutes, ...alertRoutes, ...knockRoutes],
      ...[...bookingRoutes, ...waitlistRoutes],
    ],
    staff: { find: async () => undefined },
    gate: createFloodGate(),
    cookies: createCookies(false),
    origin: (host) => app.config.PUBLIC_URL ?? `http://${host}`,
    render: createRenderer(app, new Map()),
    errorPage: (error, request) => errorPage(app, error, request),
    assets: 'none',
    checkAnswers: true,
  })
  return {
    close: () => server.close(),
    /** One visitor's browser, without script. */
    browser(address = '203.0.113.7', headers: Record<string, string> = {}) {
      const jar = new Browser()
      const agent = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36'
      const send = async (method: 'GET' | 'POST' | 'HEAD', url: string, form?: Record<string, string>, more = {}) => {
        const answer = await server.inject({
          method,
          url,
          remoteAddress: address,
          headers: {
            host: 'localhost:3000',
            'user-agent': agent,
            ...(jar.header ? { cookie: jar.header } : {}),
            ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
            ...headers,
            ...more,
          },
          ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
        })
        jar.take(answer.headers['set-cookie'] ?? [])
        return { status: answer.statusCode, to: answer.headers.location, html: answer.body, headers: answer.headers }
      }
      return {
        jar,
        get: (url: string, more?: Record<string, string>) => send('GET', url, undefined, more),
        head: (url: string) => send('HEAD', url),
        post: (url: string, form: Record<string, string> = {}, more?: Record<string, string>) =>
          send('POST', url, form, more),
      }
    },
  }
}

export type Web = Awaited<ReturnType<typeof openWeb>>
export type WebBrowser = ReturnType<Web['browser']>

/** The form as a good visitor fills it. */
export const asha = {
  name: 'Asha Rao',
  email: 'asha@example.com',
  mobile: '98765 43210',
  source: 'WEBSITE',
  terms: 'yes',
  zone: 'Asia/Kolkata',
}

/** What stands in a hidden or visible field of a page. */
export const fieldOf = (html: string, name: string): string | undefined =>
  new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1]

/** Markup with its quotes and ampersands as people read them. */
export const decoded = (html: string): string =>
  html.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#x27;', "'")
