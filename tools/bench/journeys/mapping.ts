import { parseMapping } from '../../../src/journeys/journeys.ts'
import { COLUMNS } from '../../journeys/columns.ts'

const ACTIONS = ['search', 'view', 'bag', 'remove', 'checkout', 'purchase', 'return']

/** How the generator's file is to be read. */
export const mapping = parseMapping(
  `
source: shops
columns:
${COLUMNS.map((column) => `  ${column === 'timestamp' ? 'time' : column}: ${column}`).join('\n')}
actions:
${ACTIONS.map((action) => `  ${action}: [${action}]`).join('\n')}
time: { formats: [iso, "%d/%m/%Y %H:%M:%S"], zone: Asia/Kolkata }
price: { decimal: "." }
`,
  'mapping',
)
