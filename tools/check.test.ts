import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { check, isGood, report } from './check.ts'

const project = join(import.meta.dirname, '..')
const made: string[] = []
afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true })
})

/** A project with our settings and packages, and these files. */
function plant(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'check-'))
  made.push(root)
  for (const name of ['tsconfig.json', 'biome.json', 'package.json', '.gitignore']) {
    cpSync(join(project, name), join(root, name))
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  // One link per package keeps the cache of the types apart from the project's own.
  mkdirSync(join(root, 'node_modules'))
  for (const name of ['.bin', 'typescript', '@types', 'vite']) {
    symlinkSync(join(project, 'node_modules', name), join(root, 'node_modules', name))
  }
  return root
}

const verdicts = async (root: string) =>
  Object.fromEntries((await check(root)).map((part) => [part.name, isGood(part)] as const))
const good = { types: true, biome: true, boundaries: true, structure: true }

test('a clean tree passes every part', { timeout: 60_000 }, async () => {
  expect(await verdicts(plant({ 'src/web/a.ts': 'export const a = 1\n' }))).toEqual(good)
})

test('each part fails on what is its own', { timeout: 60_000 }, async () => {
  const root = plant({
    'src/web/types.ts': "export const a: number = 'b'\n",
    'src/web/biome.ts': 'export var c = 1;\n',
    'src/web/boundary.ts': "export { a } from '../app/a.ts'\n",
    'src/app/a.ts': 'export const a = 1\n',
    'src/web/utils.ts': 'export const d = 1\n',
  })
  const parts = await check(root)
  const text = parts.map(report).join('\n')
  expect(text).toMatch(/src\/web\/types\.ts\(1,14\): error TS2322/)
  expect(text).toContain('src/web/biome.ts')
  expect(text).toContain('1-only-app-imports-app: src/web/boundary.ts -> src/app/a.ts')
  expect(text).toContain('src/web/utils.ts: no utils')
  expect(parts.map(isGood)).toEqual([false, false, false, false])
})

test('reading nothing fails', { timeout: 60_000 }, async () => {
  const parts = await check(plant({}))
  expect(parts.filter(({ name }) => name !== 'biome').map(isGood)).toEqual([false, false, false])
  expect(report({ name: 'biome', read: 0, of: 'files', findings: [] })).toContain('read nothing')
})
