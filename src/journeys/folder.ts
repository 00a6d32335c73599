import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'

/**
 * Holds a folder for one run at a time; answers how to let it go. A run that died is not in the way. Throws `conflict` while another one is
 * at work there.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, '.running')
  for (let tries = 0; tries < 5; tries++) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(String(process.pid))
      await file.close()
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const pid = Number(await readFile(path, 'utf8').catch(() => ''))
    if (pid && pid !== process.pid && isAlive(pid)) throw inUse(folder)
    if (pid === process.pid) throw inUse(folder)
    await rm(path, { force: true })
  }
  throw inUse(folder)
}

const inUse = (folder: string) =>
  new AppError('conflict', `Another run is at work in ${folder}. Wait for it, or name another folder.`)

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
