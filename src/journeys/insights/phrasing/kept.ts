import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Duck, openDuck } from '../../engine/duckdb.ts'
import { holdFolder } from '../../folder.ts'
import { RESULT } from '../../sets.ts'
import type { Sentence } from '../facts.ts'
import { customerSentences, wholeSentences } from '../sentences.ts'
import { openPhrasing, type PhrasingOptions } from './phrase.ts'

/** Who phrases, and for how many customers beside the whole: those who bought most. */
export type PhrasingSetup = Omit<PhrasingOptions, 'signal'> & { customers: number }

/** A sentence as it is shown. */
export interface Said {
  rule: string
  text: string
  /** As the rule has it, where a model phrased it. */
  made?: string
}

/** Beside the result: the rule's sentence -> as the model phrased it. */
export const PHRASES = 'phrases.json'
/** However many there are, a run is over by then; the rest stays as the rules have it. */
const MOST_MS = 10 * 60_000

/**
 * The sentences of a customer, or with null of the whole, as the report, the CRM and the files show them: by the rules, and as a
 * model phrased them where one did. A phrase is found by its sentence, so it can never speak of another result.
 * Days named are of the run's zone.
 * @param duck the result, open; @param folder where it lies
 */
export async function sentencesOf(duck: Duck, folder: string, customer: string | null): Promise<Said[]> {
  return (await made(duck, customer)).map(phrasedBy(readPhrases(folder)))
}

const made = async (duck: Duck, customer: string | null): Promise<Sentence[]> =>
  customer === null ? wholeSentences(duck) : customerSentences(duck, customer, await zoneOf(duck))

/** The zone of a result's days. */
export const zoneOf = async (duck: Duck): Promise<string> =>
  (await duck.rows<{ zone: string }>('select zone from run'))[0]!.zone

/** Makes of a sentence what is shown. */
export const phrasedBy =
  (phrases: ReadonlyMap<string, string>) =>
  ({ rule, text }: Sentence): Said => {
    const phrased = phrases.get(text)
    return phrased === undefined ? { rule, text } : { rule, text: phrased, made: text }
  }

/** What a model phrased of the result in a folder; nothing where it did not, or where that cannot be read. */
export function readPhrases(folder: string): Map<string, string> {
  const path = join(folder, PHRASES)
  if (!existsSync(path)) return new Map()
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>))
  } catch {
    return new Map()
  }
}

/**
 * Has the sentences of the result in `folder` phrased, of the whole and of some customers, and keeps that beside it; without
 * `setup` nothing is phrased any more. The result is only read. Answers how many sentences a model phrased. Throws `conflict`
 * while another process phrases with the same account, and what `openPhrasing` throws; then the rules' sentences stand.
 */
export async function keepPhrases(
  folder: string,
  setup: PhrasingSetup | undefined,
  signal?: AbortSignal,
): Promise<number> {
  // What is kept from now on is of this run; until it is there, the rules' sentences are shown.
  rmSync(join(folder, PHRASES), { force: true })
  if (!setup) return 0
  mkdirSync(setup.folder, { recursive: true })
  const release = await holdFolder(setup.folder)
  const duck = await openDuck({ path: join(folder, RESULT), readOnly: true, memory: 200e6, threads: 2 })
  try {
    const late = AbortSignal.timeout(MOST_MS)
    const phrasing = openPhrasing({ ...setup, signal: signal ? AbortSignal.any([signal, late]) : late })
    const most = await duck.rows<{ customer: string }>(
      `select customer from customers where purchases > 0 order by purchases desc, customer limit ${Math.floor(setup.customers)}`,
    )
    const phrases: Record<string, string> = {}
    for (const customer of [null, ...most.map((row) => row.customer)]) {
      const ours = await made(duck, customer)
      const said = await phrasing.phrase(customer ?? 'all customers', ours)
      for (const [at, { text }] of said.entries()) if (text !== ours[at]!.text) phrases[ours[at]!.text] = text
    }
    const path = join(folder, PHRASES)
    writeFileSync(`${path}.new`, JSON.stringify(phrases), { mode: 0o600 })
    renameSync(`${path}.new`, path)
    return Object.keys(phrases).length
  } finally {
    duck.close()
    await release()
  }
}
