import { join } from 'node:path'
import { findProgram } from '../../../tests/support/program.ts'
import { pythonWith } from '../../../tests/support/python.ts'
import { run } from '../../program.ts'

const HOUR = 3_600_000

/** Path of a Python with pandas, or undefined where there is no Python at all. Throws when pandas cannot be installed. */
export async function pythonWithPandas(): Promise<string | undefined> {
  try {
    findProgram(['python3'], 'python3-venv')
  } catch {
    return undefined
  }
  return await pythonWith('pandas==3.1.1')
}

/** Makes two of the tables of a file of the generator in pandas; seconds by the clock. */
export async function inPandas(python: string, file: string, folder: string): Promise<number> {
  const started = performance.now()
  const program = join(import.meta.dirname, 'in-pandas.py')
  const { code, stderr } = await run(python, [program, file, folder], { timeout: HOUR })
  if (code !== 0) throw new Error(`pandas failed: ${stderr}`)
  return (performance.now() - started) / 1000
}
