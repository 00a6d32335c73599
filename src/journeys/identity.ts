import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js'
import { AppError } from '../platform/errors.ts'
import { type Duck, fileLiteral } from './engine/duckdb.ts'
import type { InputFile } from './sources/files.ts'
import type { Mapping } from './sources/mapping.ts'
import { type Dialect, readerOf } from './sources/read.ts'

const KINDS = ['customer', 'email', 'phone', 'device'] as const
type Kind = (typeof KINDS)[number]

/** "Who has this identifier is that customer": the link table, a line each. Taking lines out takes the merge back. */
export interface Link {
  kind: Kind
  /** As `link` writes it: e-mail in lower case, phone in E.164. */
  id: string
  customer: string
}

/** More customers than this share an identifier: a family's tablet, a shop's phone. It links nobody. */
const SHARED_BY = 3

/** Reads a link table: CSV with the columns kind, id, customer. Throws `invalid` with what would be right. */
export async function readLinks(duck: Duck, path: string): Promise<Link[]> {
  const links = await duck
    .rows<Link>(`select kind, id, customer from read_csv(${fileLiteral(path)}, header = true, all_varchar = true)`)
    .catch((cause: Error) => {
      throw new AppError('invalid', `${path} is no link table: CSV with the columns kind, id, customer.`, { cause })
    })
  const seen = new Map<string, string>()
  for (const { kind, id, customer } of links) {
    const told = `${kind} ${id}`
    if (!KINDS.includes(kind) || !id || !customer) {
      throw new AppError(
        'invalid',
        `${path}: «${told}, ${customer}»: kind is one of ${KINDS.join(', ')}; id and customer are not empty.`,
      )
    }
    if ((seen.get(told) ?? customer) !== customer) {
      throw new AppError(
        'invalid',
        `${path}: ${told} is linked to ${seen.get(told)} and to ${customer}. Leave one of them.`,
      )
    }
    seen.set(told, customer)
  }
  return links
}

/** Links as rows of a table. */
export const linkRows = (links: readonly Link[]): string[][] =>
  links.map(({ kind, id, customer }) => [kind, id, customer])

/** Makes the links a temporary table `links`. */
export async function tableLinks(duck: Duck, links: readonly Link[]): Promise<void> {
  await duck.run('create or replace temp table links (kind varchar, id varchar, customer varchar)')
  await duck.append('links', linkRows(links))
}

/** Makes the links a table `links` and the phones of the files a table `phones` (as written, E.164), for staging. */
export async function prepareLinks(
  duck: Duck,
  links: readonly Link[],
  files: readonly InputFile[],
  mapping: Mapping,
  dialect: Dialect,
): Promise<void> {
  await tableLinks(duck, links)
  await duck.run('create or replace temp table phones (written varchar, phone varchar)')
  if (!mapping.columns.phone) return
  const reader = readerOf(files, mapping, dialect)
  const written = await duck.rows<{ phone: string }>(
    `select distinct ${reader.text('phone')} as phone from ${reader.from} where ${reader.text('phone')} is not null`,
  )
  await duck.append(
    'phones',
    written.flatMap(({ phone }) => (e164(phone, mapping) ? [[phone, e164(phone, mapping)!]] : [])),
  )
}

/** Events with the customer the links say: of the customer's key, else the key itself, else of the e-mail, phone or device. */
export const linked = (events: string): string => `
  select e.* replace (coalesce(lc.customer, e.customer, le.customer, lp.customer, ld.customer) as customer) from (${events}) e
    left join links lc on lc.kind = 'customer' and lc.id = e.customer
    left join links le on le.kind = 'email' and le.id = lower(e.email)
    left join phones p on p.written = e.phone left join links lp on lp.kind = 'phone' and lp.id = p.phone
    left join links ld on ld.kind = 'device' and ld.id = e.device`

function e164(phone: string, { country }: Mapping): string | undefined {
  const read = parsePhoneNumberFromString(phone, country as CountryCode | undefined)
  return read?.isValid() ? read.number : undefined
}

/** Identifiers that stand in one row. */
export type Identifiers = readonly (readonly [kind: Kind, id: string])[]

/** The identifiers of each row of files, each combination once, at most `most`: e-mails in lower case, phones in E.164. */
export async function identifiersOf(
  duck: Duck,
  files: readonly InputFile[],
  mapping: Mapping,
  dialect: Dialect,
  most = Number.MAX_SAFE_INTEGER,
): Promise<Identifiers[]> {
  const reader = readerOf(files, mapping, dialect)
  const columns = KINDS.map((kind) => `${reader.text(kind)} as ${kind}`)
  const rows = await duck.rows<Record<Kind, string | null>>(
    `select distinct ${columns.join(', ')} from ${reader.from} limit ${most}`,
  )
  return rows.map(({ customer, email, phone, device }) =>
    Object.entries({ customer, email: email?.toLowerCase(), phone: phone && e164(phone, mapping), device }).flatMap(
      ([kind, id]) => (id ? [[kind as Kind, id] as const] : []),
    ),
  )
}

/**
 * Proposes links: identifiers that stand in one row are one customer's, and so are those that share an identifier. The customer is the
 * first key by its bytes, or for want of one the first identifier. An identifier of more than three keys links nobody.
 */
export function proposeLinks(rows: readonly Identifiers[]): Link[] {
  const sets = rows.map((row) => row.map(([kind, id]) => `${kind}\0${id}`))
  const keysOf = new Map<string, Set<string>>()
  for (const set of sets) {
    for (const node of set) {
      const keys = keysOf.get(node) ?? new Set()
      keysOf.set(node, keys)
      if (set[0]!.startsWith('customer\0')) keys.add(set[0]!)
    }
  }
  const parent = new Map<string, string>()
  const rootOf = (node: string): string => {
    let root = node
    while ((parent.get(root) ?? root) !== root) root = parent.get(root)!
    parent.set(node, root)
    return root
  }
  for (const set of sets) {
    const own = set.filter((node) => keysOf.get(node)!.size <= SHARED_BY)
    for (const node of own) parent.set(rootOf(node), rootOf(own[0]!))
  }
  // By bytes: of the kinds `customer` comes first, and of the keys the smallest.
  const nodes = [...parent.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return [...Map.groupBy(nodes, rootOf).values()].flatMap((group) => {
    const parts = group.map((node) => node.split('\0') as [Kind, string])
    const customer = parts[0]![1]
    return parts
      .filter(([kind, id]) => kind !== 'customer' || id !== customer)
      .map(([kind, id]) => ({ kind, id, customer }))
  })
}
