import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { run } from '../../tools/program.ts'
import { findProgram } from './program.ts'

// Half a gigabyte, and not there for every platform: so it is no dependency, and comes the first time a test needs it.
const PACKAGE = 'chdb@3.4.0'

export interface Session {
  query(sql: string, format?: string): string
  /** Off the event loop; the bytes of the answer, in the format that the SQL names. */
  queryAsync(sql: string): Promise<{ bytes(): Uint8Array }>
  insert(options: { table: string; values: Readable; format: string }): Promise<unknown>
  close(): void
}

/** ClickHouse's engine within this process, its data in `folder`. Throws with what is missing and the command that brings it. */
export async function openChdb(folder: string): Promise<Session> {
  const cache = join(import.meta.dirname, '../../node_modules/.cache/phygital')
  const kept = join(cache, PACKAGE)
  if (!existsSync(kept)) {
    const fresh = `${kept}.${process.pid}`
    mkdirSync(fresh, { recursive: true })
    const args = ['install', '--prefix', fresh, '--no-save', '--no-package-lock', '--no-audit', '--no-fund', PACKAGE]
    const { code, stdout, stderr } = await run(findProgram(['npm'], 'npm'), args, { timeout: 300_000 })
    if (code !== 0) {
      rmSync(fresh, { recursive: true, force: true })
      throw new Error(`${PACKAGE} is missing: let npm reach its registry\n${stdout}${stderr}`)
    }
    // Two at once: the later one keeps what the earlier has brought.
    if (existsSync(kept)) rmSync(fresh, { recursive: true, force: true })
    else renameSync(fresh, kept)
  }
  const { Session } = createRequire(join(kept, 'package.json'))('chdb') as { Session: new (folder: string) => Session }
  return new Session(folder)
}
