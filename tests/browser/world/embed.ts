import type { Running, StartOptions } from '../../../src/app/start.ts'
import type { TrialSecrets } from '../../../src/app/trial.ts'
import type { Config } from '../../../src/platform/config.ts'
import type { App } from '../../../src/platform/context.ts'
import type { Log } from '../../../src/platform/log.ts'

interface Embedded {
  start(options: StartOptions): Promise<Running>
  openApp(options: StartOptions): Promise<{ app: App; trial: TrialSecrets | undefined }>
  prepareSample(opened: { app: App; trial: TrialSecrets | undefined }): Promise<void>
  readConfig(environment: Record<string, string>): Config
  createLog(level: string): Log
}

/** The built server as a library: it runs in the tests' own process, so its clock is theirs. */
export const embed = (await import('../../../dist/server/embed.js' as string)) as Embedded
