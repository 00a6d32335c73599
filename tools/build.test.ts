import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildAll, hashInputs, isStale } from './build.ts'

let root = ''
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
/** A project whose vite.config.ts is like ours, cut down to one entry each. */
const config = `export default ({ isSsrBuild }) => ({ publicDir: false, build: isSsrBuild
  ? { outDir: 'dist/server', ssr: true, rollupOptions: { input: { phygital: 'src/app/phygital.ts' } } }
  : { outDir: 'dist/browser', manifest: true, rollupOptions: { input: { visitor: 'src/app/browser/visitor.ts' } } } })`

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-'))
  write('package.json', '{"type":"module"}')
  write('package-lock.json', '{}')
  write('tsconfig.json', '{}')
  write('vite.config.ts', config)
  write('src/app/phygital.ts', 'console.log(1)\n')
  write('src/app/browser/visitor.ts', 'console.log(2)\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('is stale until built, and again after any change, addition or loss', { timeout: 60_000 }, async () => {
  expect(isStale(root)).toBe(true)
  await buildAll(root)
  expect(isStale(root)).toBe(false)
  const changes = [
    () => write('src/app/phygital.ts', 'console.log(3)\n'),
    () => write('src/web/more.ts', ''),
    () => rmSync(join(root, 'src/web/more.ts')),
    () => write('package-lock.json', '{"a":1}'),
    () => write('vite.config.ts', `${config}\n`),
    () => rmSync(join(root, 'dist/server/phygital.js')),
  ]
  for (const change of changes) {
    change()
    expect(isStale(root)).toBe(true)
    await buildAll(root)
    expect(isStale(root)).toBe(false)
  }
})

test('tests beside the code do not make it stale', () => {
  const before = hashInputs(root)
  write('src/app/phygital.test.ts', '')
  expect(hashInputs(root)).toBe(before)
  write('src/app/more.ts', '')
  expect(hashInputs(root)).not.toBe(before)
})

test('a build that fails stays stale', { timeout: 60_000 }, async () => {
  await buildAll(root)
  write('src/app/phygital.ts', "import './nowhere.ts'\n")
  await expect(buildAll(root)).rejects.toThrow()
  expect(isStale(root)).toBe(true)
  write('src/app/phygital.ts', 'console.log(1)\n')
  expect(isStale(root)).toBe(true)
})
