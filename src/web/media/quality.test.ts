import { expect, test } from 'vitest'
import type { LinkStats, Quality } from './engine.ts'
import { difference, grade, readCounters, Steadied, sendPlan } from './quality.ts'

const report = [
  { type: 'transport', id: 'T', selectedCandidatePairId: 'P1' },
  { type: 'candidate-pair', id: 'P0', state: 'succeeded', nominated: true, currentRoundTripTime: 9 },
  { type: 'candidate-pair', id: 'P1', state: 'succeeded', currentRoundTripTime: 0.08, localCandidateId: 'L' },
  { type: 'local-candidate', id: 'L', candidateType: 'relay' },
  { type: 'inbound-rtp', packetsReceived: 900, packetsLost: 10, bytesReceived: 50_000 },
  { type: 'inbound-rtp', packetsReceived: 100, packetsLost: -2, bytesReceived: 10_000 },
  { type: 'outbound-rtp', bytesSent: 70_000 },
  { type: 'remote-inbound-rtp', fractionLost: 0.02 },
  { type: 'remote-inbound-rtp', fractionLost: 0.05 },
  { type: 'codec' },
]

test('counters are summed over voice and pictures, of the pair in use', () => {
  expect(readCounters(report, 5_000)).toEqual({
    at: 5_000,
    packetsIn: 1_000,
    lostIn: 10,
    bytesIn: 60_000,
    bytesOut: 70_000,
    lossOut: 0.05,
    rtt: 80,
    relayed: true,
  })
})

test('Firefox marks the pair in use itself', () => {
  const pair = { type: 'candidate-pair', id: 'P', selected: true, currentRoundTripTime: 0.2 }
  expect(readCounters([pair], 0)).toMatchObject({ rtt: 200, relayed: false })
})

test('two readings make rates and shares', () => {
  const before = readCounters(report, 5_000)
  const after = { ...before, at: 7_000, packetsIn: 1_090, lostIn: 20, bytesIn: 85_000 }
  expect(difference(before, after)).toMatchObject({ lossIn: 0.1, bitsIn: 100_000, bitsOut: 0 })
})

test('counters that start again are no rate, and nothing arrived is no loss', () => {
  const before = readCounters(report, 5_000)
  const after = { ...readCounters([], 7_000) }
  expect(difference(before, after)).toMatchObject({ lossIn: null, bitsIn: null, bitsOut: null })
})

const fine: LinkStats = { rtt: 40, lossIn: 0, lossOut: 0, bitsIn: 500_000, bitsOut: 500_000, relayed: false }
const grades: [Partial<LinkStats>, boolean, Quality][] = [
  [{}, true, 'good'],
  [{ rtt: 300 }, true, 'fair'],
  [{ lossOut: 0.03 }, true, 'fair'],
  [{ lossIn: 0.1 }, true, 'poor'],
  [{ rtt: 800 }, true, 'poor'],
  [{ bitsIn: 0 }, true, 'lost'],
  [{ bitsIn: 0 }, false, 'good'],
  [{ rtt: null, lossIn: null, lossOut: null, bitsIn: null }, true, 'good'],
]
test.each(grades)('%j is graded (expecting media: %s) %s', (change, expects, wanted) => {
  expect(grade({ ...fine, ...change }, expects)).toBe(wanted)
})

test('worse shows at once, better only when it lasts', () => {
  const mark = new Steadied()
  const shown = (['poor', 'good', 'good', 'fair', 'good', 'good', 'good'] as const).map((seen) => mark.next(seen))
  expect(shown).toEqual(['poor', 'poor', 'poor', 'fair', 'fair', 'fair', 'good'])
})

test('coming back from nothing shows at once', () => {
  const mark = new Steadied()
  expect([mark.next('lost'), mark.next('fair')]).toEqual(['lost', 'fair'])
})

test('the more people, the worse the line, and beside a screen, the less the camera takes', () => {
  expect(sendPlan('good', 1, false)).toEqual({ maxBitrate: 1_200_000, maxFramerate: 30, scaleResolutionDownBy: 1 })
  expect(sendPlan('good', 3, false)).toEqual({ maxBitrate: 400_000, maxFramerate: 30, scaleResolutionDownBy: 1.5 })
  expect(sendPlan('poor', 1, false).scaleResolutionDownBy).toBe(2)
  expect(sendPlan('good', 1, true)).toEqual({ maxBitrate: 400_000, maxFramerate: 15, scaleResolutionDownBy: 2 })
  expect(sendPlan('lost', 3, true).maxBitrate).toBe(150_000)
})
