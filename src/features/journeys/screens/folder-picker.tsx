import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { get } from '../../../web/client/api.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import { stringifySearch } from '../../../web/crm/view.ts'
import type { FolderAnswer } from '../schema.ts'
import { bytesWords } from './journey-words.ts'
import type { Chosen } from './sources.ts'

type At = { folder: number; path: string } | null

/** The folders an installation offers, and what is in them. */
export function FolderPicker({ onChoose, onClose }: { onChoose(file: Chosen): void; onClose(): void }) {
  const id = useId()
  const [at, setAt] = useState<At>(null)
  const asked = useQuery({
    queryKey: ['journeys', 'folders', at],
    queryFn: ({ signal }) => get<FolderAnswer>(`/api/journeys/folders${stringifySearch({ ...at })}`, { signal }),
  })
  const above = at && (at.path === '' ? null : { ...at, path: at.path.split('/').slice(0, -1).join('/') })
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id} transitionDuration={120}>
      <DialogTitle id={id}>Pick a file</DialogTitle>
      <DialogContent>
        {asked.error ? (
          <p className="field-error" role="alert">
            {asked.error.message}
          </p>
        ) : null}
        <ul className="folder">
          {at ? (
            <li>
              <button type="button" className="folder-entry" onClick={() => setAt(above)}>
                <Icon name="left" size={16} /> {at.path === '' ? 'All folders' : 'Up'}
              </button>
            </li>
          ) : null}
          {asked.data?.rows.map(({ name, folder, path, bytes }) => (
            <li key={`${folder} ${path}`}>
              <button
                type="button"
                className="folder-entry"
                onClick={() => {
                  if (bytes === null) return setAt({ folder, path })
                  onChoose({ ref: { folder, path }, name, bytes })
                  onClose()
                }}
              >
                <Icon name={bytes === null ? 'right' : 'first'} size={16} />
                <span className="cut">{name}</span>
                {bytes === null ? null : <span className="quiet figures">{bytesWords(bytes)}</span>}
              </button>
            </li>
          ))}
        </ul>
        {asked.data?.rows.length === 0 ? (
          <p className="quiet">
            {at ? 'Nothing is in this folder.' : 'No folder is offered. PHYGITAL_JOURNEYS_FOLDERS names them.'}
          </p>
        ) : null}
        {asked.data?.cut ? <p className="quiet">There are more; the first thousand are shown.</p> : null}
      </DialogContent>
      <DialogActions>
        <Button variant="text" onClick={onClose}>
          Cancel
        </Button>
      </DialogActions>
    </Dialog>
  )
}
