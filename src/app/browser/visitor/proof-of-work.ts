import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'

/** The challenge's expiry is the server's to judge; a phone that needs longer than this is told to try again. */
const TIMEOUT = 60_000

/**
 * Solves the challenge in `data-altcha` and puts the answer (base64 of {challenge, solution}, as altcha's own widget
 * sends it) into the field `altcha`. True when solved.
 */
export async function proofOfWork(slot: HTMLElement): Promise<boolean> {
  const said = slot.querySelector<HTMLElement>('[data-running]')
  const field = slot.querySelector<HTMLInputElement>('[name=altcha]')
  const say = (text: string | undefined) => {
    if (said) said.textContent = text ?? ''
  }
  say(said?.dataset.running)
  try {
    const challenge = JSON.parse(slot.dataset.altcha ?? '') as Challenge
    const solution = await solveChallenge({ challenge, deriveKey, timeout: TIMEOUT })
    if (!solution || !field) throw new Error('not solved')
    field.value = btoa(JSON.stringify({ challenge, solution }))
    say(slot.dataset.done)
    return true
  } catch {
    say(slot.dataset.failed)
    return false
  }
}
