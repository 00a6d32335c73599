import Button from '@mui/material/Button'
import { useBlocker } from '@tanstack/react-router'
import { Ask } from './ask.tsx'

/** The end of a form: Save and Discard while something is unsaved, and what the last save came to. */
export function SaveBar(props: {
  dirty: boolean
  busy: boolean
  /** what the last save changed, in words; null before one */
  saved?: string | null
  problem?: string | null
  onDiscard(): void
}) {
  const { dirty, busy, saved, problem, onDiscard } = props
  return (
    <>
      <div className="form-buttons save-bar">
        <Button type="submit" variant="contained" color={dirty ? 'primary' : 'secondary'} disabled={!dirty || busy}>
          Save
        </Button>
        {dirty ? (
          <Button variant="text" onClick={onDiscard} disabled={busy}>
            Discard
          </Button>
        ) : null}
        <p role="status" className="quiet">
          {dirty ? 'Not saved yet' : (saved ?? '')}
        </p>
      </div>
      {problem ? (
        <p className="field-error" role="alert">
          {problem}
        </p>
      ) : null}
      <LeaveGuard dirty={dirty} />
    </>
  )
}

/** Asks before what was typed is lost: on the way to another page, and by the browser when the tab closes. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const blocker = useBlocker({
    // Another view of the same page (its search, a panel) loses nothing.
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: dirty,
    withResolver: true,
  })
  const blocked = blocker.status === 'blocked'
  return (
    <Ask
      open={blocked}
      title="Leave without saving?"
      does="Leave"
      tone="error"
      onDo={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    >
      <p>What you changed on this page is not saved yet.</p>
    </Ask>
  )
}
