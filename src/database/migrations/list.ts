import type { Kysely } from 'kysely'
import type { Engine } from '../ddl.ts'
import * as first from './0001-first.ts'

/** Forward only, in order of name; a released migration is never edited. */
export const migrations: Record<string, { up(db: Kysely<unknown>, engine: Engine): Promise<void> }> = {
  '0001-first': first,
}
