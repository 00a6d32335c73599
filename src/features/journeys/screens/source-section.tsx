import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import { Choice, TextArea } from '../../../web/crm/fields.tsx'
import { Icon } from '../../../web/crm/icons.tsx'
import type { LookAnswer, LookAsked, Question } from '../schema.ts'
import { FileChooser } from './file-chooser.tsx'
import { bytesWords } from './journey-words.ts'
import { type Chosen, type Source, withFile } from './sources.ts'

const LOOK_MS = 40_000

/** The files of one source, their first rows, and what the columns mean. */
export function SourceSection(props: {
  title: string
  source: Source
  fault: string | undefined
  onChange(part: (now: Source) => Source): void
  onRemove?(): void
}) {
  const { title, source, fault, onChange, onRemove } = props
  const id = useId()
  const [questions, setQuestions] = useState<Question[]>([])
  const [guessed, setGuessed] = useState('')
  const look = useMutation({
    mutationFn: ({ file, ...rest }: { file: Chosen; mapping?: string; answer?: LookAsked['answer'] }) =>
      post<LookAnswer>('/api/journeys/look', { file: file.ref, ...rest }, { timeoutMs: LOOK_MS }),
    onSuccess: ({ mapping, questions }, { mapping: before, answer }) => {
      if (before === undefined) setQuestions(questions)
      if (answer) setQuestions((now) => now.filter(({ text }) => text !== answer.question.text))
      if (before !== undefined && !answer) return
      setGuessed(mapping)
      onChange((now) => ({ ...now, mapping }))
    },
  })
  const add = (file: Chosen) => {
    if (source.files.length === 0) look.mutate({ file, ...(source.mapping ? { mapping: source.mapping } : {}) })
    onChange((now) => withFile(now, file))
  }
  const drop = (file: Chosen) => {
    const [next, ...others] = source.files.filter((it) => it !== file)
    // A guess goes with the file it was made for; what a person wrote stays.
    const mapping = next || source.mapping !== guessed ? source.mapping : ''
    if (!next) setQuestions([])
    if (file === source.files[0]) look.reset()
    if (next && file === source.files[0] && mapping) look.mutate({ file: next, mapping })
    onChange((now) => ({ ...now, mapping, files: next ? [next, ...others] : [] }))
  }
  const [first] = source.files
  return (
    <section className="section source" aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {onRemove ? (
          <Button variant="text" color="secondary" onClick={onRemove}>
            Remove source
          </Button>
        ) : null}
      </div>
      {source.files.length > 0 ? (
        <ul className="chosen" aria-label={`Chosen: ${title}`}>
          {source.files.map((file) => (
            <li key={JSON.stringify(file.ref)}>
              <span className="cut">{file.name}</span>
              {file.bytes === null ? null : <span className="quiet figures">{bytesWords(file.bytes)}</span>}
              <IconButton aria-label={`Leave out ${file.name}`} onClick={() => drop(file)}>
                <Icon name="close" size={16} />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : null}
      <FileChooser chosen={source.files} onChoose={add} />
      {look.isPending ? (
        <p className="quiet" role="status">
          Reading the first rows
        </p>
      ) : null}
      {look.error ? (
        <p className="field-error" role="alert">
          {look.error.message}
        </p>
      ) : null}
      {look.data && first ? <FirstRows looked={look.data} name={first.name} /> : null}
      {first && questions.length > 0 ? (
        <div className="form questions">
          {questions.map((question) => (
            <Choice
              key={question.text}
              label={question.text}
              value={null}
              options={question.answers.map(({ text }, at) => [String(at), text] as const)}
              onChange={(at) =>
                look.mutate({ file: first, mapping: source.mapping, answer: { question, at: Number(at) } })
              }
            />
          ))}
        </div>
      ) : null}
      {first ? (
        <>
          <TextArea
            label="Mapping"
            className="input code mapping"
            rows={14}
            spellCheck={false}
            value={source.mapping}
            error={fault}
            hint="YAML: which column is which, the words for each action, how times are written and in which zone."
            onChange={(event) => {
              const { value } = event.target
              onChange((now) => ({ ...now, mapping: value }))
            }}
          />
          <div className="form-buttons">
            <Button
              color="secondary"
              disabled={look.isPending}
              onClick={() => look.mutate({ file: first, mapping: source.mapping })}
            >
              Check on the first rows
            </Button>
          </div>
        </>
      ) : null}
    </section>
  )
}

function FirstRows({ looked: { columns, rows, read }, name }: { looked: LookAnswer; name: string }) {
  const refused = read.faults.filter((fault) => fault !== null).length
  return (
    <>
      <Rows label={`First rows of ${name}`} columns={columns} rows={rows} />
      {read.rows.length > 0 ? (
        <>
          <p className={refused > 0 ? 'field-error' : 'quiet'}>
            {refused > 0
              ? `${refused} of these ${read.rows.length} rows would be rejected for: ${[...new Set(read.faults.filter((fault) => fault !== null))].join(', ')}.`
              : 'The same rows as the mapping reads them:'}
          </p>
          <Rows label={`${name} as read`} columns={read.columns} rows={read.rows} faults={read.faults} />
        </>
      ) : null}
    </>
  )
}

function Rows(props: {
  label: string
  columns: readonly string[]
  rows: readonly (readonly (string | null)[])[]
  faults?: readonly (string | null)[]
}) {
  const { label, columns, rows, faults } = props
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach that
    <section className="first-rows" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file, which never move
            <tr key={at} className={faults?.[at] ? 'row-refused' : undefined}>
              {row.map((cell, of) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={of} className="cut" title={cell ?? ''}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
