import type { Kysely } from 'kysely'
import type { Engine } from '../ddl.ts'
import * as staff from './0001-staff.ts'
import * as kernel from './0002-kernel.ts'
import * as people from './0003-people-and-products.ts'
import * as demos from './0004-demos.ts'
import * as scheduling from './0005-scheduling.ts'
import * as search from './0006-search.ts'
import * as foundBy from './0007-found-by.ts'
import * as journeys from './0008-journeys.ts'
import * as journeyCorrections from './0009-journey-corrections.ts'

/** Forward only, in order of name; a released migration is never edited. */
export const migrations: Record<string, { up(db: Kysely<unknown>, engine: Engine): Promise<void> }> = {
  '0001-staff': staff,
  '0002-kernel': kernel,
  '0003-people-and-products': people,
  '0004-demos': demos,
  '0005-scheduling': scheduling,
  '0006-search': search,
  '0007-found-by': foundBy,
  '0008-journeys': journeys,
  '0009-journey-corrections': journeyCorrections,
}
