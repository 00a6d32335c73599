import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { type ReactNode, type SubmitEvent, useId } from 'react'

/**
 * A question before something is done. Enter does it, Escape does not. `problem` tells why doing it failed, in place.
 */
export function Ask(props: {
  open: boolean
  title: string
  children?: ReactNode
  /** the word on the button that does it */
  does: string
  tone?: 'primary' | 'error'
  busy?: boolean
  /** what is still missing before it can be done */
  needs?: string | false | null
  problem?: string | null
  /** further ways, between Cancel and doing it */
  others?: ReactNode
  onDo(): void
  onClose(): void
}) {
  const { open, title, children, does, tone = 'primary', busy = false, needs, problem, others, onDo, onClose } = props
  const id = useId()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!busy && !needs) onDo()
  }
  return (
    <Dialog open={open} onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id} transitionDuration={120}>
      <form onSubmit={submit} noValidate>
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          {children}
          {needs && !busy ? (
            <p className="quiet ask-needs" id={`${id}-needs`}>
              {needs}
            </p>
          ) : null}
          {problem ? (
            <p className="field-error" role="alert">
              {problem}
            </p>
          ) : null}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose} variant="text">
            Cancel
          </Button>
          {others}
          <Button
            type="submit"
            variant="contained"
            color={tone}
            disabled={busy || Boolean(needs)}
            aria-describedby={needs ? `${id}-needs` : undefined}
          >
            {does}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
