import { createElement } from 'react'
import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'
import { page } from '../../platform/http/page.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { readUpload } from '../../platform/http/upload.ts'
import { PICTURE_BYTES } from '../../platform/storage/picture.ts'
import { STORED, storageOf } from '../../platform/storage/storage.ts'
import { countryLabel, knownCountries } from '../customers/rules.ts'
import { namedSlots } from '../slots/reads/week.ts'
import { keptAnswer } from '../slots/schema/crm.ts'
import { changeSettings, setLogo } from './actions.ts'
import { DocumentPage } from './pages/document-page.tsx'
import { frameOf, readBrand, readSettings } from './reads.ts'
import { settingsChange, settingsPage, settingsSaved } from './schema.ts'

const documentRoute = (document: 'terms' | 'privacy'): Route =>
  route({
    method: 'GET',
    url: `/${document}`,
    policy: 'public',
    async handler({ ctx }) {
      const [frame, brand] = await Promise.all([frameOf(ctx), readBrand(ctx)])
      const view = { document, ...brand.documents[document] }
      return page({ body: createElement(DocumentPage, { frame, view }), scripts: ['visitor'], lang: ctx.lang })
    },
  })

const YEAR_S = 31_536_000

/** Logos and banners: what is kept under a name never changes. */
const media = route({
  method: 'GET',
  url: '/media/:name',
  policy: 'public',
  params: z.object({ name: z.string().regex(STORED) }),
  async handler({ ctx, params: { name }, reply }) {
    const bytes = await storageOf(ctx.config).get(name)
    if (!bytes) throw new AppError('not_found', 'There is nothing at this address.')
    reply.header('cache-control', `public, max-age=${YEAR_S}, immutable`).type('image/webp').send(bytes)
    return undefined
  },
})

const settingRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/api/settings',
    policy: 'admin',
    about: 'Everything that an admin may set',
    answer: settingsPage,
    handler: async ({ ctx }) => ({
      settings: await readSettings(ctx),
      countries: knownCountries().map((code) => ({ code, name: countryLabel(ctx.lang, code) })),
    }),
  }),
  route({
    method: 'POST',
    url: '/api/settings',
    policy: 'admin',
    about:
      'Changes what is given of the settings, and tells what became another and which booked slots stay on new holidays',
    bodyBytes: 1_000_000,
    body: settingsChange,
    answer: settingsSaved.extend(keptAnswer.shape),
    async handler({ ctx, body }) {
      const { kept, ...saved } = await changeSettings(ctx, body)
      return { ...saved, ...(await namedSlots(ctx, kept)) }
    },
  }),
  route({
    method: 'POST',
    url: '/api/settings/logo',
    policy: 'admin',
    about: 'Makes a JPEG, PNG or WebP file the logo',
    limit: { perMinute: 20 },
    upload: true,
    answer: settingsSaved,
    handler: async ({ ctx, request }) => setLogo(ctx, await readUpload(request, PICTURE_BYTES)),
  }),
]

export const routes: Route[] = [documentRoute('terms'), documentRoute('privacy'), media, ...settingRoutes]
