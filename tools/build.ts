import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from './files.ts'

const INPUTS = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts']
/** Holds the hash of what `dist` was built from. */
export const STAMP = 'dist/built-from'
const OUTPUTS = ['dist/server/phygital.js', 'dist/browser/.vite/manifest.json']

/** A hash of everything a build is made from: unlike times of files, it survives a checkout and a copy. */
export function hashInputs(root: string): string {
  const hash = createHash('sha256')
  for (const path of listFiles(root, INPUTS)) {
    if (/\.test\.tsx?$/.test(path)) continue
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** Whether `dist` is missing, incomplete, or made from other sources. */
export function isStale(root: string): boolean {
  if (OUTPUTS.some((path) => !existsSync(join(root, path))) || !existsSync(join(root, STAMP))) return true
  return readFileSync(join(root, STAMP), 'utf8') !== hashInputs(root)
}

/** Builds the browser's and the server's bundles. The stamp is written last, so a broken build stays stale. */
export async function buildAll(root: string): Promise<void> {
  const made = hashInputs(root)
  rmSync(join(root, STAMP), { force: true })
  const { build } = await import('vite').catch(() => {
    throw new Error('dist is not up to date and vite is not installed: run npm ci (without --omit=dev)')
  })
  const configFile = join(root, 'vite.config.ts')
  await build({ root, configFile, logLevel: 'warn' })
  await build({ root, configFile, logLevel: 'warn', build: { ssr: true } })
  writeFileSync(join(root, STAMP), made)
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  if (process.argv.includes('--if-stale') && !isStale(root)) process.exit(0)
  const started = Date.now()
  try {
    await buildAll(root)
    console.log(`built dist in ${((Date.now() - started) / 1000).toFixed(1)} s`)
  } catch (error) {
    console.error(`build failed: ${(error as Error).message}`)
    process.exit(1)
  }
}
