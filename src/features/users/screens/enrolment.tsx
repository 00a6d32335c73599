import Button from '@mui/material/Button'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { CopyButton } from '../../../web/crm/copy-button.tsx'
import { TextField } from '../../../web/crm/fields.tsx'

/** Puts the secret into an authenticator app, and proves it by a code. Nothing changes before that. */
export function Enrolment(props: {
  uri: string
  secret: string
  onDone(recoveryCodes: string[]): void
  onCancel(): void
}) {
  const { uri, secret, onDone, onCancel } = props
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => post<{ recoveryCodes: string[] }>('/api/me/totp/confirm', { code: code.replace(/\s/g, '') }),
    onSuccess: (answer) => onDone(answer.recoveryCodes),
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    confirm.mutate()
  }
  const grouped = secret.replace(/(.{4})(?=.)/g, '$1 ')
  return (
    <form className="form" onSubmit={submit} noValidate>
      <p>Add an account in your authenticator app by this key. On a phone with the app, open the link instead.</p>
      <p className="secret">
        <span className="code">{grouped}</span>
        <CopyButton text={secret} name="Copy the key" />
      </p>
      <p>
        <a href={uri}>Open in the authenticator app</a>
      </p>
      <TextField
        label="Code the app shows"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
        value={code}
        error={confirm.error?.message}
        onChange={(event) => setCode(event.target.value)}
      />
      <div className="form-buttons">
        <Button type="submit" variant="contained" color="primary" disabled={confirm.isPending}>
          Turn on
        </Button>
        <Button variant="text" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
