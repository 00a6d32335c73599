import Button from '@mui/material/Button'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { Choice, TextArea } from '../../../web/crm/fields.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { Note } from '../../../web/crm/states.tsx'
import { toast } from '../../../web/crm/toasts.tsx'
import { When } from '../../../web/crm/when.tsx'

interface Person {
  name: string
  mobile: string
  email: string
  blocked: { at: number; by: string | null; why: string } | null
  /** customers who last gave this e-mail address */
  sameEmail: number
}

function useWrite<Input>(write: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({ mutationFn: write, onSettled: () => queries.invalidateQueries() })
}

/** Whether a customer is blocked, why and by whom; admins block and unblock. */
export function BlockSection({ person }: { person: Person }) {
  const { me } = useSession()
  const [asking, setAsking] = useState(false)
  const { blocked, mobile, name } = person
  const unblock = useWrite(() => post('/api/customers/unblock', { whom: { mobile } }))
  const admin = me.role === 'ADMIN'
  if (!blocked && !admin) return null
  return (
    <section className="section" aria-label="Blocking">
      {blocked ? (
        <Note
          tone="error"
          action={
            admin ? (
              <Button
                disabled={unblock.isPending}
                onClick={() =>
                  unblock.mutate(undefined, { onError: (error) => toast({ text: error.message, tone: 'error' }) })
                }
              >
                Unblock
              </Button>
            ) : undefined
          }
        >
          <strong>Blocked</strong> since <When at={blocked.at} />
          {blocked.by ? ` by ${blocked.by}` : ''}: {blocked.why}
        </Note>
      ) : (
        <div className="form-buttons">
          <Button color="error" onClick={() => setAsking(true)}>
            Block {name}
          </Button>
        </div>
      )}
      {asking ? <Block person={person} onClose={() => setAsking(false)} /> : null}
    </section>
  )
}

function Block({ person, onClose }: { person: Person; onClose(): void }) {
  const [by, setBy] = useState<'mobile' | 'email'>('mobile')
  const [reason, setReason] = useState('')
  const { name, mobile, email, sameEmail } = person
  const block = useWrite(() => post('/api/customers/block', { whom: by === 'mobile' ? { mobile } : { email }, reason }))
  return (
    <Ask
      open
      title={`Block ${name}?`}
      does="Block"
      tone="error"
      busy={block.isPending}
      needs={reason.trim() === '' && 'Write the reason first.'}
      problem={block.error?.message ?? null}
      onDo={() => block.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className="form">
        <p>
          Their visits, knock and meeting end at once and their bookings are cancelled. Public pages go on answering
          them as anyone, and no code reaches them.
        </p>
        <Choice
          label="Whom"
          value={by}
          stacked
          options={[
            ['mobile', `The number ${mobile}`],
            ['email', `Everyone with ${email} (${sameEmail === 1 ? 'one customer' : `${sameEmail} customers`})`],
          ]}
          onChange={setBy}
        />
        <TextArea
          label="Reason"
          hint="Only staff read it."
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Ask>
  )
}
