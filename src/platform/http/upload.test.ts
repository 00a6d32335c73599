import { fastify } from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { acceptUploads, readUpload } from './upload.ts'

const server = fastify()
acceptUploads(server)
server.setErrorHandler((error, _, reply) =>
  reply.code((error as AppError).status).send({ says: (error as Error).message }),
)
server.post('/file', { config: { upload: true } }, async (request) => ({
  size: (await readUpload(request, 1000)).length,
}))
server.post('/refused', { config: { upload: true } }, async () => {
  throw new AppError('forbidden', 'Not you.')
})
server.post('/json', async () => ({ read: true }))
afterAll(() => server.close())
await server.listen({ host: '127.0.0.1', port: 0 })
const { port } = server.server.address() as { port: number }

const send = (path: string, body: BodyInit, type = 'application/octet-stream') =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    ...{ method: 'POST', body, headers: { 'content-type': type } },
    // Chunked, so that its size is not told beforehand.
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  } as RequestInit)
const chunked = (bytes: number) => new Blob([new Uint8Array(bytes)]).stream()

test('a file is read whole, up to its limit, whether its size is told or not', async () => {
  expect(await (await send('/file', new Uint8Array(1000))).json()).toEqual({ size: 1000 })
  expect(await (await send('/file', chunked(1000))).json()).toEqual({ size: 1000 })
  expect((await send('/file', new Uint8Array(1001))).status).toBe(413)
  expect((await send('/file', chunked(1001))).status).toBe(413)
})

test('a stranger is refused before the file is read; other edges take no files, and this one takes nothing else', async () => {
  expect((await send('/refused', new Uint8Array(1000))).status).toBe(403)
  expect((await send('/json', new Uint8Array(10))).status).toBe(422)
  expect((await send('/file', '{}', 'application/json')).status).toBe(422)
})
