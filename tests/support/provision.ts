import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { run } from '../../tools/program.ts'
import { postgresFolder } from './postgres.ts'
import { findProgram } from './program.ts'

export interface Need {
  packages: string[]
  present: () => boolean
}

const has = (...names: string[]) => {
  try {
    findProgram(names, '')
    return true
  } catch {
    return false
  }
}

const hasVenv = () => {
  try {
    execFileSync(findProgram(['python3'], ''), ['-c', 'import ensurepip, venv'], { stdio: 'ignore', timeout: 30_000 })
    return true
  } catch {
    return false
  }
}

const needs: Need[] = [
  { packages: ['chromium'], present: () => has('chromium', 'chromium-browser', 'google-chrome') },
  {
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    present: () => has('mariadbd', 'mysqld') && has('mariadb-install-db', 'mysql_install_db'),
  },
  { packages: ['redis-server'], present: () => has('redis-server') },
  { packages: ['postgresql'], present: () => postgresFolder() !== undefined },
  { packages: ['coturn'], present: () => has('turnserver') },
  // Tableau's Python API is put into a virtual environment; Debian's Python can make none without this package.
  { packages: ['python3-venv'], present: () => hasVenv() },
  // Hindi and other scripts in the browser's pictures and measures.
  { packages: ['fonts-noto-core'], present: () => existsSync('/usr/share/fonts/truetype/noto') },
]

/** The Debian packages that bring what this machine lacks for the tests. */
const missingPackages = (needs: readonly Need[]): string[] =>
  needs.filter(({ present }) => !present()).flatMap((need) => need.packages)

const POLICY = '/usr/sbin/policy-rc.d'

/** Installs packages without starting the services they bring. */
async function install(packages: string[]): Promise<string | undefined> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const ours = !existsSync(POLICY)
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    const update = await run('apt-get', ['update', '-q'], { env, timeout: 300_000, show: true })
    const args = ['install', '-q', '-y', '--no-install-recommends', ...packages]
    const { code, stderr } = await run('apt-get', args, { env, timeout: 900_000, show: true })
    return code === 0 ? undefined : `apt-get failed: ${stderr || update.stderr}`
  } finally {
    if (ours) rmSync(POLICY, { force: true })
  }
}

/**
 * Sees to the programs the tests need: installs those missing by apt when it may, otherwise says what is missing and how
 * to get it. Returns the complaint, or undefined when all is there.
 */
export async function provision(wanted: readonly Need[] = needs): Promise<string | undefined> {
  const missing = missingPackages(wanted)
  if (missing.length === 0) return undefined
  const byHand = `missing on this machine: ${missing.join(', ')}\n  apt-get install --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0 || !has('apt-get')) return byHand
  console.log(`installing ${missing.join(', ')}`)
  const complaint = await install(missing)
  if (complaint) return `${complaint}\n${byHand}`
  const still = missingPackages(wanted)
  return still.length === 0 ? undefined : `installed, but still missing: ${still.join(', ')}`
}
