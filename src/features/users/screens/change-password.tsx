import Button from '@mui/material/Button'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { TextField } from '../../../web/crm/fields.tsx'
import { useSession } from '../../../web/crm/session.ts'

const LEAST = 12

export function ChangePassword() {
  const { me } = useSession()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<{ current?: string; password?: string; all?: string }>({})
  const change = useMutation({
    mutationFn: () => post('/api/me/password', { current, password }),
    onSuccess: () => {
      setCurrent('')
      setPassword('')
    },
    onError: (error) => {
      const fields = error instanceof Problem ? error.fields : {}
      setProblem(fields.current || fields.password ? fields : { all: error.message })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!current) return setProblem({ current: 'Enter the password you use now' })
    if (password.length < LEAST) return setProblem({ password: `Use at least ${LEAST} characters` })
    setProblem({})
    change.mutate()
  }
  return (
    <form className="form section" aria-labelledby="password-title" onSubmit={submit} noValidate>
      <h2 id="password-title">Password</h2>
      {/* Password keepers file the new one under this name. */}
      <input type="text" name="username" autoComplete="username" value={me.email} readOnly hidden />
      <TextField
        label="Password now"
        type="password"
        autoComplete="current-password"
        maxLength={200}
        value={current}
        error={problem.current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        maxLength={128}
        value={password}
        error={problem.password}
        hint={`At least ${LEAST} characters. A few words in a row are easy to keep.`}
        onChange={(event) => setPassword(event.target.value)}
      />
      <div className="form-buttons">
        <Button type="submit" disabled={change.isPending}>
          Change password
        </Button>
      </div>
      <p role="status" className="quiet">
        {change.isSuccess ? 'Changed. Your other browsers are logged out.' : ''}
      </p>
      {problem.all ? (
        <p className="field-error" role="alert">
          {problem.all}
        </p>
      ) : null}
    </form>
  )
}
