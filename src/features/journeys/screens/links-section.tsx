import '../../../web/crm/styles/corrections.css'
import IconButton from '@mui/material/IconButton'
import { useId } from 'react'
import { Choice } from '../../../web/crm/fields.tsx'
import { Icon } from '../../../web/crm/icons.tsx'
import { FileChooser } from './file-chooser.tsx'
import type { Chosen, NewRunNow } from './sources.ts'

/** Whether identifiers (e-mail, phone, device) make one customer of several. */
export function LinksSection({
  merge,
  links,
  onChange,
}: Pick<NewRunNow, 'merge' | 'links'> & { onChange(part: Partial<NewRunNow>): void }) {
  const id = useId()
  const choose = (file: Chosen | null) => onChange({ links: file })
  return (
    <section className="section source links-choice" aria-labelledby={id}>
      <h2 id={id}>Customers</h2>
      <Choice
        label="Merge customers"
        stacked
        value={merge}
        options={[
          ['NO', 'No: customers stay as the files have them'],
          ['PROPOSED', 'Those that share an e-mail, phone or device in the files'],
          ['FILE', 'By a file of links: CSV with the columns kind, id, customer'],
        ]}
        onChange={(merge) => onChange({ merge })}
      />
      {merge === 'FILE' ? (
        links ? (
          <ul className="chosen" aria-label="Chosen: links">
            <li>
              <span className="cut">{links.name}</span>
              <IconButton aria-label={`Leave out ${links.name}`} onClick={() => choose(null)}>
                <Icon name="close" size={16} />
              </IconButton>
            </li>
          </ul>
        ) : (
          <FileChooser chosen={[]} onChoose={choose} />
        )
      ) : null}
      {merge === 'NO' ? null : <p className="quiet">A later run without it has them as several again.</p>}
    </section>
  )
}
