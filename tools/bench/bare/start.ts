import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { freePort, type Program, startProgram } from '../../../tests/support/program.ts'
import type { BarePlan } from './plan.ts'

const ROOT = join(import.meta.dirname, '../../..')

export interface BareServer {
  url: string
  process: Program
}

/** Builds the bare server as the product is built (React's production code), and starts it on a database of its own. */
export async function startBare(
  folder: string,
  settings: Record<string, string>,
  plan: Omit<BarePlan, 'browserFiles'>,
): Promise<BareServer> {
  const outDir = join(ROOT, 'node_modules/.cache/phygital/bare')
  await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      rollupOptions: { input: { bare: join(import.meta.dirname, 'server.ts') } },
    },
  })
  const planFile = join(folder, 'plan.json')
  writeFileSync(planFile, JSON.stringify({ ...plan, browserFiles: join(ROOT, 'dist/browser') }))
  const port = await freePort()
  const given = Object.entries({ ...settings, PORT: String(port), DATA_DIR: folder })
  const env = { ...process.env, ...Object.fromEntries(given.map(([name, value]) => [`PHYGITAL_${name}`, value])) }
  const child = startProgram(process.execPath, [join(outDir, 'bare.js'), planFile], { cwd: folder, env })
  await child.said(/bare server ready/, 60_000)
  return { url: `http://127.0.0.1:${port}`, process: child }
}
