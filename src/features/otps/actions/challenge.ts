import { randomInt } from 'node:crypto'
import { type Challenge, createChallenge, type Payload, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { z } from 'zod'
import { wasInserted } from '../../../database/database.ts'
import type { Context, Work } from '../../../platform/context.ts'
import { hashToken } from '../../../platform/keys.ts'

const LIFE_MS = 10 * 60_000
/** About a second on a slow phone: this many key derivations of so many rounds. */
const WORK = { algorithm: 'PBKDF2/SHA-256', cost: 1000, least: 400, most: 1200 }

/** A solved challenge, not yet spent. */
export interface Proof {
  id: string
}

const payload = z.object({
  challenge: z.object({ parameters: z.looseObject({ algorithm: z.literal(WORK.algorithm) }), signature: z.string() }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
})

const secrets = (ctx: Context) => ({
  hmacSignatureSecret: ctx.keys.derive('altcha'),
  hmacKeySignatureSecret: ctx.keys.derive('altcha key'),
})

/** A challenge for a browser to solve, as JSON. It is signed, not stored, and works for ten minutes. */
export async function newChallenge(ctx: Context): Promise<string> {
  const challenge: Challenge = await createChallenge({
    algorithm: WORK.algorithm,
    cost: WORK.cost,
    counter: randomInt(WORK.least, WORK.most),
    deriveKey,
    // The library's own expiry goes by the machine's clock; ours by the app's.
    data: { until: ctx.now() + LIFE_MS },
    ...secrets(ctx),
  })
  return JSON.stringify(challenge)
}

/** Reads the form's answer (base64 of {challenge, solution}); undefined when it is missing, wrong or too old. */
export async function readProof(ctx: Context, answer: string | undefined): Promise<Proof | undefined> {
  if (!answer) return undefined
  let read: Payload
  try {
    read = payload.parse(JSON.parse(Buffer.from(answer, 'base64').toString('utf8'))) as unknown as Payload
    const { verified } = await verifySolution({ ...read, deriveKey, ...secrets(ctx) })
    if (!verified) return undefined
  } catch {
    // Whatever a stranger puts here is no proof.
    return undefined
  }
  const until = Number(read.challenge.parameters.data?.until)
  return until > ctx.now() ? { id: hashToken(read.challenge.signature ?? '') } : undefined
}

/** Each proof counts once. False when it was spent before. */
export function spendProof(work: Work, proof: Proof): Promise<boolean> {
  return wasInserted(
    work.db.insertInto('idempotency').values({ scope: 'altcha', key: proof.id, result: '', created_at: work.now }),
  )
}
