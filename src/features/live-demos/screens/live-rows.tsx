import Button from '@mui/material/Button'
import { useState } from 'react'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { agoWords } from '../../../web/crm/durations.ts'
import { useNow } from '../../../web/crm/now.ts'
import { useSession } from '../../../web/crm/session.ts'
import { Empty } from '../../../web/crm/states.tsx'
import { exactTime } from '../../../web/crm/when.tsx'
import { checkAddress, devicesChecked } from '../parts/device-check.ts'
import type { LiveChange, LiveRow, LiveState } from '../schema.ts'
import { NoteDialog } from './note-dialog.tsx'
import { StopDialog } from './stop-dialog.tsx'

const states: Record<LiveState, { words: string; dot: string }> = {
  OFF: { words: 'Off', dot: 'dot' },
  LIVE: { words: 'Live', dot: 'dot dot-on' },
  PAUSED: { words: 'Paused', dot: 'dot dot-half' },
  STOPPING: { words: 'Stopping', dot: 'dot dot-half' },
}

/** Changes the own state for products. Going live leads through the device check where that is due. */
export async function changeLive(change: LiveChange): Promise<void> {
  if (change.action === 'GO' && !devicesChecked(Date.now())) {
    location.assign(checkAddress(change.products))
    return
  }
  await post('/api/live', change, { retry: true })
}

/** One row per product of the agent's: how it stands, and going live, pausing and stopping. */
export function LiveRows({ rows, offset }: { rows: LiveRow[]; offset: number }) {
  if (rows.length === 0) {
    return (
      <Empty icon="live" title="No products are assigned to you">
        A supervisor assigns them under Users. Then you go live here.
      </Empty>
    )
  }
  return (
    <ul className="rows" aria-label="Your products">
      {rows.map((row) => (
        <ProductRow key={row.product.id} row={row} offset={offset} alone={rows.length === 1} />
      ))}
    </ul>
  )
}

function ProductRow({ row, offset, alone }: { row: LiveRow; offset: number; alone: boolean }) {
  const { product, state, since, others, waiting, timingsOpen } = row
  const { lang, zone } = useSession()
  const now = useNow(offset, 10_000)
  const [asking, setAsking] = useState<'stop' | 'note' | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const nameId = `product-${product.id}`

  const change = async (action: LiveChange['action'], more: Partial<LiveChange> = {}) => {
    setBusy(true)
    setProblem(null)
    try {
      await changeLive({ action, products: [product.id], ...more })
      setAsking(null)
    } catch (thrown) {
      setProblem((thrown as Problem).message)
    }
    setBusy(false)
  }
  // With a colleague live those waiting lose nothing, so there is nothing to ask.
  const stop = () =>
    waiting > 0 && others.length === 0 ? setAsking('stop') : void change('STOP', { waiting: 'SERVE' })
  const on = state === 'LIVE' || state === 'PAUSED'
  return (
    <li className="row row-grid" aria-labelledby={nameId}>
      <span className="row-name" id={nameId}>
        {product.name}
      </span>
      <span className="row-state">
        <span className={states[state].dot} />
        {states[state].words}
        {since !== null && state !== 'OFF' ? (
          <span className="quiet" title={`Since ${exactTime(lang, zone, since)}`}>
            {agoWords(now - since)}
          </span>
        ) : null}
      </span>
      <span className="row-state quiet">
        {timingsOpen ? null : <span className="tag tag-warn">Live timings are closed</span>}
        {others.length > 0 ? <span>Also live: {others.join(', ')}</span> : null}
      </span>
      <span className={waiting > 0 ? 'figures' : 'figures quiet'}>{waiting} waiting</span>
      <span className="row-end">
        {waiting > 0 ? (
          <Button variant="text" aria-describedby={nameId} onClick={() => setAsking('note')}>
            Message
          </Button>
        ) : null}
        {state === 'OFF' || state === 'STOPPING' ? (
          <Button
            variant={alone && state === 'OFF' ? 'contained' : 'outlined'}
            color={alone && state === 'OFF' ? 'primary' : 'secondary'}
            disabled={busy}
            aria-describedby={nameId}
            onClick={() => change('GO')}
          >
            Go live
          </Button>
        ) : null}
        {on ? (
          <Button
            disabled={busy}
            aria-describedby={nameId}
            onClick={() => change(state === 'PAUSED' ? 'RESUME' : 'PAUSE')}
          >
            {state === 'PAUSED' ? 'Resume' : 'Pause'}
          </Button>
        ) : null}
        {state === 'OFF' ? null : (
          <Button disabled={busy} aria-describedby={nameId} onClick={stop}>
            Stop
          </Button>
        )}
      </span>
      {problem && asking === null ? (
        <span className="row-problem" role="alert">
          {problem}
        </span>
      ) : null}
      {state === 'STOPPING' ? (
        <span className="row-sub row-wide">
          Nobody new can join. You stop by yourself once those waiting have been served.
        </span>
      ) : null}
      {asking === 'stop' ? (
        <StopDialog
          product={product.name}
          waiting={waiting}
          stopping={state === 'STOPPING'}
          busy={busy}
          problem={problem}
          onStop={(choice) => change('STOP', { waiting: choice })}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === 'note' ? <NoteDialog product={product} waiting={waiting} onClose={() => setAsking(null)} /> : null}
    </li>
  )
}
