import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useState } from 'react'
import { get, post } from '../../../web/client/api.ts'
import { Ask } from '../../../web/crm/ask.tsx'
import { TextField } from '../../../web/crm/fields.tsx'
import { stringifySearch } from '../../../web/crm/view.ts'
import type { MergedPage } from '../schema.ts'
import { type Change, changesOf, saidOf } from './correction-changes.ts'
import { correctionsKey, mergedKey } from './journey-queries.ts'
import { counted, sureWords } from './journey-words.ts'

/** Written names that are shown; the least sure are among them. */
const SHOWN = 30

/** Says of one product and of the names it was written by what they are. */
export function CorrectDialog({ of, onClose }: { of: MergedPage['rows'][number]; onClose(): void }) {
  const [now, setNow] = useState(() => changesOf(of))
  const others = useId()
  const queries = useQueryClient()
  const names = useNames(now.name === of.product ? '' : now.name)
  const { said, needs } = saidOf(of, now)
  const hidden = Math.max(0, of.names.length - SHOWN) + of.more
  const save = useMutation({
    mutationFn: () => post('/api/journeys/corrections', { said }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: correctionsKey })
      onClose()
    },
  })
  const change = (written: string, part: Partial<Change>) =>
    setNow({ ...now, names: now.names.map((one) => (one.written === written ? { ...one, ...part } : one)) })
  return (
    <Ask
      open
      title={`Correct ${of.product}`}
      does="Keep for the next run"
      busy={save.isPending}
      needs={needs}
      problem={save.error?.message ?? null}
      onDo={() => save.mutate()}
      onClose={onClose}
    >
      <div className="form">
        <TextField
          label="Name"
          list={others}
          maxLength={300}
          autoComplete="off"
          value={now.name}
          hint="With the name of another product, the two are one."
          onChange={(event) => setNow({ ...now, name: event.target.value })}
        />
        <datalist id={others}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <TextField
          label="Category"
          maxLength={300}
          value={now.category}
          hint="Category, or Category > Sub-category."
          onChange={(event) => setNow({ ...now, category: event.target.value })}
        />
        <fieldset className="correct-names">
          <legend>Written as</legend>
          {now.names.slice(0, SHOWN).map(({ written, confidence, colour, apart, own }) => (
            <div key={written} className="written">
              <div className="written-head">
                <span>{written}</span>
                <span className="quiet figures">{sureWords(confidence)}</span>
              </div>
              <TextField
                label="Colour"
                aria-label={`Colour of ${written}`}
                maxLength={300}
                value={colour}
                onChange={(event) => change(written, { colour: event.target.value })}
              />
              {of.names.length > 1 ? (
                <label className="check">
                  <input
                    type="checkbox"
                    checked={apart}
                    aria-label={`${written} is another product`}
                    onChange={(event) => change(written, { apart: event.target.checked })}
                  />
                  <span>This is another product</span>
                </label>
              ) : null}
              {apart ? (
                <TextField
                  label="Its name"
                  aria-label={`Name of ${written}`}
                  list={others}
                  maxLength={300}
                  value={own}
                  onChange={(event) => change(written, { own: event.target.value })}
                />
              ) : null}
            </div>
          ))}
          {hidden > 0 ? <p className="quiet">{counted(hidden, 'more name')}, the surest, not shown.</p> : null}
        </fieldset>
      </div>
    </Ask>
  )
}

const TYPING_MS = 300

/** Names of products like the one being typed, once the typing pauses. */
function useNames(typed: string): string[] {
  const [search, setSearch] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const asked = useQuery({
    queryKey: [...mergedKey, { search, page: 1 }],
    queryFn: ({ signal }) => get<MergedPage>(`/api/journeys/merged${stringifySearch({ search })}`, { signal }),
    enabled: search.length > 1,
  })
  return asked.data?.rows.map(({ product }) => product) ?? []
}
