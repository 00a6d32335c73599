import { TextArea, TextField } from '../../../web/crm/fields.tsx'
import { When } from '../../../web/crm/when.tsx'
import type { Settings } from '../schema.ts'
import type { Faults } from './brand-fields.tsx'

type Document = Settings['documents']['terms']

const titles = { terms: 'Terms', privacy: 'Privacy' }

/** What visitors agree to; each changed text has a version of its own, which consents name. */
export function DocumentFields(props: {
  name: 'terms' | 'privacy'
  values: Document
  before: Document
  faults: Faults
  set(change: Partial<Document>): void
}) {
  const { name, values, before, faults, set } = props
  const needsVersion = before.body !== '' && values.body !== before.body && values.version === before.version
  return (
    <section className="section" aria-labelledby={`${name}-title`}>
      <div className="section-head">
        <h2 id={`${name}-title`}>{titles[name]}</h2>
        <a href={`/${name}`} target="_blank" rel="noreferrer">
          As visitors see it
        </a>
      </div>
      <div className="form">
        <TextArea
          label={`Text of ${name === 'terms' ? 'the terms' : 'the privacy page'}`}
          rows={8}
          maxLength={200_000}
          value={values.body}
          error={faults[`documents.${name}.body`]}
          hint="An empty line begins a paragraph; # before a line makes it a heading."
          onChange={(event) => set({ body: event.target.value })}
        />
        <TextField
          label={`Version of ${name === 'terms' ? 'the terms' : 'the privacy page'}`}
          autoComplete="off"
          maxLength={32}
          value={values.version}
          error={
            faults[`documents.${name}.version`] ??
            (needsVersion ? 'Visitors agreed to this version. Give the changed text another one.' : undefined)
          }
          hint={
            before.since === null ? (
              'Kept with each consent.'
            ) : (
              <>
                Kept with each consent. In force since <When at={before.since} />.
              </>
            )
          }
          onChange={(event) => set({ version: event.target.value })}
        />
      </div>
    </section>
  )
}
