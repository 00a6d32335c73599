import { join } from 'node:path'
import { run } from '../../tools/program.ts'
import { pythonWith } from './python.ts'

const PACKAGE = 'tableauhyperapi==0.0.26963'

export interface TableauApi {
  /** A Python that has Tableau's own API. */
  python: string
  /** The engine that comes with it. */
  hyperd: string
}

/** Tableau's Python API and engine, installed the first time. Throws with what is missing and the command that brings it. */
export async function tableauApi(): Promise<TableauApi> {
  const python = await pythonWith(PACKAGE)
  const where = 'import tableauhyperapi, os; print(os.path.dirname(tableauhyperapi.__file__))'
  const { code, stdout, stderr } = await run(python, ['-c', where], { timeout: 60_000 })
  if (code !== 0) throw new Error(`${python} is broken: remove its folder and run again\n${stderr}`)
  return { python, hyperd: join(stdout.trim(), 'bin/hyper/hyperd') }
}
