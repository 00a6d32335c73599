import { createSocket, type Socket } from 'node:dgram'

/** A UDP way to a port of this machine that can be cut: while it is, every packet both ways is lost. */
export async function leakyLine(port: number): Promise<{ port: number; cut: boolean; close(): void }> {
  const front = createSocket('udp4')
  const backs = new Map<string, Socket>()
  const line = {
    port: 0,
    cut: false,
    close() {
      front.close()
      for (const back of backs.values()) back.close()
    },
  }
  front.on('message', (packet, { address, port: from }) => {
    const key = `${address}:${from}`
    let back = backs.get(key)
    if (!back) {
      back = createSocket('udp4')
      back.on('message', (answer) => {
        if (!line.cut) front.send(answer, from, address)
      })
      backs.set(key, back)
    }
    if (!line.cut) back.send(packet, port, '127.0.0.1')
  })
  await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve))
  line.port = front.address().port
  return line
}
