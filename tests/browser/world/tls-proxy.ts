import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { generate } from 'selfsigned'

export interface TlsProxy {
  /** https:// address that browsers open. */
  url: string
  stop(): void
}

/** The reverse proxy before our processes: ends TLS and passes on, to the port `pick` says, what it should. */
export async function startTlsProxy(pick: (from: IncomingMessage) => number): Promise<TlsProxy> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
  })
  const pass = (from: IncomingMessage) =>
    request({
      host: '127.0.0.1',
      port: pick(from),
      method: from.method,
      path: from.url,
      headers: {
        ...from.headers,
        'x-forwarded-for': from.socket.remoteAddress,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': from.headers.host,
      },
    })
  const server = createServer({ key, cert }, (from, to) => {
    const upstream = pass(from)
    upstream.on('response', (answer) => {
      to.writeHead(answer.statusCode!, answer.rawHeaders)
      answer.pipe(to)
    })
    upstream.on('error', () => to.destroy())
    from.pipe(upstream)
  })
  server.on('upgrade', (from: IncomingMessage, near: Duplex, head: Buffer) => {
    const upstream = pass(from)
    upstream.on('upgrade', (answer, far, first) => {
      const lines = [`HTTP/1.1 101 ${answer.statusMessage}`]
      for (let i = 0; i < answer.rawHeaders.length; i += 2)
        lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`)
      near.write(`${lines.join('\r\n')}\r\n\r\n`)
      // The server's first frame may have come with its answer.
      near.write(first)
      far.pipe(near)
      near.pipe(far)
      far.on('error', () => near.destroy())
      near.on('error', () => far.destroy())
      far.on('close', () => near.destroy())
      near.on('close', () => far.destroy())
    })
    upstream.on('response', () => near.destroy())
    upstream.on('error', () => near.destroy())
    upstream.end(head)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://localhost:${port}`,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
