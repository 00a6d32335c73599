import { addUser } from '../../src/features/users/actions.ts'
import { newToken } from '../../src/platform/keys.ts'
import { journeyExpectations } from './access-journeys.ts'
import type { Expected, Sample } from './access-shapes.ts'
import { slotExpectations } from './access-slots.ts'
import type { Persona, World } from './access-world.ts'
import { PASSWORD } from './staff-app.ts'

let made = 0
const fixed = (sample: Sample, answer?: Expected['answer']): Expected => ({
  sample: () => sample,
  ...(answer === undefined ? {} : { answer }),
})
/** Of a product that nobody has a visit of. */
const ofProduct = (after: string, rest: Omit<Sample, 'url'> = {}, answer?: Expected['answer']): Expected => ({
  async sample(world) {
    return { url: `/demo/${await world.slug(await world.visits.product())}${after}`, ...rest }
  },
  ...(answer === undefined ? {} : { answer }),
})
const ofVisit = (after: string, json?: object): Expected => ({
  others: 404,
  sample: (_, side) => ({ url: `/api/visits/${side?.visit.demo ?? newToken()}/${after}`, ...(json ? { json } : {}) }),
})
const ofKnock = (after: string, json: object): Expected => ({
  others: 404,
  sample: async (world, side) => ({ url: `/api/knocks/${side ? await world.waiting(side) : 987654}/${after}`, json }),
})
/** Of the visitor's own meeting. */
const ofOwnRoom = (before: string, after: string, json?: () => object): Expected => ({
  others: 404,
  sample: (_, side) => ({ url: `${before}/${side?.room ?? newToken()}${after}`, ...(json ? { json: json() } : {}) }),
})
/** Of a meeting of its own each time. */
const ofRoom = (before: string, after: string, json?: (participant: string) => object): Expected => ({
  others: 404,
  async sample(world, side) {
    const { room, participant } = side ? await world.meeting(side) : { room: newToken(), participant: 'v1' }
    return { url: `${before}/${room}${after}`, ...(json ? { json: json(participant) } : {}) }
  },
})
const ofUser = (after: string, json?: object): Expected => ({
  others: 404,
  sample: async (world, side) => ({
    url: `/api/users/${side ? (await world.visits.staffer([])).id : 987654}${after}`,
    ...(json ? { json } : {}),
  }),
})
const ofBooking = (after: string): Expected => ({
  // Who has not booked is led to the times.
  others: 303,
  sample: async (world, side) => ({
    url: `/demo/${side?.bookedSlug ?? (await world.slug(await world.visits.product()))}/booked${after}`,
  }),
})
/** Others are asked for the PIN, and nothing is changed. */
const ofManaged = (after: string): Expected => ({
  others: 200,
  answer: (who) => (who.startsWith('visitor') ? 303 : 200),
  async sample(world, side) {
    const { link, other } = await world.booking(side)
    return { url: `/m/${link}${after}`, form: { slot: String(other) } }
  },
})
/** Of a product of its own each time. */
const ofAnyProduct = (
  before: string,
  after: string,
  rest: (world: World) => Omit<Sample, 'url'> = () => ({}),
): Expected => ({
  others: 404,
  sample: async (world, side) => ({
    url: `${before}/${side ? await world.visits.product() : 987654}${after}`,
    ...rest(world),
  }),
})
/** The smallest PNG there is. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const isStaff = (who: Persona) => who.startsWith('agent') || who === 'admin'
const chat = () => ({ key: newToken(), body: 'Good day' })
const wrong = { password: 'not the password at all' }

/** How each route is asked, by `METHOD url`. A route that is not here fails the matrix. */
export const expectations: Record<string, Expected> = {
  ...slotExpectations,
  ...journeyExpectations,
  'GET /': fixed({ url: '/' }),
  'GET /terms': fixed({ url: '/terms' }),
  'GET /privacy': fixed({ url: '/privacy' }),
  'GET /demo/:slug': ofProduct(''),
  'POST /demo/:slug': {
    answer: 303,
    async sample(world) {
      const mobile = `97${String(++made).padStart(8, '0')}`
      const form = { name: 'New', email: 'new@mail.example', mobile, source: 'WEBSITE', terms: 'yes', zone: 'UTC' }
      return { url: `/demo/${await world.slug(await world.visits.product())}`, form }
    },
  },
  'POST /demo/:slug/forget': ofProduct('/forget', { form: {} }),
  'GET /demo/:slug/otp': ofProduct('/otp', {}, 303),
  'POST /demo/:slug/otp': ofProduct('/otp', { form: { code: '123456', next: 'live' } }),
  'POST /demo/:slug/otp/resend': ofProduct('/otp/resend', { form: {} }),
  'GET /demo/:slug/live': ofProduct('/live'),
  'POST /demo/:slug/live': ofProduct('/live', { form: {} }),
  'POST /demo/:slug/live/alert': ofProduct('/live/alert', { form: {} }),
  'GET /demo/:slug/schedule': ofProduct('/schedule'),
  'POST /demo/:slug/schedule': {
    async sample(world) {
      const product = await world.bookable()
      const [slot] = await world.slots(product)
      return { url: `/demo/${await world.slug(product)}/schedule`, form: { slot: String(slot), zone: 'UTC' } }
    },
  },
  'POST /demo/:slug/schedule/wait': ofProduct('/schedule/wait', { form: { day: '2026-01-16' } }),
  'GET /demo/:slug/booked': ofBooking(''),
  'GET /demo/:slug/booked/calendar.ics': ofBooking('/calendar.ics'),
  'GET /api/demo/:slug/live': {
    sample: async (world) => ({ url: `/api/demo/${await world.slug(await world.visits.product())}/live` }),
  },
  'GET /m/:token': { sample: (world, side) => ({ url: `/m/${(side ?? world.sides.A).link}` }) },
  'POST /m/:token': {
    answer: 303,
    sample: async (world) => ({ url: `/m/${(await world.booking(null)).link}`, form: { pin: '000000' } }),
  },
  'POST /m/:token/pin': {
    sample: async (world) => ({ url: `/m/${(await world.booking(null)).link}/pin`, form: {} }),
  },
  'GET /m/:token/manage': { sample: (world, side) => ({ url: `/m/${(side ?? world.sides.A).link}/manage` }) },
  'POST /m/:token/move': ofManaged('/move'),
  'POST /m/:token/cancel': ofManaged('/cancel'),
  'GET /api/m/:token/state': {
    others: 404,
    sample: (_, side) => ({ url: `/api/m/${side?.link ?? newToken()}/state` }),
  },
  'GET /w/:token': { sample: (world, side) => ({ url: `/w/${(side ?? world.sides.A).offer}` }) },
  'POST /w/:token': {
    answer: 410,
    sample: (world, side) => ({ url: `/w/${(side ?? world.sides.A).offer}`, form: {} }),
  },
  'POST /w/:token/decline': {
    answer: 303,
    sample: (world, side) => ({ url: `/w/${(side ?? world.sides.A).offer}/decline`, form: {} }),
  },
  'GET /api/w/:token/state': {
    sample: (world, side) => ({ url: `/api/w/${(side ?? world.sides.A).offer}/state` }),
  },
  'GET /demo/:slug/lobby': {
    // Who has no visit there is shown the ways to one.
    others: 303,
    sample: async (world, side) => ({
      url: `/demo/${side?.slug ?? (await world.slug(await world.visits.product()))}/lobby`,
    }),
  },
  'GET /l/:token': { sample: (world, side) => ({ url: `/l/${(side ?? world.sides.A).alert}` }) },
  'POST /l/:token': { sample: (world, side) => ({ url: `/l/${(side ?? world.sides.A).alert}`, form: {} }) },
  'GET /feedback/:token': { sample: (world, side) => ({ url: `/feedback/${(side ?? world.sides.A).feedback}` }) },
  'GET /feedback/:token/thanks': {
    sample: (world, side) => ({ url: `/feedback/${(side ?? world.sides.A).feedback}/thanks` }),
  },
  'POST /feedback/:token': {
    sample: (world, side) => ({
      url: `/feedback/${(side ?? world.sides.A).feedback}`,
      form: { overall: '9', recommend: '9', purpose: 'BUY', suggestion: '' },
    }),
  },
  'POST /api/visits/:demo/knock': ofVisit('knock'),
  // Waits in the live queue already: nothing to change.
  'POST /api/visits/:demo/live': ofVisit('live'),
  'POST /api/visits/:demo/devices': ofVisit('devices', { log: { browser: 'Firefox' } }),
  'POST /api/visits/:demo/leave': { ...ofVisit('leave'), last: 1 },
  'GET /meet/:room': ofOwnRoom('/meet', ''),
  'POST /api/meetings/:room/chat': ofOwnRoom('/api/meetings', '/chat', chat),
  'POST /api/meetings/:room/leave': ofOwnRoom('/api/meetings', '/leave', () => ({})),
  'GET /crm/meet/:room': ofRoom('/crm/meet', ''),
  'POST /api/staff/meetings/:room/chat': ofRoom('/api/staff/meetings', '/chat', chat),
  'POST /api/meetings/:room/end': ofRoom('/api/meetings', '/end'),
  'POST /api/meetings/:room/remove': ofRoom('/api/meetings', '/remove', (participant) => ({ participant })),
  'GET /api/meetings/:room/card': ofRoom('/api/meetings', '/card'),
  'POST /api/knocks/:id/admit': ofKnock('admit', { endCurrent: true }),
  'POST /api/knocks/:id/reject': ofKnock('reject', { reason: 'BUSY' }),
  // Too early for anybody's.
  'POST /api/slots/:id/join': {
    others: 404,
    answer: () => 404,
    sample: () => ({ url: '/api/slots/987654/join', json: {} }),
  },
  'POST /api/queue/note': {
    others: 403,
    sample: (_, side) => ({ url: '/api/queue/note', json: { product: side?.product ?? 987654, text: 'Soon' } }),
  },
  'POST /api/live': {
    others: 403,
    sample: (_, side) => ({ url: '/api/live', json: { action: 'GO', products: [side?.product ?? 987654] } }),
  },
  'GET /api/demos': fixed({ url: '/api/demos' }),
  'GET /api/demos/choices': fixed({ url: '/api/demos/choices' }),
  'GET /api/demos/:id': {
    others: 404,
    sample: async (world, side) => ({ url: `/api/demos/${side ? await world.demo(side) : 987654}` }),
  },
  'POST /api/demos/:id': {
    others: 404,
    sample: async (world, side) => ({
      url: `/api/demos/${side ? await world.demo(side) : 987654}`,
      json: { remarks: 'Called back' },
    }),
  },
  'GET /api/messages': fixed({ url: '/api/messages' }),
  'POST /api/messages/:id/resend': {
    others: 404,
    sample: async (world, side) => ({ url: `/api/messages/${side ? await world.failed(side) : 987654}/resend` }),
  },
  'GET /api/users': fixed({ url: '/api/users' }),
  'POST /api/users': {
    sample: () => ({
      url: '/api/users',
      json: { key: newToken(), name: 'New One', email: `new${++made}@staff.example`, role: 'AGENT', products: [] },
    }),
  },
  'POST /api/users/:id': ofUser('', { name: 'Another Name' }),
  'POST /api/users/:id/status': ofUser('/status', { status: 'INACTIVE' }),
  'POST /api/users/:id/products': ofUser('/products', { products: [] }),
  'GET /api/users/:id': ofUser(''),
  'POST /api/users/:id/invite': {
    others: 404,
    async sample(world, side) {
      const email = `invited${++made}@staff.example`
      const user = { name: 'Invited', email, role: 'AGENT' as const, products: [] }
      return { url: `/api/users/${side ? (await addUser(world.visits.system, user)).id : 987654}/invite`, json: {} }
    },
  },
  'GET /api/products': fixed({ url: '/api/products' }),
  'POST /api/products': {
    sample: () => ({ url: '/api/products', json: { key: newToken(), name: `Added ${++made}`, zone: 'UTC' } }),
  },
  'GET /api/products/:id': ofAnyProduct('/api/products', ''),
  'POST /api/products/:id': ofAnyProduct('/api/products', '', () => ({ json: { description: 'Better' } })),
  'POST /api/products/:id/slug': ofAnyProduct('/api/products', '/slug', () => ({ json: { slug: `moved-${++made}` } })),
  'POST /api/products/:id/banner': ofAnyProduct('/api/products', '/banner', () => ({ file: picture })),
  'GET /api/products/:id/agents': ofAnyProduct('/api/products', '/agents'),
  'POST /api/products/:id/agents': ofAnyProduct('/api/products', '/agents', () => ({ json: { agents: [] } })),
  'GET /crm/products/:id/qr': ofAnyProduct('/crm/products', '/qr'),
  'GET /crm/products/:id/poster': ofAnyProduct('/crm/products', '/poster'),
  'GET /api/stores': fixed({ url: '/api/stores' }),
  'POST /api/stores': {
    sample: () => ({ url: '/api/stores', json: { key: newToken(), name: `Store of ${++made}`, zone: 'UTC' } }),
  },
  'POST /api/stores/:id': {
    others: 404,
    sample: async (world, side) => ({
      url: `/api/stores/${side ? await world.visits.store() : 987654}`,
      json: { status: 'INACTIVE' },
    }),
  },
  'GET /api/settings': fixed({ url: '/api/settings' }),
  'POST /api/settings': fixed({ url: '/api/settings', json: { quiet: { from: '22:00' } } }),
  'POST /api/settings/logo': fixed({ url: '/api/settings/logo', file: picture }),
  'GET /api/alerts': fixed({ url: '/api/alerts' }),
  'GET /media/:name': fixed({ url: `/media/${'0'.repeat(40)}.webp` }, 404),
  'GET /api/me': fixed({ url: '/api/me' }),
  // Let in, and then the password or the code is wrong, or the second step is not on.
  'POST /api/me/password': fixed({ url: '/api/me/password', json: { current: wrong.password, ...wrong } }, 422),
  'POST /api/me/totp/start': fixed({ url: '/api/me/totp/start', json: wrong }, 422),
  'POST /api/me/totp/confirm': fixed({ url: '/api/me/totp/confirm', json: { code: '1' } }, 422),
  'POST /api/me/totp/disable': fixed({ url: '/api/me/totp/disable', json: wrong }, 409),
  'POST /api/me/totp/recovery-codes': fixed({ url: '/api/me/totp/recovery-codes', json: wrong }, 409),
  'POST /api/me/logout-everywhere': { ...fixed({ url: '/api/me/logout-everywhere' }), last: 2 },
  'GET /crm/login': fixed({ url: '/crm/login' }, (who) => (isStaff(who) ? 303 : 200)),
  'POST /crm/login': fixed({ url: '/crm/login', form: { email: 'nobody@staff.example', password: PASSWORD } }, 401),
  'GET /crm/totp': fixed({ url: '/crm/totp' }, 303),
  'POST /crm/totp': fixed({ url: '/crm/totp', form: { code: '123456' } }),
  'GET /crm/forgot': fixed({ url: '/crm/forgot' }),
  'POST /crm/forgot': fixed({ url: '/crm/forgot', form: { email: 'nobody@staff.example' } }, 200),
  'GET /crm/reset': fixed({ url: '/crm/reset' }),
  'POST /crm/reset': fixed({ url: '/crm/reset', form: { token: 'none', password: PASSWORD } }, 410),
  'POST /crm/logout': { ...fixed({ url: '/crm/logout', form: {} }), last: 3 },
  'GET /crm': fixed({ url: '/crm' }),
  'GET /crm/*': fixed({ url: '/crm/customers' }),
  'GET /crm/devices': fixed({ url: '/crm/devices' }),
  'GET /healthz': fixed({ url: '/healthz' }),
  'GET /readyz': fixed({ url: '/readyz' }),
  'GET /metrics': fixed({ url: '/metrics', from: '127.0.0.1' }),
  'GET /api/openapi.json': fixed({ url: '/api/openapi.json' }),
  'GET /phone': fixed({ url: '/phone', from: '127.0.0.1' }),
}
