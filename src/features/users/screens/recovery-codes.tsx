import Button from '@mui/material/Button'
import { CopyButton } from '../../../web/crm/copy-button.tsx'
import { Note } from '../../../web/crm/states.tsx'

/** Shown this once: each opens the account one time when the app is out of reach. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept(): void }) {
  return (
    <>
      <Note tone="warn">Keep these recovery codes now. They are not shown again, and each works once.</Note>
      <ul className="codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code} className="code">
            {code}
          </li>
        ))}
      </ul>
      <div className="form-buttons">
        <CopyButton text={codes.join('\n')} name="Copy all" />
        <Button variant="contained" color="primary" onClick={onKept}>
          I have kept them
        </Button>
      </div>
    </>
  )
}
