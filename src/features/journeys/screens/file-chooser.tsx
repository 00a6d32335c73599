import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Icon } from '../../../web/crm/icons.tsx'
import type { UploadRow } from '../schema.ts'
import { FolderPicker } from './folder-picker.tsx'
import { uploadsKey, useUploads } from './journey-queries.ts'
import { bytesWords } from './journey-words.ts'
import { sendFile } from './send-file.ts'
import type { Chosen } from './sources.ts'

const chosenOf = ({ id, name, bytes }: UploadRow): Chosen => ({ ref: { upload: id }, name, bytes })
const isIn = (chosen: readonly Chosen[], id: number) => chosen.some(({ ref }) => 'upload' in ref && ref.upload === id)

/** Upload a file, take one that is on the server already, or pick from the configured folders. */
export function FileChooser({ chosen, onChoose }: { chosen: readonly Chosen[]; onChoose(file: Chosen): void }) {
  const queries = useQueryClient()
  const uploads = useUploads()
  const input = useRef<HTMLInputElement>(null)
  const [sent, setSent] = useState<{ name: string; at: number; bytes: number } | null>(null)
  const [over, setOver] = useState(false)
  const [picking, setPicking] = useState(false)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const again = () => queries.invalidateQueries({ queryKey: uploadsKey })
  const send = useMutation({
    mutationFn: async (file: File) => {
      stop.current = new AbortController()
      const id = await sendFile(file, stop.current.signal, (at) => setSent({ name: file.name, at, bytes: file.size }))
      return { ref: { upload: id }, name: file.name, bytes: file.size }
    },
    onSuccess: onChoose,
    onSettled: () => {
      setSent(null)
      return again()
    },
  })
  const choose = (file: Chosen) => {
    send.reset()
    onChoose(file)
  }
  const remove = useMutation({
    mutationFn: (id: number) => post(`/api/journeys/uploads/${id}/remove`, {}),
    onSettled: again,
  })
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (file && !send.isPending) send.mutate(file)
    if (input.current) input.current.value = ''
  }
  const others = uploads.data?.rows.filter(({ id }) => !isIn(chosen, id)) ?? []
  const stopped = stop.current?.signal.aborted
  const faults = send.error instanceof Problem ? Object.values(send.error.fields) : []
  return (
    <fieldset
      className={over ? 'picture picture-over' : 'picture'}
      aria-label="Choose files"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      <div className="form-buttons">
        <label className="file-button">
          <input ref={input} type="file" disabled={send.isPending} onChange={(event) => take(event.target.files)} />
          <span>Upload file</span>
        </label>
        <Button color="secondary" onClick={() => setPicking(true)}>
          Pick from folders
        </Button>
        <span className="quiet">
          CSV, NDJSON or Parquet, packed or not, up to {bytesWords(uploads.data?.most ?? 5e9)} together.
        </span>
      </div>
      {sent ? (
        <div className="run-progress" role="status">
          <progress max={sent.bytes} value={sent.at} aria-label={`Upload of ${sent.name}`} />
          <p className="quiet figures">
            {sent.name}: {bytesWords(sent.at)} of {bytesWords(sent.bytes)}
            <Button variant="text" color="secondary" onClick={() => stop.current?.abort()}>
              Pause
            </Button>
          </p>
        </div>
      ) : null}
      {send.error && !stopped ? (
        <p className="field-error" role="alert">
          {faults[0] ?? send.error.message}
        </p>
      ) : null}
      {stopped ? <p className="quiet">Paused. Choose the same file again to go on where it stopped.</p> : null}
      {others.length > 0 ? (
        <ul className="chosen" aria-label="On the server">
          {others.map((row) => (
            <li key={row.id}>
              <span className="cut">{row.name}</span>
              <span className="quiet figures">
                {row.at < row.bytes ? `${bytesWords(row.at)} of ${bytesWords(row.bytes)}` : bytesWords(row.bytes)}
              </span>
              {row.at === row.bytes ? (
                <Button variant="text" onClick={() => choose(chosenOf(row))} aria-label={`Use ${row.name}`}>
                  Use
                </Button>
              ) : null}
              <IconButton
                aria-label={`Delete ${row.name}`}
                title="Delete"
                disabled={send.isPending || remove.isPending}
                onClick={() => remove.mutate(row.id)}
              >
                <Icon name="close" size={16} />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
      {picking ? <FolderPicker onChoose={choose} onClose={() => setPicking(false)} /> : null}
    </fieldset>
  )
}
