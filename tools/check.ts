import { join } from 'node:path'
import { readBoundaries } from './boundaries.ts'
import { run } from './program.ts'
import { readStructure } from './structure.ts'

/** One part of the check: what it read, in words, and what it found. Reading nothing is a finding. */
export interface Part {
  name: string
  read: number
  of: string
  findings: string[]
  note?: string
}

const bin = (root: string, name: string) => join(root, 'node_modules/.bin', name)

async function types(root: string): Promise<Part> {
  const cache = join(root, 'node_modules/.cache/phygital/types.tsbuildinfo')
  const args = ['-p', root, '--pretty', 'false', '--listFiles', '--incremental', '--tsBuildInfoFile', cache]
  const { code, stdout, stderr } = await run(bin(root, 'tsc'), args, { cwd: root, timeout: 300_000 })
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '')
  const src = join(root, 'src/').replaceAll('\\', '/')
  const isFile = (line: string) => /^(\/|[A-Z]:\/).*\.(d\.)?[cm]?tsx?$/.test(line) || /^\/.*\.json$/.test(line)
  const findings = lines.filter((line) => !isFile(line))
  if (code !== 0 && findings.length === 0) findings.push(`tsc ended with code ${code}`)
  return { name: 'types', read: lines.filter((line) => line.startsWith(src)).length, of: 'files of src', findings }
}

async function biome(root: string): Promise<Part> {
  const args = ['check', '--error-on-warnings', '--colors=off', '--max-diagnostics=100', '.']
  const { code, stdout, stderr } = await run(bin(root, 'biome'), args, { cwd: root, timeout: 120_000 })
  const read = Number(/Checked (\d+) files?/.exec(`${stdout}${stderr}`)?.[1] ?? 0)
  return { name: 'biome', read, of: 'files', findings: code === 0 ? [] : [`${stderr}${stdout}`.trim()] }
}

async function boundaries(root: string): Promise<Part> {
  const { modules, violations } = await readBoundaries(root)
  const findings = violations.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`)
  return { name: 'boundaries', read: modules, of: 'modules of src', findings }
}

async function structure(root: string): Promise<Part> {
  const { files, findings, measured } = readStructure(root)
  const { median, p95, max, comments, serverTestRatio } = measured
  const note =
    `product files: median ${median}, p95 ${p95}, max ${max} lines; comments ${comments.toFixed(1)} %; ` +
    `server test:code ${serverTestRatio.toFixed(2)}`
  return { name: 'structure', read: files, of: 'files', findings, note }
}

/** Runs all parts on a tree; a part that throws has that as its finding. */
export async function check(root: string): Promise<Part[]> {
  const guarded = (name: string, part: (root: string) => Promise<Part>) =>
    part(root).catch((error: Error): Part => ({ name, read: 0, of: 'files', findings: [error.message] }))
  return Promise.all([
    guarded('types', types),
    guarded('biome', biome),
    guarded('boundaries', boundaries),
    guarded('structure', structure),
  ])
}

/** A part is good when it read something and found nothing. */
export const isGood = (part: Part) => part.read > 0 && part.findings.length === 0

/** One line, led by the findings. */
export function report(part: Part): string {
  const findings = part.read === 0 ? [...part.findings, 'read nothing, so proves nothing'] : part.findings
  const verdict = findings.length === 0 ? 'ok' : `${findings.length} found`
  const line = `check ${part.name}: ${verdict} (${part.read} ${part.of}${part.note ? `; ${part.note}` : ''})`
  return [...findings.map((finding) => `  ${finding}`), line].join('\n')
}

if (import.meta.main) {
  const parts = await check(join(import.meta.dirname, '..'))
  for (const part of parts) console.log(report(part))
  process.exitCode = parts.every(isGood) ? 0 : 1
}
