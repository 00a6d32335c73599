import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from './files.ts'
import { type Measured, measure, readsEnvironment, type Source } from './source-text.ts'

export interface Structure {
  /** Source files read; the check is void when there are none. */
  files: number
  findings: string[]
  measured: Measured
}

const MAX_LINES = 400
const TOP_FOLDERS = ['app', 'features', 'platform', 'database', 'journeys', 'web']
const WORDS = ['schema', 'rules', 'reads', 'actions', 'routes', 'jobs', 'events']
const FOLDERS = ['pages', 'screens', 'parts']
const BANNED = /(^|\/)(utils?|helpers?|common|index)(\.|\/)/
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
const CODE = /\.(tsx?|jsx?|mjs|cjs|css|html|sql)$/
const SCRIPT = /\.(tsx?|jsx?|mjs|cjs)$/
const CONFIG = /^src\/platform\/config(\/|\.ts$|\.test\.ts$)/

// Homes, shared work folders and temporary folders of one machine, and the hosts packages came from.
const MACHINE = [
  /(?<![\w.])\/(home|Users|work|root|tmp)\/[\w.-]+/,
  /\b[A-Z]:\\\\?(Users|Windows)/,
  /https?:\/\/[\w.-]*registry[\w.-]*/,
  /"resolved":\s*"http/,
]

/** A word of the vocabulary is a file with its test, or a folder (one level deep) of files with theirs. */
function isFeatureFile(rest: string): boolean {
  const [first = '', ...below] = rest.split('/')
  if (below.length > 0 && FOLDERS.includes(first)) return below.length <= 2 && /\.tsx?$/.test(rest)
  if (below.length > 0) return WORDS.includes(first) && below.length === 1 && /\.ts$/.test(rest)
  return WORDS.some((word) => first === `${word}.ts` || first === `${word}.test.ts`)
}

function checkPlace(path: string): string[] {
  const findings: string[] = []
  const [, top = '', feature, ...rest] = path.split('/')
  if (path.startsWith('src/')) {
    if (!TOP_FOLDERS.includes(top)) findings.push(`src holds only ${TOP_FOLDERS.join(', ')}`)
    if (top === 'features' && (rest.length === 0 || !isFeatureFile(rest.join('/')))) {
      findings.push(
        `features/${feature}: not a word of the vocabulary (${WORDS.join(', ')}, ${FOLDERS.join('/, ')}/, and their tests)`,
      )
    }
  }
  if (BANNED.test(path)) findings.push('no utils, helpers, common or index')
  const odd = path.split('/').find((name) => !KEBAB.test(name))
  if (odd) findings.push(`${odd}: names are kebab-case`)
  return findings
}

/** The structure rules on sources already read. `others` are files held to the rule on machine paths only. */
export function checkStructure(sources: readonly Source[], others: readonly Source[] = []): Structure {
  const findings: string[] = []
  for (const { path, text } of sources) {
    const of = checkPlace(path)
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
    if (CODE.test(path) && lines > MAX_LINES) of.push(`${lines} lines, over ${MAX_LINES}: make it a folder`)
    const mayRead = !path.startsWith('src/') || CONFIG.test(path) || /\.test\.tsx?$/.test(path)
    if (SCRIPT.test(path) && !mayRead && readsEnvironment(path, text)) {
      of.push('only src/platform/config.ts reads the environment')
    }
    findings.push(...of.map((finding) => `${path}: ${finding}`))
  }
  for (const { path, text } of [...sources, ...others]) {
    for (const pattern of MACHINE) {
      const hit = pattern.exec(text)
      if (hit) findings.push(`${path}: names a machine's path or a registry: ${hit[0]}`)
    }
  }
  const code = sources.filter(({ path }) => SCRIPT.test(path))
  return { files: code.length, findings, measured: measure(code) }
}

const TEXTUAL =
  /(\.(tsx?|jsx?|mjs|cjs|css|html|sql|json|ya?ml|md|sh|txt|svg)|(^|\/)(Dockerfile|Caddyfile|run|\.[a-z]+))$/
const ROOT_FILES = [
  'README.md',
  'package.json',
  'package-lock.json',
  'biome.json',
  'tsconfig.json',
  'vite.config.ts',
  'vitest.config.ts',
  'playwright.config.ts',
  '.npmrc',
  '.dependency-cruiser.cjs',
]

/** Reads a tree from disk and checks it. */
export function readStructure(root: string): Structure {
  const read = (path: string): Source => ({ path, text: readFileSync(join(root, path), 'utf8') })
  const sources = listFiles(root, ['src', 'tools', 'tests'])
  const others = listFiles(root, ['docs', 'deploy', '.ci', ...ROOT_FILES])
  const isText = (path: string) => TEXTUAL.test(path)
  const structure = checkStructure(sources.filter(isText).map(read), others.filter(isText).map(read))
  const odd = sources.filter((path) => !isText(path)).flatMap((path) => checkPlace(path).map((f) => `${path}: ${f}`))
  return { ...structure, findings: [...structure.findings, ...odd] }
}
