import type { Texts } from '../../../web/texts/texts.ts'

/** Where the script solves the server's challenge; its answer goes into the field `altcha`. Without script: what to do instead. */
export function ProofOfWork({ challenge, t }: { challenge: string; t: Texts }) {
  const words = t.registration
  return (
    <div className="proof" data-altcha={challenge} data-done={words.proofDone} data-failed={words.proofFailed}>
      <input type="hidden" name="altcha" />
      <p className="quiet" role="status" data-running={words.proofRunning} />
      <noscript>
        <p className="notice notice-warn">{words.proofNoScript}</p>
      </noscript>
    </div>
  )
}
