import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { events, shuffles } from './arbitrary.ts'
import { testCases } from './cases.ts'
import { oracle } from './oracle.ts'
import { made, textsOf } from './pipeline.ts'

const RUNS = Number(process.env.JOURNEYS_RUNS ?? 8)

describe('the pipeline', () => {
  testCases(async ({ events, zone = 'UTC', asOf, window }) => {
    const { report: _, ...tables } = await made([{ source: 'shop', csv: events }], {
      zone,
      ...(asOf === undefined ? {} : { asOf }),
      ...(window === undefined ? {} : { windowMs: window }),
    })
    return tables
  })

  test('makes what the oracle makes, however its rows are shuffled, doubled and split', async () => {
    await fc.assert(
      fc.asyncProperty(events(), shuffles, fc.constantFrom(1, 2, 5), async (list, shuffle, shards) => {
        const { report: _, ...tables } = await made(textsOf(list, shuffle), { zone: 'Asia/Kolkata', shards })
        expect(tables).toEqual(oracle(list, { zone: 'Asia/Kolkata' }))
      }),
      { numRuns: RUNS },
    )
  }, 600_000)
})
