import Button from '@mui/material/Button'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { TextField } from '../../../web/crm/fields.tsx'
import { Note } from '../../../web/crm/states.tsx'
import { Enrolment } from './enrolment.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Step = 'start' | 'disable' | 'recovery-codes'

const steps: Record<Step, { title: string; does: string; tone?: 'error' }> = {
  start: { title: 'Turn on two-factor', does: 'Go on' },
  disable: { title: 'Turn off two-factor?', does: 'Turn off', tone: 'error' },
  'recovery-codes': { title: 'New recovery codes?', does: 'Make new codes' },
}

/** The second step at login: an authenticator app's code. Every change of it asks for the password. */
export function TwoFactor({ on, onChanged }: { on: boolean; onChanged(): void }) {
  const [asking, setAsking] = useState<Step | null>(null)
  const [enrolling, setEnrolling] = useState<{ uri: string; secret: string } | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  return (
    <section className="section form" aria-labelledby="two-factor">
      <h2 id="two-factor">Two-factor</h2>
      {enrolling ? (
        <Enrolment
          {...enrolling}
          onDone={(made) => {
            setEnrolling(null)
            setCodes(made)
            onChanged()
          }}
          onCancel={() => setEnrolling(null)}
        />
      ) : null}
      {codes ? <RecoveryCodes codes={codes} onKept={() => setCodes(null)} /> : null}
      {enrolling || codes ? null : on ? (
        <>
          <Note tone="ok">On. Logging in asks for a code of your authenticator app.</Note>
          <div className="form-buttons">
            <Button onClick={() => setAsking('recovery-codes')}>New recovery codes</Button>
            <Button color="error" onClick={() => setAsking('disable')}>
              Turn off
            </Button>
          </div>
        </>
      ) : (
        <>
          <p className="quiet">Off. With it, a stolen password alone does not open your account.</p>
          <div className="form-buttons">
            <Button onClick={() => setAsking('start')}>Turn on</Button>
          </div>
        </>
      )}
      {asking ? (
        <ByPassword
          step={asking}
          onClose={() => setAsking(null)}
          onDone={(answer) => {
            setAsking(null)
            if (answer.secret && answer.uri) setEnrolling({ uri: answer.uri, secret: answer.secret })
            if (answer.recoveryCodes) setCodes(answer.recoveryCodes)
            if (asking === 'disable') onChanged()
          }}
        />
      ) : null}
    </section>
  )
}

type Answer = { uri?: string; secret?: string; recoveryCodes?: string[] }

function ByPassword({ step, onDone, onClose }: { step: Step; onDone(answer: Answer): void; onClose(): void }) {
  const [password, setPassword] = useState('')
  const ask = useMutation({ mutationFn: () => post<Answer>(`/api/me/totp/${step}`, { password }), onSuccess: onDone })
  const { title, does, tone = 'primary' } = steps[step]
  return (
    <Ask
      open
      title={title}
      does={does}
      tone={tone}
      busy={ask.isPending}
      problem={ask.error?.message ?? null}
      onDo={() => ask.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        autoFocus
        hint={step === 'recovery-codes' ? 'The codes you have now stop working.' : undefined}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </Ask>
  )
}
