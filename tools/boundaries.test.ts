import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Boundaries, readBoundaries } from './boundaries.ts'

const DRIVERS = ['kysely', 'mysql2', 'better-sqlite3', 'pg', '@clickhouse/client']
const PACKAGES = [...DRIVERS, 'zod', 'fastify', 'temporal-polyfill', 'libphonenumber-js']

/** A tree with one file per entry; each line `name -> path` of the value becomes an import, `type path` a type's. */
function plant(files: Record<string, string[]>): string {
  const root = mkdtempSync(join(tmpdir(), 'boundaries-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const dependencies = Object.fromEntries(PACKAGES.map((name) => [name, '1.0.0']))
  write('package.json', JSON.stringify({ type: 'module', dependencies, devDependencies: { vite: '1.0.0' } }))
  for (const name of [...PACKAGES, 'vite', 'unlisted']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'main.js' }))
    write(`node_modules/${name}/main.js`, 'module.exports = {}')
  }
  for (const [path, imports] of Object.entries(files)) {
    const lines = imports.map((target, index) => {
      const type = target.startsWith('type ')
      return `import ${type ? 'type ' : ''}{ x as x${index} } from '${target.replace('type ', '')}'`
    })
    write(path, `${lines.join('\n')}\nexport const x = 1\n`)
  }
  return root
}

const allowed = {
  'src/app/phygital.ts': ['../database/tables.ts', '../features/demos/routes.ts', '../journeys/journeys.ts'],
  'src/app/browser/crm.tsx': ['../../features/demos/screens/table.tsx', '../../web/theme.ts', './part.ts'],
  'src/app/browser/part.ts': ['../../features/demos/schema.ts'],
  'src/database/tables.ts': [
    '../platform/config.ts',
    '../platform/errors.ts',
    '../platform/log.ts',
    'kysely',
    'mysql2',
  ],
  'src/platform/config.ts': ['zod', 'node:fs'],
  'src/platform/errors.ts': [],
  'src/platform/log.ts': ['./config.ts'],
  'src/platform/http.ts': ['../database/tables.ts', './log.ts', 'fastify'],
  'src/features/demos/schema.ts': ['zod', '../products/schema.ts', 'libphonenumber-js'],
  'src/features/demos/rules.ts': ['temporal-polyfill', './schema.ts', '../products/rules/live.ts'],
  'src/features/demos/reads.ts': ['../../database/tables.ts', 'type kysely', '../products/reads.ts'],
  'src/features/demos/actions/admit.ts': ['../../../database/tables.ts', '../../products/actions.ts', '../events.ts'],
  'src/features/demos/events.ts': ['../products/events.ts'],
  'src/features/demos/routes.ts': [
    './actions/admit.ts',
    './pages/form.tsx',
    '../../web/theme.ts',
    '../../platform/http.ts',
  ],
  'src/features/demos/jobs.ts': ['./actions/admit.ts', 'node:timers'],
  'src/features/demos/pages/form.tsx': [
    '../schema.ts',
    '../../products/schema.ts',
    '../../../web/theme.ts',
    './field.tsx',
  ],
  'src/features/demos/pages/field.tsx': [],
  'src/features/demos/screens/table.tsx': ['../../products/parts/card.tsx', '../pages/field.tsx', '../parts/row.tsx'],
  'src/features/demos/parts/row.tsx': ['../rules.ts'],
  'src/features/demos/rules.test.ts': ['../../database/tables.ts', '../products/routes.ts', 'vite', 'node:fs'],
  'src/features/products/schema.ts': [],
  'src/features/products/rules/live.ts': ['../schema.ts'],
  'src/features/products/reads.ts': [],
  'src/features/products/actions.ts': [],
  'src/features/products/events.ts': [],
  'src/features/products/routes.ts': [],
  'src/features/products/parts/card.tsx': ['../schema.ts'],
  'src/journeys/journeys.ts': ['./shard.ts', '../platform/config.ts'],
  'src/journeys/shard.ts': [],
  'src/journeys/outputs/targets/mysql.ts': ['mysql2', 'better-sqlite3', 'pg', '../../../platform/errors.ts'],
  'src/web/theme.ts': ['./ui/button.ts'],
  'src/web/ui/button.ts': [],
  'src/web/page.ts': ['./texts/texts.ts'],
  'src/web/texts/texts.ts': [],
  'tests/browser/happy.spec.ts': ['../../src/app/phygital.ts', 'vite'],
  'tools/seed.ts': ['../src/features/demos/actions/admit.ts', '../src/journeys/shard.ts'],
}

/** Each entry breaks one rule: [rule, file, what it imports beyond what is allowed]. */
const forbidden: [rule: string, file: string, imports: string][] = [
  ['1-only-app-imports-app', 'src/platform/a.ts', '../app/phygital.ts'],
  ['1-only-app-imports-app', 'src/features/demos/routes/b.ts', '../../../app/phygital.ts'],
  ['1-src-stands-alone', 'src/app/c.ts', '../../tools/seed.ts'],
  ['1-src-stands-alone', 'src/app/d.ts', '../features/demos/rules.test.ts'],
  ['2-database-imports-little', 'src/database/a.ts', '../platform/http.ts'],
  ['2-database-imports-little', 'src/database/b.ts', 'type ../features/demos/schema.ts'],
  ['2-platform-imports-database-only', 'src/platform/b.ts', '../features/products/schema.ts'],
  ['2-platform-imports-database-only', 'src/platform/c.ts', '../web/theme.ts'],
  ['2-config-errors-log-are-the-bottom', 'src/platform/log/a.ts', '../../database/tables.ts'],
  ['3-only-reads-and-actions-touch-database', 'src/features/demos/routes/c.ts', 'type ../../../database/tables.ts'],
  ['3-only-reads-and-actions-touch-database', 'src/features/demos/jobs/a.ts', '../../../database/tables.ts'],
  ['3-drivers-are-private', 'src/platform/d.ts', 'mysql2'],
  ['3-drivers-are-private', 'src/app/e.ts', 'better-sqlite3'],
  ['3-drivers-are-private', 'src/features/demos/routes/d.ts', 'type kysely'],
  ['3-drivers-are-private', 'src/journeys/outputs/a.ts', 'better-sqlite3'],
  ['3-drivers-are-private', 'src/journeys/outputs/b.ts', 'mysql2'],
  ['3-foreign-databases-are-reached-by-journeys', 'src/platform/e.ts', 'pg'],
  ['3-foreign-databases-are-reached-by-journeys', 'src/features/demos/reads/d.ts', 'type @clickhouse/client'],
  ['3-targets-know-no-database-of-ours', 'src/journeys/outputs/targets/a.ts', '../../../database/tables.ts'],
  ['3-targets-know-no-database-of-ours', 'src/journeys/outputs/targets/b.ts', 'kysely'],
  ['3-reads-and-actions-see-kysely-types-only', 'src/features/demos/reads/a.ts', 'kysely'],
  ['3-no-other-driver-types', 'src/features/demos/reads/b.ts', 'type mysql2'],
  ['4-across-features', 'src/features/demos/routes/e.ts', '../../products/routes.ts'],
  ['4-across-features', 'src/features/demos/actions/b.ts', '../../stores/jobs.ts'],
  ['4-across-features', 'src/features/demos/routes/f.ts', '../../stores/pages/a.tsx'],
  ['5-pure-imports-pure', 'src/features/demos/rules/a.ts', '../../../platform/errors.ts'],
  ['5-pure-imports-pure', 'src/features/demos/schema/a.ts', 'type ../events.ts'],
  ['5-pure-no-node', 'src/features/demos/rules/b.ts', 'node:crypto'],
  ['5-pure-npm', 'src/features/demos/rules/c.ts', 'fastify'],
  ['6-no-way-back-to-the-edge', 'src/features/demos/actions/c.ts', '../routes.ts'],
  ['6-no-way-back-to-the-edge', 'src/features/demos/reads/c.ts', 'type ../jobs.ts'],
  ['7-feature-browser-code', 'src/features/demos/pages/a.tsx', '../reads.ts'],
  ['7-feature-browser-code', 'src/features/demos/screens/a.tsx', 'type ../../products/events.ts'],
  ['7-feature-browser-code', 'src/features/demos/parts/a.tsx', '../../stores/screens/a.tsx'],
  ['7-feature-browser-code', 'src/features/demos/screens/b.tsx', '../../../platform/errors.ts'],
  ['7-web-is-domain-free', 'src/web/a.ts', 'type ../features/products/schema.ts'],
  ['7-browser-entries', 'src/app/browser/a.ts', '../phygital.ts'],
  ['7-browser-entries', 'src/app/browser/b.ts', 'type ../../features/products/reads.ts'],
  ['7-browser-carries-no-catalogue', 'src/app/browser/c.ts', '../../web/page.ts'],
  ['7-browser-no-node', 'src/web/b.ts', 'node:crypto'],
  ['8-journeys-imports-no-feature', 'src/journeys/a.ts', '../features/products/schema.ts'],
  ['8-journeys-has-one-door', 'src/app/f.ts', '../journeys/shard.ts'],
  ['9-resolvable', 'src/app/g.ts', './nowhere.ts'],
  ['9-listed', 'src/app/h.ts', 'vite'],
  ['9-listed', 'src/app/i.ts', 'unlisted'],
]

const cycle = { 'src/web/x.ts': ['type ./y.ts'], 'src/web/y.ts': ['type ./z.ts'], 'src/web/z.ts': ['type ./x.ts'] }
const stores = {
  'src/features/stores/jobs.ts': [],
  'src/features/stores/pages/a.tsx': [],
  'src/features/stores/screens/a.tsx': [],
}

let root = ''
let found: Boundaries
beforeAll(async () => {
  const files: Record<string, string[]> = { ...allowed, ...stores, ...cycle }
  for (const [, file, imports] of forbidden) files[file] = [imports]
  root = plant(files)
  found = await readBoundaries(root)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

test.each(forbidden)('%s: %s may not import %s', (rule, file) => {
  expect(found.violations.filter(({ from }) => from === file).map((violation) => violation.rule)).toContain(rule)
})

test('cycles are found, those of types too', () => {
  const cycles = found.violations.filter(({ rule }) => rule === '1-no-cycles')
  expect(cycles.map(({ from }) => from)).toContain('src/web/x.ts')
})

test('what the rules allow passes', () => {
  const broken = new Set([...forbidden.map(([, file]) => file), ...Object.keys(cycle)])
  expect(found.violations.filter(({ from }) => !broken.has(from))).toEqual([])
})

test('counts the modules it read', () => {
  expect(found.modules).toBeGreaterThan(Object.keys(allowed).length)
})
