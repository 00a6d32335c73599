import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/schedule.css'
import Button from '@mui/material/Button'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { get, post } from '../../../web/client/api.ts'
import { columnsOf } from '../../../web/crm/data-table.tsx'
import { Icon } from '../../../web/crm/icons.tsx'
import { ListTable } from '../../../web/crm/list-table.tsx'
import { Page } from '../../../web/crm/page.tsx'
import type { Found } from '../../../web/crm/results.tsx'
import { useSession } from '../../../web/crm/session.ts'
import { Empty } from '../../../web/crm/states.tsx'
import { toast } from '../../../web/crm/toasts.tsx'
import { askedOf, type ListViewOf, readListView } from '../../../web/crm/view.ts'
import { When } from '../../../web/crm/when.tsx'
import { KeptSlots } from '../parts/kept-slots.tsx'
import { ruleList } from '../rules/lists.ts'
import type { Kept, RuleRow } from '../schema/crm.ts'
import { ruleInputOf } from './rule-values.ts'
import { slotsKey, useNamed, useSlotWrite } from './slot-queries.ts'
import { SlotTabs } from './slot-tabs.tsx'
import { clockWords, ruleDates, ruleDays } from './slot-words.ts'

export type RulesView = ListViewOf<typeof ruleList>
export const readRulesView = (search: Record<string, unknown>): RulesView => readListView(ruleList, search)

const column = columnsOf<RuleRow>()

const columns = column.columns([
  column.accessor((row) => row.product.name, {
    id: 'product',
    header: 'Product',
    meta: { onCard: 'title' },
    cell: ({ row }) => (
      <Link
        className="row-link"
        data-row-link=""
        to="/crm/slots/rules/$rule"
        params={{ rule: String(row.original.id) }}
      >
        {row.original.product.name}
      </Link>
    ),
  }),
  column.accessor('clock', {
    header: 'Time',
    cell: ({ row }) => (
      <span className="figures">
        <RuleClock rule={row.original} />, {row.original.lengthMin} min
      </span>
    ),
  }),
  column.accessor('days', { header: 'Days', cell: ({ row }) => <RuleDays rule={row.original} /> }),
  column.accessor('firstDate', { header: 'Dates', cell: ({ row }) => <RuleDates rule={row.original} /> }),
  column.accessor('capacity', { header: 'Customers', meta: { numeric: true, onCard: 'no' } }),
  column.accessor((row) => row.agents.map(({ name }) => name).join(', '), { id: 'agents', header: 'Agents' }),
  column.accessor('next', {
    header: 'Next',
    meta: { numeric: true },
    cell: ({ getValue }) => {
      const at = getValue()
      return (
        <>
          <span className="card-only">Next </span>
          {at === null ? <span className="quiet">None</span> : <When at={at} />}
        </>
      )
    },
  }),
  column.accessor('booked', { header: 'Booked', meta: { numeric: true, onRequest: true, onCard: 'no' } }),
  column.accessor('status', {
    header: 'Status',
    meta: { onCard: 'end' },
    cell: ({ getValue }) => (
      <span className={getValue() === 'ACTIVE' ? 'tag tag-ok' : 'tag'}>
        {getValue() === 'ACTIVE' ? 'Active' : 'Inactive'}
      </span>
    ),
  }),
  column.display({
    id: 'actions',
    header: 'Actions',
    meta: { silent: true },
    cell: ({ row }) => <Actions rule={row.original} />,
  }),
])

const RuleClock = ({ rule }: { rule: RuleRow }) => clockWords(useSession().lang, rule.clock)
const RuleDays = ({ rule }: { rule: RuleRow }) => ruleDays(useSession().lang, rule)
const RuleDates = ({ rule }: { rule: RuleRow }) => ruleDates(useSession().lang, rule)

function Actions({ rule }: { rule: RuleRow }) {
  const navigate = useNavigate()
  const [kept, setKept] = useState<Kept['kept']>([])
  const status = useSlotWrite(() => {
    const to = rule.status === 'ACTIVE' ? 'INACTIVE' : 'ACTIVE'
    return post<Kept>(`/api/rules/${rule.id}`, { ...ruleInputOf(rule), status: to })
  })
  const name = `${rule.product.name} at ${clockWords(useSession().lang, rule.clock)}`
  const copy = { to: '/crm/slots/rules/$rule', params: { rule: 'new' }, search: { copy: String(rule.id) } }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a press in here is not one on the row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the same
    <span className="row-actions" onClick={(event) => event.stopPropagation()}>
      <Button aria-label={`Copy ${name}`} onClick={() => void navigate(copy as never)}>
        Copy
      </Button>
      <Button
        aria-label={`${rule.status === 'ACTIVE' ? 'Deactivate' : 'Activate'} ${name}`}
        disabled={status.isPending}
        onClick={() =>
          status.mutate(undefined, {
            onSuccess: (answer) => setKept(answer.kept),
            onError: (error) => toast({ text: error.message, tone: 'error' }),
          })
        }
      >
        {rule.status === 'ACTIVE' ? 'Deactivate' : 'Activate'}
      </Button>
      {kept.length > 0 ? <KeptSlots kept={kept} clock={null} onClose={() => setKept([])} /> : null}
    </span>
  )
}

type Props = { view: RulesView; onView(view: RulesView): void; onOpen(id: number): void }

/** Slot rules, for admins: what is offered again and again. */
export function RulesScreen({ view, onView, onOpen }: Props) {
  const asked = askedOf(view)
  const { products, agents } = useNamed()
  const rules = useQuery({
    queryKey: [...slotsKey, 'rules', asked],
    queryFn: ({ signal }) => get<Found<RuleRow>>(`/api/rules${asked}`, { signal }),
    placeholderData: keepPreviousData,
  })
  const add = <AddRule />
  return (
    <Page title="Slots" action={add}>
      <SlotTabs />
      <ListTable
        label="Slot rules"
        list={ruleList}
        columns={columns}
        view={view}
        onView={onView}
        asked={rules}
        search="Search product"
        filters={[
          { name: 'product', label: 'Product', options: products },
          { name: 'agent', label: 'Agent', options: agents },
          {
            name: 'status',
            label: 'Status',
            options: [
              ['ACTIVE', 'Active'],
              ['INACTIVE', 'Inactive'],
            ],
          },
        ]}
        empty={{
          narrowed: (
            <Empty icon="calendar" title="No rule fits">
              Search with fewer letters, or take a filter away.
            </Empty>
          ),
          none: (
            <Empty icon="calendar" title="No slot rules yet" action={<AddRule />}>
              A rule offers a time again and again: every weekday at 10:00, say. Visitors book what rules offer.
            </Empty>
          ),
        }}
        awaited={6}
        onOpen={onOpen}
      />
    </Page>
  )
}

function AddRule() {
  const navigate = useNavigate()
  return (
    <Button
      variant="contained"
      color="primary"
      startIcon={<Icon name="plus" size={16} />}
      onClick={() => void navigate({ to: '/crm/slots/rules/$rule', params: { rule: 'new' } } as never)}
    >
      Add rule
    </Button>
  )
}
