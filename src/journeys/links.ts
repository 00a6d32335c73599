import { AppError } from '../platform/errors.ts'
import { type Duck, openDuck } from './engine/duckdb.ts'
import { type Identifiers, identifiersOf, type Link, linkRows, proposeLinks, readLinks } from './identity.ts'
import type { RunOptions } from './run-options.ts'
import { type Batch, batchesOf, type Inputs, type Source } from './sets.ts'

/** Combinations of identifiers that links are proposed of; they are held in memory. */
const MOST = 400_000

/** The links of a run. Throws `invalid` for a file that has none, or for other links than what is added to was read with. */
export async function linksFor(
  duck: Duck,
  asked: RunOptions['links'],
  batches: readonly Batch[],
  before: Inputs,
): Promise<readonly Link[]> {
  if (asked === undefined) return before.links
  const links =
    asked === 'proposed'
      ? await proposed(duck, batches, MOST)
      : 'file' in asked
        ? await readLinks(duck, asked.file)
        : asked
  const told = (of: readonly Link[]) => JSON.stringify(linkRows(of).sort())
  if (before.sets.length > 0 && told(links) !== told(before.links))
    throw new AppError(
      'invalid',
      'What is added to was read with other links. Run over all files anew, without adding, or leave the links out.',
    )
  return links
}

async function proposed(duck: Duck, batches: readonly Batch[], most?: number): Promise<Link[]> {
  const rows: Identifiers[] = []
  for (const { files, mapping, dialect } of batches) {
    // One more than may be, to see that there are more; not spread, which holds no millions.
    for (const row of await identifiersOf(duck, files, mapping, dialect, most && most + 1)) rows.push(row)
    if (most && rows.length > most)
      throw new AppError(
        'too_large',
        `These sources have more than ${most} combinations of identifiers. Give a links file instead.`,
      )
  }
  return proposeLinks(rows)
}

/** The link table proposed for sources, as CSV. */
export async function proposedCsv(sources: readonly Source[]): Promise<string> {
  const duck = await openDuck({ memory: 512e6 })
  try {
    const links = await proposed(duck, await batchesOf(duck, sources))
    const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
    return ['kind,id,customer', ...linkRows(links).map((row) => row.map(cell).join(','))].join('\n')
  } finally {
    duck.close()
  }
}
