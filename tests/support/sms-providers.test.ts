import twilio from 'twilio'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type SmsProviders, startSmsProviders } from './sms-providers.ts'

let sms: SmsProviders
beforeAll(async () => {
  sms = await startSmsProviders()
})
beforeEach(() => sms.behave('accept'))
afterAll(() => sms.stop())

/** Twilio's API by hand, as its documentation has it. */
async function create(fields: Record<string, string>, token = sms.twilio.authToken, timeout = 5000) {
  const { accountSid, baseUrl } = sms.twilio
  const answer = await fetch(`${baseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}` },
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(timeout),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const message = { To: '+919876543210', From: '+15005550006', Body: 'Your code is 123456' }

test('Twilio’s own client is satisfied', async () => {
  const { accountSid, authToken, baseUrl } = sms.twilio
  const client = twilio(accountSid, authToken)
  const { port } = new URL(baseUrl)
  client.httpClient.request = ((original) => (options) => {
    const uri = (options.uri ?? '').replace('https://api.twilio.com', `http://127.0.0.1:${port}`)
    return original.call(client.httpClient, { ...options, uri })
  })(client.httpClient.request) as typeof client.httpClient.request
  const sent = await client.messages.create({ to: message.To, from: message.From, body: message.Body })
  expect(sent).toMatchObject({ status: 'queued', to: message.To, numSegments: '1', errorCode: null })
  expect(await sms.message(({ id }) => id === sent.sid)).toMatchObject({ provider: 'twilio', text: message.Body })
  await expect(client.messages.create({ to: '12', from: message.From, body: 'x' })).rejects.toMatchObject({
    code: 21211,
    status: 400,
  })
})

test('Twilio: a messaging service answers accepted', async () => {
  const { From: _, ...rest } = message
  const sent = await create({ ...rest, MessagingServiceSid: 'MG1' })
  expect(sent).toMatchObject({ status: 201, body: { status: 'accepted', from: null } })
})

test.each([
  [{ ...message, To: '' }, 21604],
  [{ ...message, From: '' }, 21603],
  [{ ...message, Body: '' }, 21602],
  [{ ...message, To: '98765' }, 21211],
  [{ ...message, Body: 'x'.repeat(1601) }, 21617],
])('Twilio: a wrong request is a 400 with its code', async (fields, code) => {
  expect(await create(fields)).toMatchObject({ status: 400, body: { code, status: 400 } })
})

test('Twilio: credentials, limits, faults, time-outs, lost answers', async () => {
  const taken = () => sms.messages.length
  const before = taken()
  expect(await create(message, 'wrong')).toMatchObject({ status: 401, body: { code: 20003 } })
  sms.behave('rate-limited')
  expect(await create(message)).toMatchObject({ status: 429, body: { code: 20429 } })
  sms.behave({ fail: 503 })
  expect((await create(message)).status).toBe(503)
  sms.behave('time-out')
  await expect(create(message, undefined, 200)).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(taken()).toBe(before)
  sms.behave('lose-answer')
  await expect(create(message)).rejects.toThrow('fetch failed')
  expect(taken()).toBe(before + 1)
})

test('the gateway takes JSON with its key, and fails in the same ways', async () => {
  const post = (body: string, headers = sms.http.headers) =>
    fetch(sms.http.url, { method: 'POST', headers, body, signal: AbortSignal.timeout(5000) })
  const body = JSON.stringify({ to: '+919876543210', text: 'Hello', template: 'T1', entity: 'E1', sender: 'AURUM' })
  const { id } = (await (await post(body)).json()) as { id: string }
  expect(await sms.message((taken) => taken.id === id)).toMatchObject({ from: 'AURUM', fields: { template: 'T1' } })
  expect((await post(body, {})).status).toBe(401)
  expect((await post('{')).status).toBe(400)
  expect((await post('{"to":"12","text":"x"}')).status).toBe(400)
  sms.behave('rate-limited')
  expect((await post(body)).status).toBe(429)
  sms.behave('lose-answer')
  await expect(post(body)).rejects.toThrow('fetch failed')
  expect(sms.messages.filter(({ provider }) => provider === 'http')).toHaveLength(2)
})
