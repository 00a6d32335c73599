import Button from '@mui/material/Button'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { post } from '../../../web/client/api.ts'
import { columnsOf } from '../../../web/crm/data-table.tsx'
import { toast } from '../../../web/crm/toasts.tsx'
import { When } from '../../../web/crm/when.tsx'
import type { MessageRow } from '../schema.ts'
import { channelWords, mayResend, messagesKey, stateTags, stateWords, templateWords } from './message-words.ts'

const column = columnsOf<MessageRow>()

export const messageColumns = column.columns([
  column.accessor('recipient', { header: 'To', meta: { onCard: 'title' } }),
  column.accessor('channel', { header: 'By', cell: ({ getValue }) => channelWords[getValue()] }),
  column.accessor('template', { header: 'Message', cell: ({ getValue }) => templateWords(getValue()) }),
  column.accessor('state', {
    header: 'State',
    meta: { onCard: 'end' },
    cell: ({ getValue, row }) => (
      <span className="tags">
        <span className={stateTags[getValue()]}>{stateWords[getValue()]}</span>
        {row.original.uncertain ? (
          <span className="tag tag-warn" title="The provider did not answer, so it may have gone out">
            Uncertain
          </span>
        ) : null}
      </span>
    ),
  }),
  column.accessor('tries', { header: 'Tries', meta: { numeric: true, onCard: 'no' } }),
  column.accessor('fault', {
    header: 'Fault',
    cell: ({ getValue }) => {
      const fault = getValue()
      return fault === null ? null : <span title={fault}>{fault}</span>
    },
  }),
  column.accessor('createdAt', {
    header: 'Written',
    meta: { numeric: true },
    cell: ({ getValue }) => <When at={getValue()} />,
  }),
  column.accessor('sentAt', {
    header: 'Sent',
    meta: { numeric: true, onCard: 'no', wideOnly: true },
    cell: ({ getValue }) => {
      const at = getValue()
      return at === null ? null : <When at={at} />
    },
  }),
  column.display({
    id: 'actions',
    header: 'Actions',
    meta: { silent: true },
    cell: ({ row }) => (mayResend(row.original) ? <Resend message={row.original} /> : null),
  }),
])

function Resend({ message }: { message: MessageRow }) {
  const queries = useQueryClient()
  const resend = useMutation({
    mutationFn: () => post(`/api/messages/${message.id}/resend`),
    onError: (error) => toast({ text: error.message, tone: 'error' }),
    onSettled: () => queries.invalidateQueries({ queryKey: messagesKey }),
  })
  return (
    <span className="row-actions">
      <Button disabled={resend.isPending} aria-label={`Resend to ${message.recipient}`} onClick={() => resend.mutate()}>
        Resend
      </Button>
    </span>
  )
}
