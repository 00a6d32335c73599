import type { CorrectionList, MergedPage, NewCorrections } from '../schema.ts'

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
  const [name, category] = [plain(now.name), plain(now.category)]
  const said: NewCorrections['said'] = []
  const renamed = name !== of.product
  if (renamed) said.push({ kind: 'NAME', name: of.product, says: name })
  if (name === '') return { said, needs: 'Write a name.' }
  for (const [at, { written, colour, apart, own }] of now.names.entries()) {
    if (apart && (plain(own) === '' || small(own) === small(name)))
      return { said, needs: `Give «${written}» a name of its own.` }
    // A name said to be something no longer names its product: all that were written for it go with it.
    if (apart || renamed) said.push({ kind: 'NAME', name: written, says: apart ? plain(own) : name })
    if (plain(colour) !== '' && plain(colour) !== (of.names[at]?.colour ?? ''))
      said.push({ kind: 'COLOUR', name: written, says: plain(colour) })
  }
  if (category !== '' && category !== (of.category ?? '')) said.push({ kind: 'CATEGORY', name, says: category })
  return { said, needs: said.length === 0 ? 'Change something first.' : null }
}

/** What was said at once of the names of one product, as one; `name` is the product's. */
export function saidTogether(rows: CorrectionList['rows']) {
  const groups = Map.groupBy(rows, ({ kind, says, at, by }) => JSON.stringify([kind, says, at, by]))
  return [...groups.values()].map((group) => {
    // They come the latest first, and the product was said first.
    const first = group.at(-1)!
    return { ...first, ids: group.map(({ id }) => id), names: group.length }
  })
}
