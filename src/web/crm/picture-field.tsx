import Button from '@mui/material/Button'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useId, useRef, useState } from 'react'
import { upload } from '../client/api.ts'
import { shrink } from './shrink.ts'

/**
 * A picture that is kept at once when chosen or dropped. `children` shows it; `onDone` is given the server's answer.
 */
export function PictureField<Answer>(props: {
  label: string
  hint: string
  /** where the file goes */
  url: string
  /** there is one now */
  set: boolean
  onDone(answer: Answer): void
  onRemove(): void
  children: ReactNode
}) {
  const { label, hint, url, set, onDone, onRemove, children } = props
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const send = useMutation({
    mutationFn: async (file: File) => upload<Answer>(url, await shrink(file)),
    onSuccess: onDone,
  })
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (file) send.mutate(file)
    if (input.current) input.current.value = ''
  }
  return (
    <fieldset
      className={over ? 'picture picture-over' : 'picture'}
      aria-describedby={`${id}-hint`}
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
      <legend>{label}</legend>
      {children}
      <div className="form-buttons">
        <label className="file-button">
          <input
            ref={input}
            type="file"
            accept="image/jpeg,image/png,image/webp"
            disabled={send.isPending}
            onChange={(event) => take(event.target.files)}
          />
          <span>{set ? `Replace ${label.toLowerCase()}` : `Choose ${label.toLowerCase()}`}</span>
        </label>
        {set ? (
          <Button variant="text" onClick={onRemove} disabled={send.isPending}>
            Remove
          </Button>
        ) : null}
      </div>
      <p className="field-hint" id={`${id}-hint`}>
        {hint}
      </p>
      <p role="status" className="quiet">
        {send.isPending ? 'Being sent and checked' : ''}
      </p>
      {send.error ? (
        <p className="field-error" role="alert">
          {send.error.message}
        </p>
      ) : null}
    </fieldset>
  )
}
