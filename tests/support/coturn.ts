import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { join } from 'node:path'
import { findProgram, freePort, type Program, startProgram, temporaryFolder } from './program.ts'

export interface Coturn {
  /** turn: addresses over UDP and TCP. */
  urls: string[]
  /** stun: address of the same server. */
  stun: string
  /** The static-auth-secret that short-lived credentials are made from. */
  secret: string
  /** Bytes relayed to and from peers in sessions that have ended or reported so far. */
  relayed(): number
  log(): string
  stop(): Promise<void>
}

/** Asks with a STUN binding request (RFC 8489, section 5) until it is answered. */
async function answers(port: number, program: Program, timeout = 20_000): Promise<void> {
  const socket = createSocket('udp4')
  const request = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), randomBytes(12)])
  const ask = () => socket.send(request, port, '127.0.0.1', () => {})
  const asking = setInterval(ask, 50)
  let late: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`turnserver does not answer; it said:\n${program.log()}`))
      late = setTimeout(fail, timeout)
      void program.gone.then(fail)
      socket.once('message', () => resolve())
      socket.on('error', reject)
      ask()
    })
  } finally {
    clearInterval(asking)
    clearTimeout(late)
    socket.close()
  }
}

/** Starts a TURN server of our own on 127.0.0.1 with time-limited credentials (TURN REST API). */
export async function startCoturn(): Promise<Coturn> {
  const folder = temporaryFolder('coturn')
  const port = await freePort()
  const secret = randomBytes(16).toString('hex')
  const program = startProgram(
    findProgram(['turnserver'], 'coturn'),
    [
      '-n',
      `--listening-port=${port}`,
      '--listening-ip=127.0.0.1',
      '--relay-ip=127.0.0.1',
      '--allow-loopback-peers',
      '--use-auth-secret',
      `--static-auth-secret=${secret}`,
      '--realm=phygital.test',
      '--fingerprint',
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--no-software-attribute',
      '--verbose',
      '--log-file=stdout',
      '--simple-log',
      `--pidfile=${join(folder.path, 'pid')}`,
      `--userdb=${join(folder.path, 'turndb')}`,
    ],
    { cwd: folder.path },
  )
  const stop = async () => {
    await program.stop('SIGKILL')
    folder.remove()
  }
  try {
    await answers(port, program)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    urls: [`turn:127.0.0.1:${port}?transport=udp`, `turn:127.0.0.1:${port}?transport=tcp`],
    stun: `stun:127.0.0.1:${port}`,
    secret,
    relayed: () => {
      const counts = [...program.log().matchAll(/peer usage: .*?rp=\d+, rb=(\d+), sp=\d+, sb=(\d+)/g)]
      return counts.reduce((total, [, received, sent]) => total + Number(received) + Number(sent), 0)
    },
    log: () => program.log(),
    stop,
  }
}
