import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/journeys/engine/duckdb.ts'
import type { TableName } from '../../src/journeys/tables.ts'
import type { Case } from './cases/case.ts'
import { journeys } from './cases/journeys.ts'
import { order } from './cases/order.ts'
import { purchases } from './cases/purchases.ts'
import { returns } from './cases/returns.ts'
import { searches } from './cases/searches.ts'
import { sessions } from './cases/sessions.ts'
import { touches } from './cases/touches.ts'

export type { Case } from './cases/case.ts'

/** Hand-made cases for every sentence of the record, by its sections. */
export const cases: Record<string, Case[]> = { order, sessions, journeys, returns, purchases, searches, touches }

/**
 * One test a case: `run` gives the tables of its events, rows as `oracle()` gives them (decimals as texts, times ISO UTC,
 * lists as arrays), and those the case names must have exactly its rows, in its order, with its cells.
 */
export function testCases(run: (a: Case) => Promise<Partial<Record<TableName, Row[]>>>): void {
  for (const [section, own] of Object.entries(cases)) {
    describe(section, () => {
      test.for(own)('$name', async (a) => {
        const tables = await run(a)
        expect(tables).toMatchObject(a.expect)
      })
    })
  }
}
