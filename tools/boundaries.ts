import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ICruiseResult } from 'dependency-cruiser'
import { run } from './program.ts'

const RULES = join(import.meta.dirname, '../.dependency-cruiser.cjs')
const CRUISER = join(import.meta.dirname, '../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')

export interface Boundaries {
  /** Modules of `src` that were read; the check is void when there are none. */
  modules: number
  violations: { rule: string; from: string; to: string }[]
}

/** Holds the imports of a tree (its `src`, `tools` and `tests`) against `.dependency-cruiser.cjs`. */
export async function readBoundaries(root: string): Promise<Boundaries> {
  const folders = ['src', 'tools', 'tests'].filter((folder) => existsSync(join(root, folder)))
  // Its exit code is the number of violations, so only what it printed tells whether it ran.
  const args = [CRUISER, ...folders, '--config', RULES, '--output-type', 'json']
  const outcome = await run(process.execPath, args, { cwd: root, timeout: 120_000 })
  let result: ICruiseResult
  try {
    result = JSON.parse(outcome.stdout) as ICruiseResult
  } catch {
    throw new Error(`dependency-cruiser failed: ${outcome.stderr || outcome.stdout}`)
  }
  return {
    modules: result.modules.filter((module) => /^src\/.*\.tsx?$/.test(module.source)).length,
    violations: result.summary.violations.map(({ rule, from, to, cycle }) => ({
      rule: rule.name,
      from,
      to: cycle ? cycle.map((step) => step.name).join(' -> ') : to,
    })),
  }
}
