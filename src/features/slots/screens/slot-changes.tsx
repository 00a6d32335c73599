import Button from '@mui/material/Button'
import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { TextField } from '../../../web/crm/fields.tsx'
import { Note } from '../../../web/crm/states.tsx'
import { Why } from '../parts/why.tsx'
import type { SlotDetails } from '../schema/crm.ts'
import { AgentChecks } from './agent-checks.tsx'
import { agentsFor, useChoices, useSlotWrite } from './slot-queries.ts'
import { zoneWords } from './slot-words.ts'

type Asking = 'move' | 'close' | null

/** What an admin may change on one slot: seats, agents, its time, and whether it is. */
export function SlotChanges({ slot, onClosed }: { slot: SlotDetails; onClosed(): void }) {
  const [asking, setAsking] = useState<Asking>(null)
  const booked = slot.taken > 0
  return (
    <>
      <Seats slot={slot} />
      {booked || slot.ruleId === null ? <Agents slot={slot} /> : null}
      <div className="form-buttons">
        {booked ? <Button onClick={() => setAsking('move')}>Move with everybody</Button> : null}
        <Button color="error" onClick={() => setAsking('close')}>
          {booked ? 'Cancel and close' : 'Close slot'}
        </Button>
      </div>
      {asking === 'move' ? <MoveSlot slot={slot} onClose={() => setAsking(null)} /> : null}
      {asking === 'close' ? <CloseSlot slot={slot} onClose={() => setAsking(null)} onClosed={onClosed} /> : null}
    </>
  )
}

function Seats({ slot }: { slot: SlotDetails }) {
  const [typed, setTyped] = useState<string | null>(null)
  const capacity = typed ?? String(slot.capacity)
  const save = useSlotWrite(() => post(`/api/slots/${slot.id}`, { capacity: Number(capacity) }))
  const fault = save.error instanceof Problem ? (save.error.fields.capacity ?? save.error.message) : null
  return (
    <form
      className="exception-new"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(undefined, { onSuccess: () => setTyped(null) })
      }}
    >
      <TextField
        label="Seats"
        type="number"
        min={Math.max(1, slot.taken)}
        max={100}
        hint={slot.ruleId === null ? undefined : 'Kept as an exception of its rule.'}
        error={fault}
        value={capacity}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit" disabled={capacity === String(slot.capacity) || save.isPending}>
        Save
      </Button>
    </form>
  )
}

function Agents({ slot }: { slot: SlotDetails }) {
  const { data: choices } = useChoices()
  const now = slot.agents.map(({ id }) => id)
  const [chosen, setChosen] = useState<number[] | null>(null)
  const users = chosen ?? now
  const save = useSlotWrite(() => post(`/api/slots/${slot.id}/agents`, { users }))
  const same = users.toSorted().join() === now.toSorted().join()
  if (!choices) return null
  return (
    <form
      className="section"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(undefined, { onSuccess: () => setChosen(null) })
      }}
    >
      <AgentChecks
        agents={agentsFor(choices, slot.product.id)}
        chosen={users}
        error={save.error?.message}
        onChange={setChosen}
      />
      {same ? null : (
        <div className="form-buttons">
          <Button type="submit" disabled={save.isPending || users.length === 0}>
            Save agents
          </Button>
          <span className="quiet">
            {users.length === 0 ? 'Choose at least one agent.' : 'New ones are told of its customers.'}
          </span>
        </div>
      )}
    </form>
  )
}

const local = (slot: SlotDetails) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: slot.product.zone, dateStyle: 'short', timeStyle: 'short' })
    .format(slot.startsAt)
    .split(' ')

function MoveSlot({ slot, onClose }: { slot: SlotDetails; onClose(): void }) {
  const [[day = '', clock = ''], setTime] = useState(() => local(slot))
  const [reason, setReason] = useState('')
  const move = useSlotWrite(() => post(`/api/slots/${slot.id}/move`, { day, clock, reason }))
  const faults = move.error instanceof Problem ? move.error.fields : {}
  return (
    <Ask
      open
      title={
        slot.taken === 1 ? 'Move this slot with its customer?' : `Move this slot with its ${slot.taken} customers?`
      }
      does="Move and tell them"
      busy={move.isPending}
      needs={reason.trim() === '' && 'Write the reason first.'}
      problem={move.error && !faults.clock ? move.error.message : null}
      onDo={() => move.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <div className="form">
        <div className="field-pair">
          <TextField label="Day" type="date" value={day} onChange={(event) => setTime([event.target.value, clock])} />
          <TextField
            label="Time"
            type="time"
            hint={`By the clocks of ${zoneWords(slot.product.zone)}.`}
            error={faults.clock}
            value={clock}
            onChange={(event) => setTime([day, event.target.value])}
          />
        </div>
        <Why value={reason} onChange={setReason} />
      </div>
    </Ask>
  )
}

/** A slot that was closed is offered again: a rule's with its agents, one by hand once somebody is chosen. */
export function OpenSlot({ slot }: { slot: SlotDetails }) {
  const open = useSlotWrite(() => post<unknown>(`/api/slots/${slot.id}`, { status: 'OPEN' }))
  return (
    <section className="section">
      <Button variant="outlined" disabled={open.isPending} onClick={() => open.mutate(undefined)}>
        Open again
      </Button>
      {open.error ? <Note tone="warn">{open.error.message}</Note> : null}
    </section>
  )
}

function CloseSlot({ slot, onClose, onClosed }: { slot: SlotDetails; onClose(): void; onClosed(): void }) {
  const [reason, setReason] = useState('')
  const booked = slot.taken > 0
  const close = useSlotWrite(() =>
    booked
      ? post<unknown>(`/api/slots/${slot.id}/cancel`, { reason })
      : post<unknown>(`/api/slots/${slot.id}`, { status: 'CLOSED' }),
  )
  return (
    <Ask
      open
      title={booked ? 'Cancel all bookings and close this slot?' : 'Close this slot?'}
      does={booked ? 'Cancel and close' : 'Close slot'}
      tone="error"
      busy={close.isPending}
      needs={booked && reason.trim() === '' && 'Write the reason first.'}
      problem={close.error?.message ?? null}
      onDo={() =>
        close.mutate(undefined, {
          onSuccess: () => {
            onClose()
            onClosed()
          },
        })
      }
      onClose={onClose}
    >
      <div className="form">
        {booked ? <Why value={reason} onChange={setReason} /> : <p>Visitors cannot choose it any more.</p>}
      </div>
    </Ask>
  )
}
