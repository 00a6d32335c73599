import type { LinkStats, Quality } from './engine.ts'

/** Raw counters out of `RTCPeerConnection.getStats`, summed over what one connection carries. */
export interface Counters {
  at: number
  packetsIn: number
  lostIn: number
  bytesIn: number
  bytesOut: number
  /** As the other side last reported on what we send. */
  lossOut: number | null
  rtt: number | null
  relayed: boolean
}

type Entry = Record<string, unknown>

// The pair in use: named by the transport, or marked `selected` (Firefox).
function chosenPair(entries: readonly Entry[]): Entry | undefined {
  const chosen = entries.find(({ type }) => type === 'transport')?.selectedCandidatePairId
  return entries.find(({ type, id, selected }) => type === 'candidate-pair' && (selected === true || id === chosen))
}

/** Reads the counters of one report; `now` in milliseconds. */
export function readCounters(report: Iterable<Entry>, now: number): Counters {
  const sum: Counters = {
    at: now,
    packetsIn: 0,
    lostIn: 0,
    bytesIn: 0,
    bytesOut: 0,
    lossOut: null,
    rtt: null,
    relayed: false,
  }
  const number = (value: unknown) => (typeof value === 'number' ? value : 0)
  const entries = [...report]
  for (const entry of entries) {
    if (entry.type === 'inbound-rtp') {
      sum.packetsIn += number(entry.packetsReceived)
      // Below zero when packets came twice.
      sum.lostIn += Math.max(0, number(entry.packetsLost))
      sum.bytesIn += number(entry.bytesReceived)
    } else if (entry.type === 'outbound-rtp') {
      sum.bytesOut += number(entry.bytesSent)
    } else if (entry.type === 'remote-inbound-rtp' && typeof entry.fractionLost === 'number') {
      sum.lossOut = Math.max(sum.lossOut ?? 0, entry.fractionLost)
    }
  }
  const pair = chosenPair(entries)
  if (typeof pair?.currentRoundTripTime === 'number') sum.rtt = pair.currentRoundTripTime * 1000
  sum.relayed = entries.some(({ id, candidateType }) => id === pair?.localCandidateId && candidateType === 'relay')
  return sum
}

/** The figures of the time between two readings. */
export function difference(before: Counters, after: Counters): LinkStats {
  const seconds = (after.at - before.at) / 1000
  const arrived = after.packetsIn - before.packetsIn
  const lost = Math.max(0, after.lostIn - before.lostIn)
  const rate = (from: number, to: number) => (seconds > 0 && to >= from ? ((to - from) * 8) / seconds : null)
  return {
    rtt: after.rtt,
    lossIn: arrived + lost > 0 ? lost / (arrived + lost) : null,
    lossOut: after.lossOut,
    bitsIn: rate(before.bytesIn, after.bytesIn),
    bitsOut: rate(before.bytesOut, after.bytesOut),
    relayed: after.relayed,
  }
}

// Limits after ITU-T G.114 (150 ms one way is unnoticed, 400 ms the most that is usable) and the loss from which Opus
// with forward error correction is heard to suffer.
const LIMITS = { poor: { rtt: 800, loss: 0.1 }, fair: { rtt: 300, loss: 0.03 } }

/** How one interval was. `expects`: the other side says it sends something, so silence means trouble. */
export function grade(stats: LinkStats, expects: boolean): Quality {
  const loss = Math.max(stats.lossIn ?? 0, stats.lossOut ?? 0)
  const rtt = stats.rtt ?? 0
  // Even silence makes more than this.
  if (expects && stats.bitsIn !== null && stats.bitsIn < 500) return 'lost'
  if (rtt >= LIMITS.poor.rtt || loss >= LIMITS.poor.loss) return 'poor'
  if (rtt >= LIMITS.fair.rtt || loss >= LIMITS.fair.loss) return 'fair'
  return 'good'
}

const ORDER: readonly Quality[] = ['lost', 'poor', 'fair', 'good']
const BETTER_AFTER = 3

/** Worse is shown at once; better only after three intervals in a row, so that the mark does not flicker. */
export class Steadied {
  value: Quality = 'good'
  #better = 0

  next(seen: Quality): Quality {
    const change = ORDER.indexOf(seen) - ORDER.indexOf(this.value)
    if (change <= 0) {
      this.value = seen
      this.#better = 0
    } else if (this.value === 'lost' || ++this.#better >= BETTER_AFTER) {
      this.value = seen
      this.#better = 0
    }
    return this.value
  }
}

export interface SendPlan {
  maxBitrate: number
  maxFramerate: number
  scaleResolutionDownBy: number
}

const PLANS: Record<Quality, SendPlan> = {
  good: { maxBitrate: 1_200_000, maxFramerate: 30, scaleResolutionDownBy: 1 },
  fair: { maxBitrate: 600_000, maxFramerate: 24, scaleResolutionDownBy: 1.5 },
  poor: { maxBitrate: 250_000, maxFramerate: 15, scaleResolutionDownBy: 2 },
  lost: { maxBitrate: 250_000, maxFramerate: 15, scaleResolutionDownBy: 2 },
}

/**
 * What the camera may send to one of `others`: a mesh encodes once per connection, so a weak phone's encoder and uplink
 * are shared. While the screen is shared the camera steps back.
 */
export function sendPlan(quality: Quality, others: number, sharing: boolean): SendPlan {
  const plan = PLANS[quality]
  const share = Math.max(1, others)
  return {
    maxBitrate: Math.max(150_000, Math.round(Math.min(plan.maxBitrate, 1_200_000 / share) / (sharing ? 3 : 1))),
    maxFramerate: sharing ? Math.min(15, plan.maxFramerate) : plan.maxFramerate,
    scaleResolutionDownBy: Math.max(plan.scaleResolutionDownBy, share > 1 ? 1.5 : 1, sharing ? 2 : 1),
  }
}
