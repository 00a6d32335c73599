import { expect, test } from 'vitest'
import { checkStructure } from './structure.ts'

const at = (path: string, text = 'export const x = 1\n') => checkStructure([{ path, text }]).findings

test.each([
  'src/features/demos/schema.ts',
  'src/features/demos/rules.test.ts',
  'src/features/demos/actions/admit.ts',
  'src/features/demos/actions/admit.test.ts',
  'src/features/demos/pages/otp-form.tsx',
  'src/features/demos/screens/table/row.tsx',
  'src/features/demos/parts/card.test.tsx',
  'src/app/browser/public/favicon.svg',
  'src/platform/config.ts',
  'tests/browser/happy-path.spec.ts',
  'tools/bench/pages.ts',
])('%s has its place', (path) => {
  expect(at(path)).toEqual([])
})

test.each([
  ['src/features/demos/service.ts', 'vocabulary'],
  ['src/features/demos/schema.tsx', 'vocabulary'],
  ['src/features/demos/pages.tsx', 'vocabulary'],
  ['src/features/demos/actions/deep/admit.ts', 'vocabulary'],
  ['src/features/demos/otp/rules.ts', 'vocabulary'],
  ['src/features/demos/pages/style.css', 'vocabulary'],
  ['src/features/demos.ts', 'vocabulary'],
  ['src/shared/a.ts', 'src holds only'],
  ['src/phygital.ts', 'src holds only'],
  ['src/platform/utils.ts', 'no utils'],
  ['src/web/helpers/a.ts', 'no utils'],
  ['tests/support/common.ts', 'no utils'],
  ['src/web/ui/index.ts', 'no utils'],
  ['src/web/ui/Button.tsx', 'kebab-case'],
  ['tools/bench_pages.ts', 'kebab-case'],
])('%s does not: %s', (path, why) => {
  expect(at(path).join()).toContain(why)
})

test('a file holds 400 lines, not 401', () => {
  expect(at('src/web/a.ts', 'x\n'.repeat(400))).toEqual([])
  expect(at('src/web/a.ts', 'x\n'.repeat(401)).join()).toContain('401 lines')
  expect(at('tests/browser/a.spec.ts', 'x\n'.repeat(401)).join()).toContain('401 lines')
})

test.each([
  'const a = process.env.HOME',
  "const a = process['env']",
  'const { env } = process',
  'const { env: e } = globalThis.process',
  'const a = globalThis.process.env',
  "import { env } from 'node:process'",
  "import process from 'node:process'",
  "import * as p from 'process'",
])('%s is for config alone', (text) => {
  expect(at('src/platform/log.ts', text).join()).toContain('reads the environment')
  expect(at('src/platform/config.ts', text)).toEqual([])
  expect(at('tools/a.ts', text)).toEqual([])
  expect(at('src/platform/log.test.ts', text)).toEqual([])
})

test.each([
  'const a = environment.env',
  '// process.env',
  "const a = 'process.env'",
  "import { argv } from 'node:process'",
])('%s reads no environment', (text) => {
  expect(at('src/platform/log.ts', text)).toEqual([])
})

test.each([
  ['home', 'someone'],
  ['Users', 'someone'],
  ['tmp', 'x.sock'],
  ['root', '.cache'],
])('a path of a machine is found: %s', (top, rest) => {
  expect(at('src/web/a.ts', `const a = '/${top}/${rest}'`).join()).toContain("machine's path")
  expect(checkStructure([], [{ path: 'README.md', text: `see /${top}/${rest}` }]).findings).toHaveLength(1)
})

test('a registry is found, an address with a like path is not', () => {
  expect(at('docs/a.md', `https://${'registry'}.example.org/x`).join()).toContain('registry')
  expect(at('src/web/a.ts', "const a = 'https://example.org/home/someone'")).toEqual([])
})

test('measures product files, comments without docstrings, and the tests of the server', () => {
  const { files, measured } = checkStructure([
    { path: 'src/platform/a.ts', text: '/** What it is. */\nexport const a = 1 // why\n// because\nconst b = 2\n\n' },
    { path: 'src/platform/b.ts', text: 'const c = "// no comment"\n' },
    { path: 'src/web/c.tsx', text: 'const d = <p>// no comment</p>\n' },
    { path: 'src/platform/a.test.ts', text: 'const e = 1\nconst f = 2\n' },
    { path: 'tests/contract/a.test.ts', text: 'const g = 1\n' },
    { path: 'tests/browser/a.spec.ts', text: 'const h = 1\n' },
  ])
  expect(files).toBe(6)
  expect(measured).toEqual({ median: 1, p95: 4, max: 4, comments: (100 * 2) / 6, serverTestRatio: 3 / 5 })
})
