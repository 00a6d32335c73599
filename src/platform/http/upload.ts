import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'

/** Files come as they are, as a body of this type; what is in them decides, not what they are called. */
const TYPE = 'application/octet-stream'

/** Leaves the body of routes that say `upload` unread, so that a stranger is refused before a byte of it is kept. */
export function acceptUploads(server: FastifyInstance): void {
  server.addContentTypeParser(TYPE, (request, payload, done) => {
    const { upload } = request.routeOptions.config as { upload?: boolean }
    if (upload) return done(null, payload)
    done(new AppError('invalid', 'The request could not be read.'))
  })
}

/** The file a request carries. Throws `invalid` when there is none, `too_large` as soon as it is over `most` bytes. */
export async function readUpload(request: FastifyRequest, most: number): Promise<Buffer> {
  const tooLarge = new AppError('too_large', `This file is larger than ${most / 1_000_000} MB. Choose a smaller one.`)
  if (Number(request.headers['content-length']) > most) throw tooLarge
  const stream = request.body as AsyncIterable<Buffer> | null | undefined
  if (!stream || !(Symbol.asyncIterator in stream)) throw new AppError('invalid', 'Choose a file.')
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    size += part.length
    if (size > most) throw tooLarge
    parts.push(part)
  }
  return Buffer.concat(parts)
}
