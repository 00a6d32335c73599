import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'

/** The files one browser entry needs. */
export interface Bundle {
  script: string
  /** Imports of the entry, to be preloaded. */
  preload: string[]
  styles: string[]
}

interface Chunk {
  file: string
  css?: string[]
  imports?: string[]
  isEntry?: boolean
  name?: string
}

/** Reads the build's manifest. Throws with what to do when the browser bundles were not built. */
export function readBundles(folder: string): Map<string, Bundle> {
  const path = join(folder, '.vite', 'manifest.json')
  if (!existsSync(path)) throw new AppError('internal', 'The browser bundles are missing. Run: npm run build')
  const chunks = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Chunk>
  const bundles = new Map<string, Bundle>()
  for (const entry of Object.values(chunks)) {
    if (!entry.isEntry || !entry.name) continue
    const [preload, styles] = [new Set<string>(), new Set<string>()]
    const visit = (chunk: Chunk) => {
      for (const style of chunk.css ?? []) styles.add(`/${style}`)
      for (const key of chunk.imports ?? []) {
        const imported = chunks[key]
        if (!imported || preload.has(`/${imported.file}`)) continue
        preload.add(`/${imported.file}`)
        visit(imported)
      }
    }
    visit(entry)
    bundles.set(entry.name, { script: `/${entry.file}`, preload: [...preload], styles: [...styles] })
  }
  return bundles
}
