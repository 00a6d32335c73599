import { isMap, isNode, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'
import { readWords, tidy } from './text.ts'

const pairs = z
  .record(z.string().min(1), z.string({ error: 'must be a text' }).trim().min(1, 'must not be empty'), {
    error: 'must be pairs of "this: that"',
  })
  .nullish()
  .transform((value) => value ?? {})

/**
 * "This is that", by a person; each map goes from a written or cleaned name to the right one.
 * `categories` goes from a product to `Category` or `Category > Sub-category`, `colours` from a name to the colour of what it names.
 */
export const correctionsSchema = z.strictObject({
  products: pairs,
  brands: pairs,
  categories: pairs,
  colours: pairs,
  applications: pairs,
})

type Kind = keyof z.infer<typeof correctionsSchema>
/** Corrections by the folded form of what they are about; ask through `correct`. */
export type Corrections = Readonly<Record<Kind, ReadonlyMap<string, string>>>

export const NO_CORRECTIONS: Corrections = {
  products: new Map(),
  brands: new Map(),
  categories: new Map(),
  colours: new Map(),
  applications: new Map(),
}

/** Names that differ in case, spacing and punctuation alone are one; a name of signs alone stays as it is. */
export function fold(name: string): string {
  const text = tidy(name)
  return (
    readWords(text)
      .map(({ key }) => key)
      .join(' ') || text
  )
}

/** What a person said that `name` is, or null. */
export function correct(corrections: Corrections, kind: Kind, name: string): string | null {
  const map = corrections[kind]
  return map.size === 0 ? null : (map.get(fold(name)) ?? null)
}

/**
 * Reads a corrections file (YAML). Throws `invalid` with the file, the line and what would be right: for broken YAML, an
 * unknown key, two answers to one name, and chains (a is b, b is c).
 */
export function parseCorrections(yaml: string, file = 'corrections.yaml'): Corrections {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines })
  const fail = (offset: number | undefined, problem: string): never => {
    const line = offset === undefined ? 1 : lines.linePos(offset).line
    throw new AppError('invalid', `${file}, line ${line}: ${problem}`)
  }
  const offsetOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let depth = path.length; depth > 0; depth--) {
      const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true)
      const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === String(path[depth - 1])) : undefined
      if (pair && isNode(pair.key)) return pair.key.range?.[0]
    }
    return undefined
  }
  const [broken] = document.errors
  if (broken) fail(broken.pos[0], broken.message.split('\n')[0]!.replace(/ at line .*$/, ''))
  const result = correctionsSchema.safeParse(document.toJS() ?? {})
  if (!result.success) {
    const issue = result.error.issues[0]!
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : []
    const path = [...issue.path, ...keys.slice(0, 1)]
    const what =
      keys.length > 0 ? 'is not known: write products, brands, categories, colours or applications' : issue.message
    return fail(offsetOf(path), `${path.join(', ') || 'the file'} ${what}`)
  }
  return correctionsOf(result.data, (path, problem) => fail(offsetOf(path), problem))
}

/** Takes corrections by kind. `fail` throws for two answers to one name and for chains, told where and why. */
export function correctionsOf(
  said: Readonly<Partial<Record<Kind, Readonly<Record<string, string>>>>>,
  fail: (path: readonly string[], problem: string) => never,
): Corrections {
  const folded = (kind: Kind) => {
    const map = new Map<string, string>()
    for (const [from, to] of Object.entries(said[kind] ?? {})) {
      const before = map.get(fold(from))
      if (before !== undefined && before !== to) fail([kind, from], `${from} is both ${before} and ${to}: keep one`)
      map.set(fold(from), tidy(to))
    }
    for (const [from, to] of Object.entries(said[kind] ?? {})) {
      const next = kind === 'categories' || kind === 'colours' ? undefined : map.get(fold(to))
      if (next !== undefined && next !== tidy(to))
        fail([kind, from], `${from} is ${to}, which is ${next}: write ${next} for both`)
    }
    return map
  }
  return {
    products: folded('products'),
    brands: folded('brands'),
    categories: folded('categories'),
    colours: folded('colours'),
    applications: folded('applications'),
  }
}
