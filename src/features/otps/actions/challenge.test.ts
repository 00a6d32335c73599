import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { expect, test } from 'vitest'
import {
  AFTERNOON,
  addWatch,
  anonymous,
  createClock,
  openBrowser,
  openProcess,
} from '../../../../tests/contract/otp-stage.ts'
import { eachDatabase } from '../../../../tests/support/databases.ts'
import { createKeys } from '../../../platform/keys.ts'
import { needsProof } from '../reads.ts'
import { newChallenge, readProof } from './challenge.ts'

const MINUTE = 60_000
const ADDRESS = '203.0.113.7'

/** What a browser answers to a challenge, as its script puts it into the form. */
async function solve(text: string): Promise<string> {
  const challenge = JSON.parse(text) as Challenge
  const solution = await solveChallenge({ challenge, deriveKey })
  return btoa(JSON.stringify({ challenge, solution }))
}

eachDatabase('proof of work', (open, place) => {
  async function stage(after: number) {
    const clock = createClock(AFTERNOON)
    const settings = { PHYGITAL_CHALLENGE_AFTER: String(after) }
    const database = await open()
    const app = openProcess(database, clock, settings)
    const other = openProcess(place.engine === 'mysql' ? await open() : database, clock, settings)
    const productId = await addWatch(app)
    let n = 0
    const ask = (address: string, asking = {}) =>
      openBrowser(n % 2 ? app : other, productId, `browser-${++n}`, address).request(
        { mobile: `+919876500${String(n).padStart(3, '0')}` },
        asking,
      )
    return { clock, app, ask, ctx: anonymous(app) }
  }

  test('many requests from one network, over processes, have to bring a proof; others do not', async () => {
    const { ask, ctx, clock } = await stage(3)
    expect(await needsProof(ctx, ADDRESS)).toBe(false)
    for (let n = 0; n < 3; n++) expect(await ask(ADDRESS)).toEqual({ sent: true })
    expect(await needsProof(ctx, ADDRESS)).toBe(true)
    expect(await ask(ADDRESS)).toEqual({ refused: 'proofNeeded' })
    expect(await needsProof(ctx, '203.0.113.8')).toBe(false)
    expect(await ask('203.0.113.8')).toEqual({ sent: true })
    for (let n = 0; n < 3; n++) await ask(`2001:db8::${n}`)
    expect(await needsProof(ctx, '2001:db8::ffff'), 'the same /64').toBe(true)
    clock.advance(10 * MINUTE)
    expect(await ask(ADDRESS)).toEqual({ sent: true })
  })

  test('a proof lets one request through, once, however many try it at once', async () => {
    const { ask, ctx } = await stage(0)
    const proof = await readProof(ctx, await solve(await newChallenge(ctx)))
    expect(proof).toBeDefined()
    const all = await Promise.all(Array.from({ length: 6 }, () => ask(ADDRESS, { proof })))
    expect(all.filter((answer) => 'sent' in answer)).toHaveLength(1)
    expect(all.filter((answer) => 'refused' in answer && answer.refused === 'proof')).toHaveLength(5)
  })

  test('a press sent twice needs one proof', async () => {
    const { app, ctx } = await stage(0)
    const browser = openBrowser(app, await addWatch(app, { name: 'Aurum Ring' }), 'one browser')
    const proof = await readProof(ctx, await solve(await newChallenge(ctx)))
    const press = { proof, key: 'one form' }
    expect(await browser.request({}, press)).toEqual({ sent: true })
    expect(await browser.request({}, press)).toEqual({ sent: true })
  })

  test('a proof that is old, changed, of another server, or nonsense is none', async () => {
    const { clock, ctx } = await stage(0)
    const answer = await solve(await newChallenge(ctx))
    const read = JSON.parse(atob(answer))
    const changed = (change: (it: typeof read) => void) => {
      const copy = structuredClone(read)
      change(copy)
      return btoa(JSON.stringify(copy))
    }
    expect(
      await readProof(
        ctx,
        changed(() => {}),
      ),
    ).toBeDefined()
    const longer = changed((it) => {
      it.challenge.parameters.data.until += 1
    })
    const easier = changed((it) => {
      it.challenge.parameters.keyPrefix = '00'
    })
    const guessed = changed((it) => {
      it.solution.derivedKey = `${it.challenge.parameters.keyPrefix}${'0'.repeat(32)}`
    })
    const bare = changed((it) => {
      delete it.challenge.signature
    })
    for (const bad of [longer, easier, guessed, bare, '', 'x', btoa('{}'), btoa('null'), undefined]) {
      expect(await readProof(ctx, bad)).toBe(undefined)
    }
    const elsewhere = { ...ctx, keys: createKeys('another installation, 32+ characters') }
    expect(await readProof(elsewhere, answer)).toBe(undefined)
    clock.advance(10 * MINUTE)
    expect(await readProof(ctx, answer)).toBe(undefined)
  })
})
