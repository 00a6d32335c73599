import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'

// socket.io as it comes, with the transport of the product, and nothing on top. Patient, since its 10,000 clients share
// a machine with it: who is dropped for a late heartbeat is not measured.

const http = createServer()
new Server(http, {
  serveClient: false,
  transports: ['websocket'],
  pingInterval: 8000,
  pingTimeout: 120_000,
  perMessageDeflate: false,
})
http.listen(0, '127.0.0.1', () => console.log(`bare sockets on ${(http.address() as AddressInfo).port}`))
