import { contrast } from '../../../web/theme/oklch.ts'
import { type Scheme, tones } from '../../../web/theme/theme.ts'

const schemes: [Scheme, string][] = [
  ['light', 'In light'],
  ['dark', 'In dark'],
]
const ratio = (a: string, b: string) => `${contrast(a, b).toFixed(1)}:1`

/** What becomes of the brand's colour in both schemes, so that words on it and buttons of it can be read. */
export function Contrast({ id, colour }: { id: string; colour: string }) {
  const both = tones(colour)
  return (
    <ul id={id} className="contrast quiet">
      {schemes.map(([scheme, words]) => {
        const { brand, onBrand, surface } = both[scheme]
        const kept = brand.toLowerCase() === colour.toLowerCase()
        return (
          <li key={scheme}>
            <span className="swatch" style={{ background: brand }} aria-hidden="true" />
            <span>
              {words} {kept ? 'it is used as it is' : `${brand} is used, the nearest that can be read`}: words on it{' '}
              {ratio(brand, onBrand)}, on the page {ratio(brand, surface)}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
