import type { Config } from './config.ts'

/** An absolute address of this installation, for messages. A trial has no public one: its own is on this machine. */
export const publicUrl = (config: Config, path: string): string =>
  (config.PUBLIC_URL ?? `http://localhost:${config.PORT}`) + path
