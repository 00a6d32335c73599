import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../tools/program.ts'
import { findProgram } from './program.ts'

const PACKAGE = 'tableauhyperapi==0.0.26963'

export interface TableauApi {
  /** A Python that has Tableau's own API. */
  python: string
  /** The engine that comes with it. */
  hyperd: string
}

/**
 * Tableau's Python API and engine, installed by pip into a folder of their own the first time. Throws with what is missing
 * and the command that brings it.
 */
export async function tableauApi(): Promise<TableauApi> {
  const cache = join(import.meta.dirname, '../../node_modules/.cache/phygital')
  const folder = join(cache, `${PACKAGE}-venv`)
  if (!existsSync(folder)) {
    const fresh = `${folder}.${process.pid}`
    mkdirSync(cache, { recursive: true })
    const steps: [string, string[]][] = [
      [findProgram(['python3'], 'python3-venv'), ['-m', 'venv', fresh]],
      [join(fresh, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE]],
    ]
    for (const [command, args] of steps) {
      const { code, stdout, stderr } = await run(command, args, { timeout: 300_000 })
      if (code === 0) continue
      rmSync(fresh, { recursive: true, force: true })
      const byHand = 'apt-get install --no-install-recommends python3-venv, and let pip reach its registry'
      throw new Error(`${PACKAGE} is missing: ${byHand}\n${stdout}${stderr}`)
    }
    renameSync(fresh, folder)
  }
  const python = join(folder, 'bin/python')
  const where = 'import tableauhyperapi, os; print(os.path.dirname(tableauhyperapi.__file__))'
  const { code, stdout, stderr } = await run(python, ['-c', where], { timeout: 60_000 })
  if (code !== 0) throw new Error(`${folder} is broken: remove it and run again\n${stderr}`)
  return { python, hyperd: join(stdout.trim(), 'bin/hyper/hyperd') }
}
