import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/schedule.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { get, newKey, post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Page } from '../../../web/crm/page.tsx'
import { SaveBar } from '../../../web/crm/save-bar.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { Empty, Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { toast } from '../../../web/crm/toasts.tsx'
import { useEdits } from '../../../web/crm/use-edits.ts'
import { KeptSlots } from '../parts/kept-slots.tsx'
import type { Kept, RuleRow, SlotChoices } from '../schema/crm.ts'
import { RuleFields } from './rule-fields.tsx'
import { RulePreview } from './rule-preview.tsx'
import { bodyOf, newRule, type RuleValues, valuesOf } from './rule-values.ts'
import { slotsKey, useChoices, useSlotWrite } from './slot-queries.ts'
import { clockWords } from './slot-words.ts'

/** One rule, a new one, or a copy of another: its form, and beside it what it will offer. */
export function RuleScreen({ id, copy }: { id: number | null; copy: number | null }) {
  const { lang } = useSession()
  const of = id ?? copy
  const choices = useChoices()
  const rule = useQuery({
    queryKey: [...slotsKey, 'rule', of],
    queryFn: ({ signal }) => get<RuleRow>(`/api/rules/${of}`, { signal }),
    enabled: of !== null,
  })
  const problem = rule.error ?? choices.error
  const ready = choices.data && (of === null || rule.data)
  const title =
    id === null
      ? 'Add rule'
      : rule.data
        ? `${rule.data.product.name} at ${clockWords(lang, rule.data.clock)}`
        : 'Slot rule'
  return (
    <Page title={title}>
      <p className="crumb">
        <Link to="/crm/slots">Slots</Link>
      </p>
      {problem ? <Failed problem={problem} again={() => void rule.refetch()} /> : null}
      {ready || problem ? null : <SkeletonRows rows={8} />}
      {ready && choices.data.products.length === 0 ? (
        <Empty icon="box" title="No products yet">
          Slots are of a product. Add one first.
        </Empty>
      ) : null}
      {ready && choices.data.products.length > 0 ? (
        <RuleForm key={of ?? 'new'} id={id} from={rule.data} choices={choices.data} />
      ) : null}
    </Page>
  )
}

function useToday(): string {
  const { zone } = useSession()
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(Date.now())
}

function RuleForm(props: { id: number | null; from: RuleRow | undefined; choices: SlotChoices }) {
  const { id, from, choices } = props
  const today = useToday()
  const navigate = useNavigate()
  const [key] = useState(newKey)
  const [kept, setKept] = useState<Kept['kept'] | null>(null)
  const first = choices.products.find(({ active }) => active) ?? choices.products[0]!
  const edits = useEdits<RuleValues>(from ? valuesOf(from) : newRule(first.id, today))
  const { values } = edits
  const save = useSlotWrite(
    (): Promise<{ id: number } | Kept> =>
      id === null
        ? post<{ id: number }>('/api/rules', { key, rule: bodyOf(values) }, { retry: true })
        : post<Kept>(`/api/rules/${id}`, bodyOf(values)),
  )
  const faults = save.error instanceof Problem ? named(save.error.fields) : {}
  const [leaving, setLeaving] = useState(false)
  const onSaved = (answer: { id: number } | Kept) => {
    if ('kept' in answer) {
      if (answer.kept.length > 0) setKept(answer.kept)
      return
    }
    setLeaving(true)
    toast({ text: 'The rule is added. Its slots can be booked now.' })
    void navigate({ to: '/crm/slots/rules/$rule', params: { rule: String(answer.id) }, ignoreBlocker: true } as never)
  }
  return (
    <div className="setup">
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(undefined, { onSuccess: onSaved })
        }}
      >
        <RuleFields values={values} faults={faults} choices={choices} isNew={id === null} set={edits.set} />
        <SaveBar
          dirty={(edits.dirty || id === null) && !leaving && !save.isPending}
          busy={save.isPending}
          saved={save.isSuccess ? 'Saved' : null}
          problem={save.error?.message ?? null}
          onDiscard={() => {
            edits.reset()
            save.reset()
          }}
        />
      </form>
      <div className="setup-sticky">
        <RulePreview values={values} {...(id === null ? {} : { id })} />
      </div>
      {kept ? (
        <KeptSlots kept={kept} clock={values.status === 'ACTIVE' ? values.clock : null} onClose={() => setKept(null)} />
      ) : null}
    </div>
  )
}

/** The server names fields of a new rule under it: "rule.clock" is "clock". */
const named = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, words]) => [name.replace(/^rule\./, ''), words]))
