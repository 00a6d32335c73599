import { eventsOf } from './canonical.ts'
import { testCases } from './cases.ts'
import { oracle } from './oracle.ts'

testCases(async ({ events, zone = 'UTC', asOf, window }) => ({
  ...oracle(eventsOf(events), {
    zone,
    ...(asOf === undefined ? {} : { asOf }),
    ...(window === undefined ? {} : { windowMs: window }),
  }),
}))
