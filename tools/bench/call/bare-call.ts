import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { audioConstraints, videoConstraints } from '../../../src/web/media/capture.ts'

export interface BareCall {
  url: string
  stop(): void
}

const shell = (script: string) => `<!doctype html><meta charset="utf-8"><title>Bare call</title>
<style>
  video { position: fixed; right: 16px; bottom: 16px; width: 200px }
  #other { inset: 0; width: 100%; height: 100%; object-fit: cover }
</style>
<script src="/socket.io/socket.io.min.js"></script><video id="other" autoplay playsinline></video><video id="own" muted autoplay playsinline></video>
<script>${script}</script>`

// The least two pages need: who comes last offers, candidates follow as they are found.
const media = JSON.stringify({
  audio: audioConstraints(null),
  video: videoConstraints({ deviceId: null, facing: 'user', weak: false }),
})
const call = `
  const room = new URLSearchParams(location.search).get('room')
  const socket = io({ transports: ['websocket'] })
  const media = navigator.mediaDevices.getUserMedia(${media})
  media.then((stream) => { own.srcObject = stream })
  const peer = new RTCPeerConnection()
  const send = (data) => socket.emit('signal', { room, data })
  peer.onicecandidate = ({ candidate }) => candidate && send({ candidate })
  peer.ontrack = ({ streams }) => { other.srcObject = streams[0] }
  const add = async () => {
    const stream = await media
    for (const track of stream.getTracks()) peer.addTrack(track, stream)
  }
  const early = []
  const described = async (description) => {
    await peer.setRemoteDescription(description)
    for (const candidate of early.splice(0)) await peer.addIceCandidate(candidate)
  }
  socket.on('signal', async ({ offer, answer, candidate }) => {
    if (offer) {
      await add()
      await described(offer)
      await peer.setLocalDescription()
      send({ answer: peer.localDescription })
    }
    if (answer) await described(answer)
    if (candidate) {
      if (peer.remoteDescription) await peer.addIceCandidate(candidate)
      else early.push(candidate)
    }
  })
  socket.emit('join', room, async (others) => {
    if (!others) { document.title = 'Waiting'; return }
    await add()
    await peer.setLocalDescription()
    send({ offer: peer.localDescription })
  })`

const queue = `
  const room = new URLSearchParams(location.search).get('room')
  onload = () => {
    const button = document.createElement('button')
    for (const video of document.querySelectorAll('video')) video.remove()
    button.textContent = 'Admit'
    button.onclick = () => { location = '/call?room=' + room }
    document.body.append(button)
  }`

/** Two plain pages, the other's picture large and the own in a corner, and the simplest signalling: `/call` is either side, `/queue` has the button that leads there. */
export async function startBareCall(): Promise<BareCall> {
  const http = createServer((request, response) => {
    const script = request.url?.startsWith('/queue') ? queue : call
    response.setHeader('content-type', 'text/html; charset=utf-8').end(shell(script))
  })
  const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false })
  io.on('connection', (socket) => {
    socket.on('join', (room: string, answer: (others: number) => void) => {
      answer(io.sockets.adapter.rooms.get(room)?.size ?? 0)
      void socket.join(room)
    })
    socket.on('signal', ({ room, data }: { room: string; data: unknown }) => socket.to(room).emit('signal', data))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, stop: () => void io.close() }
}
