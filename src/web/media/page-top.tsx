import { useWords } from './words.tsx'

/** What stands above every page with a camera: the way past the frame, that this is a trial, what a call needs. */
export function PageTop({ trial }: { trial: boolean }) {
  const { page } = useWords()
  return (
    <>
      <a className="skip" href="#main">
        {page.skip}
      </a>
      {trial ? (
        <aside className="trial" aria-label={page.trial}>
          {page.trial}{' '}
          <a href="/phone" target="_blank" rel="noreferrer">
            {page.trialPhone}
          </a>
        </aside>
      ) : null}
      <noscript>
        <p className="notice notice-warn">{page.noScript}</p>
      </noscript>
    </>
  )
}
