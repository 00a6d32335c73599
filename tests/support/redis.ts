import { findProgram, freePort, startProgram, temporaryFolder } from './program.ts'

export interface Redis {
  url: string
  stop(): Promise<void>
}

/** Starts a Redis of our own on 127.0.0.1, on a free port unless one is given, keeping nothing on disk. */
export async function startRedis(given?: number): Promise<Redis> {
  const folder = temporaryFolder('redis')
  const port = given ?? (await freePort())
  const program = startProgram(
    findProgram(['redis-server'], 'redis-server'),
    ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder.path, '--save', '', '--appendonly', 'no'],
    { cwd: folder.path },
  )
  const stop = async () => {
    await program.stop()
    folder.remove()
  }
  try {
    await program.said(/Ready to accept connections/i)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `redis://127.0.0.1:${port}`, stop }
}
