import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'

/** What people have given: kept under a name made of the contents, so that a name never changes what it stands for. */
export interface Storage {
  /** Keeps bytes for good and answers their name, e.g. `4f0c….webp`. The same bytes get the same name. */
  put(bytes: Buffer, ending: string): Promise<string>
  /** The bytes of a name, or undefined. */
  get(name: string): Promise<Buffer | undefined>
}

/** A name that `put` gives: nothing else reaches the disk. */
export const STORED = /^[a-f0-9]{40}\.[a-z0-9]{2,5}$/

/** Files in a folder of this machine; several processes share it. */
export function folderStorage(folder: string): Storage {
  return {
    async put(bytes, ending) {
      const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 40)}.${ending}`
      await mkdir(folder, { recursive: true })
      // Whole or not at all, also when the power goes: written aside, synced, then renamed.
      const aside = join(folder, `.${randomUUID()}`)
      const file = await open(aside, 'wx')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(aside, join(folder, name))
      return name
    },
    async get(name) {
      if (!STORED.test(name)) return undefined
      return readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
    },
  }
}

/** Where an installation keeps its uploads. */
export const storageOf = ({ DATA_DIR }: Pick<Config, 'DATA_DIR'>): Storage => folderStorage(join(DATA_DIR, 'uploads'))
