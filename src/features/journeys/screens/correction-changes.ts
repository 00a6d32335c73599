import type { MergedPage, NewCorrections } from '../schema.ts'

type Merged = MergedPage['rows'][number]

/** One written name, while it is corrected. */
export interface Change {
  written: string
  confidence: number
  colour: string
  /** It is no name of this product, but of the one called `own`. */
  apart: boolean
  own: string
}
export interface Changes {
  name: string
  category: string
  names: Change[]
}

export const changesOf = ({ product, category, names }: Merged): Changes => ({
  name: product,
  category: category ?? '',
  names: names.map(({ written, colour, confidence }) => ({
    ...{ written, confidence, colour: colour ?? '', apart: false },
    own: written,
  })),
})

const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
const small = (text: string) => plain(text).toLowerCase()

/** What has been changed as it is sent, and what is missing before it can be. */
export function saidOf(of: Merged, now: Changes): { said: NewCorrections['said']; needs: string | null } {
  const said: NewCorrections['said'] = []
  const [name, category] = [plain(now.name), plain(now.category)]
  if (name === '') return { said, needs: 'Write a name.' }
  for (const [at, { written, colour, apart, own }] of now.names.entries()) {
    if (apart && (plain(own) === '' || small(own) === small(name)))
      return { said, needs: `Give «${written}» a name of its own.` }
    if (apart) said.push({ kind: 'NAME', name: written, says: plain(own) })
    if (plain(colour) !== '' && plain(colour) !== (of.names[at]?.colour ?? ''))
      said.push({ kind: 'COLOUR', name: written, says: plain(colour) })
  }
  if (name !== of.product) said.push({ kind: 'NAME', name: of.product, says: name })
  if (category !== '' && category !== (of.category ?? '')) said.push({ kind: 'CATEGORY', name, says: category })
  return { said, needs: said.length === 0 ? 'Change something first.' : null }
}
