import '../../web/visitor/visitor.css'
import { codeFields } from './visitor/code-fields.ts'
import { countdowns } from './visitor/countdowns.ts'
import { dayGrid } from './visitor/day-grid.ts'
import { follow } from './visitor/follow.ts'
import { forms } from './visitor/forms.ts'
import { keptValues } from './visitor/kept-values.ts'
import { niceties } from './visitor/niceties.ts'

// Every page works without this file; each part looks for its own marks and leaves other pages alone.
keptValues()
niceties()
countdowns()
codeFields()
dayGrid()
follow()
const proof = document.querySelector<HTMLElement>('[data-altcha]')
const solved = proof ? import('./visitor/proof-of-work.ts').then((part) => part.proofOfWork(proof)) : null
forms(solved)
