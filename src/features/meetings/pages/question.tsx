import { type ReactNode, useEffect, useRef } from 'react'

export interface QuestionProps {
  title: string
  text: string
  yes: string
  no: string
  busy: boolean
  problem: string | null
  children?: ReactNode
  onYes(): void
  onNo(): void
}

/** Asks once before what cannot be taken back, naming the thing. */
export function Question({ title, text, yes, no, busy, problem, children, onYes, onNo }: QuestionProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} className="m-sheet" aria-labelledby="m-question" onClose={onNo}>
      <div className="m-sheet-body">
        <h2 id="m-question">{title}</h2>
        <p className="quiet">{text}</p>
        {children}
        {problem ? (
          <p className="notice notice-error" role="alert">
            {problem}
          </p>
        ) : null}
        <div className="m-sheet-foot">
          <button type="button" className="btn" onClick={() => dialog.current?.close()}>
            {no}
          </button>
          <button type="button" className="btn btn-danger" disabled={busy} onClick={onYes}>
            {yes}
          </button>
        </div>
      </div>
    </dialog>
  )
}
