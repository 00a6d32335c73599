import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const SKIPPED = new Set(['node_modules', 'dist', 'data', '.git', '.cache', 'test-results'])

/** Every file under the named folders (or files) of `root`, as sorted paths relative to it with `/`. */
export function listFiles(root: string, names: readonly string[]): string[] {
  const found: string[] = []
  const walk = (path: string) => {
    const entries = readdirSync(join(root, path), { withFileTypes: true })
    for (const entry of entries) {
      if (SKIPPED.has(entry.name)) continue
      const below = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) walk(below)
      else if (entry.isFile()) found.push(below)
    }
  }
  const top = new Map(readdirSync(root, { withFileTypes: true }).map((entry) => [entry.name, entry]))
  for (const name of names) {
    const entry = top.get(name)
    if (entry?.isDirectory()) walk(name)
    else if (entry?.isFile()) found.push(name)
  }
  return found.sort()
}
