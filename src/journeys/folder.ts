import { randomBytes } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'

/**
 * Holds a folder for one run at a time; answers how to let it go. A run that died is not in the way. Throws `conflict` while another one is
 * at work there.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, '.running')
  const own = `${path}-${randomBytes(6).toString('hex')}`
  for (let tries = 0; tries < 5; tries++) {
    try {
      // Never there without saying whose it is: who found it empty took it away, and two held the folder.
      await writeFile(own, `${process.pid} ${await startOf(process.pid)}`)
      await link(own, path)
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      await rm(own, { force: true })
    }
    const said = await readFile(path, 'utf8').catch(() => undefined)
    // It was let go of meanwhile; to take away what is there now would be to take another's.
    if (said === undefined) continue
    if (await isHeld(said)) throw inUse(folder)
    await rm(path, { force: true })
  }
  throw inUse(folder)
}

const inUse = (folder: string) =>
  new AppError('conflict', `Another run is at work in ${folder}. Wait for it, or name another folder.`)

/** Ids of processes come again, in a container the same ones at every start: whose it is, its start tells. */
async function isHeld(said: string): Promise<boolean> {
  const [pid, start] = said.split(' ')
  return Number(pid) > 0 && isAlive(Number(pid)) && (start === undefined || start === (await startOf(Number(pid))))
}

/** When a process was started, in the system's own count; empty where that cannot be told. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const DAY_MS = 86_400_000
let made = 0

/**
 * Names a folder in `parent` for what does not fit in the memory of one DuckDB: two with one folder write into each other's files
 * and die of it. What killed processes left there goes; of other machines, which may share the folder, when it is a day old.
 */
export async function spillFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const path = join(parent, name)
    const [, pid, host] = /^(\d+)-\d+-(.*)$/.exec(name) ?? []
    const left = host === hostname() ? !isAlive(Number(pid)) : await isOld(path)
    if (left) await rm(path, { recursive: true, force: true })
  }
  return join(parent, `${process.pid}-${++made}-${hostname()}`)
}

const isOld = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs < Date.now() - DAY_MS,
    () => false,
  )
