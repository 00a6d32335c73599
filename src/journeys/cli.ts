import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { AppError, toAppError } from '../platform/errors.ts'
import { parseCorrections } from './cleaning/corrections.ts'
import { asClearError } from './clear-error.ts'
import { type Duck, openDuck } from './engine/duckdb.ts'
import { keepPhrases, type PhrasingSetup, sentencesOf, zoneOf } from './insights/phrasing/kept.ts'
import { proposedCsv } from './links.ts'
import { writeFiles } from './outputs/files.ts'
import { writePowerBi } from './outputs/power-bi/write-power-bi.ts'
import { writeReport } from './outputs/report/write-report.ts'
import { writeSentences } from './outputs/sentences.ts'
import { writeTableau } from './outputs/tableau/write-tableau.ts'
import { loadInto } from './outputs/targets/load.ts'
import { telling } from './progress.ts'
import { RESULT_TABLES } from './result-tables.ts'
import { run, Stopped } from './run.ts'
import type { RunOptions, RunReport } from './run-options.ts'
import { RESULT, type Source } from './sets.ts'
import { findFiles } from './sources/files.ts'
import { inspect } from './sources/inspect.ts'
import { isZone, type Mapping } from './sources/mapping.ts'
import { loadMapping, readyNames } from './sources/ready.ts'
import { toYaml } from './sources/to-yaml.ts'
import { trace } from './trace.ts'

const HELP = `
Exit codes: 0 done; 1 a fault of the program; 2 the input, mapping or options need another look (also: too many rows rejected);
3 another run has the folder; 4 no room on the disk or in memory, or a database that is away; 130 stopped. The last result
stays whole in all but 0.`

const EXIT: Partial<Record<AppError['code'], number>> = { conflict: 3, disk_full: 4, unavailable: 4, internal: 1 }

/** Exit code of a failed journeys command. */
export const exitCodeOf = (error: unknown): number =>
  error instanceof Stopped ? 130 : error instanceof AppError ? (EXIT[error.code] ?? 2) : 1

interface RunFlags {
  mapping?: string
  source: Source[]
  out: string
  add?: boolean
  format: 'csv' | 'parquet' | 'none'
  to: string[]
  tableau?: boolean
  powerBi?: boolean
  memory: number
  threads?: number
  engine?: string
  zone?: string
  asOf?: string
  window?: number
  sample: number
  mostRejected: number
  corrections?: string
  links?: string
  minConfidence?: number
  phrasing: boolean
  json?: boolean
}

/** What the commands have of the installation. */
interface Around {
  /** Path of Tableau's engine, where there is one. */
  hyperd: () => string | undefined
  /** The model that phrases, where one is configured; `folder` is for its account. */
  phrasing: (folder: string) => PhrasingSetup | undefined
}

/** The commands of the pipeline: inspect, run, link, trace. */
export function journeysCommand({ print, ...around }: Around & { print: (text: string) => void }): Command {
  const journeys = new Command('journeys').description(
    "Customers' shopping histories into two exact tables: what was bought after which journey, and what was searched and not bought.",
  )
  journeys
    .command('inspect')
    .description('Guess how a file is to be read: prints the mapping as YAML, to be looked over and given to run.')
    .argument('<file>')
    .option('--json', 'print the whole guess: confidences, questions, first rows as written and as cleaned')
    .action(async (file: string, { json }: { json?: boolean }) => print(await inspected(file, json ?? false)))
  journeys
    .command('run')
    .description('Make the tables of files, folders or globs of CSV, NDJSON or Parquet.')
    .argument('[files...]', 'with --mapping: the files it describes')
    .option(
      '--mapping <mapping>',
      `how the files are to be read: a YAML file, or one of ${readyNames().join(', ')}; guessed by default`,
    )
    .option(
      '--source <mapping=files>',
      'a further source, its files after the equals sign; may be repeated',
      addSource,
      [],
    )
    .option('--out <folder>', 'where the result goes, and what a later --add needs', 'journeys')
    .option(
      '--add',
      'add to what the folder has; without it the result is of these files alone. Without files: make it anew, with other corrections',
    )
    .option(
      '--format <format>',
      'csv, parquet or none: the tables as files beside the DuckDB file',
      oneOf('csv', 'parquet', 'none'),
      'csv',
    )
    .option(
      '--to <url>',
      'also load into mysql://, postgres://, sqlite: or clickhouse://; may be repeated',
      (url, urls: string[]) => [...urls, url],
      [],
    )
    .option('--tableau', 'also write extracts for Tableau (with HYPERD_PATH; without it, data sources over the CSV)')
    .option('--power-bi', 'also write a project for Power BI over the CSV')
    .option('--corrections <file>', '"this is that" for products, brands, categories, applications (YAML)')
    .option('--links <file>', 'which identifiers are which customer (CSV: kind, id, customer); see the command link')
    .option(
      '--zone <zone>',
      'time zone of calendar days and texts; by default that of the mapping, or of what --add adds to',
      timeZone,
    )
    .option('--as-of <time>', 'list searches as of this time (ISO 8601); by default the latest event', time)
    .option(
      '--window <time>',
      'searches touched later than this before it are not listed: 90m, 1h (the default), 2d',
      span,
    )
    .option('--sample <share>', 'a share of the customers, whole: 0.1', someShare, 1)
    .option('--most-rejected <share>', 'fail when more of the rows cannot be read', share, 0.05)
    .option('--min-confidence <share>', 'merge and guess nothing less sure', share)
    .option(
      '--no-phrasing',
      'leave the sentences as the rules have them, though a model is configured (PHYGITAL_LLM_URL)',
    )
    .option('--memory <size>', 'most memory of the whole process: 800MB, 2GB', size, 1e9)
    .option('--threads <count>', 'threads; all cores by default', threads)
    .option(
      '--engine <url>',
      'derive the tables in clickhouse://user:password@host:8123/database instead of here, in DuckDB',
    )
    .option('--json', 'print the report as JSON, and progress as lines of JSON on standard error')
    .addHelpText('after', HELP)
    .action(async (files: string[], flags: RunFlags) => print(await runWith(files, flags, around)))
  journeys
    .command('link')
    .description(
      'Propose a link table: which e-mails, phones, devices and keys are one customer. Look it over, then give it to run --links.',
    )
    .argument('<files...>')
    .requiredOption('--mapping <mapping>', 'how the files are to be read')
    .action(async (files: string[], { mapping }: { mapping: string }) =>
      print(await proposedCsv([{ mapping: loadMapping(mapping), files }])),
    )
  journeys
    .command('trace')
    .description('The events behind a customer’s journeys of a product, as their files have them.')
    .argument('<customer>')
    .argument('<product>', 'product or search term, as the tables have it')
    .option('--out <folder>', 'folder of the result', 'journeys')
    .action(async (customer: string, product: string, { out }: { out: string }) => {
      for (const row of await trace(out, { customer, product })) print(JSON.stringify(row))
    })
  return journeys
}

async function runWith(files: string[], flags: RunFlags, { hyperd, phrasing }: Around): Promise<string> {
  const sources = [...flags.source]
  if (files.length > 0) {
    sources.unshift({ mapping: flags.mapping === undefined ? await guessed(files) : loadMapping(flags.mapping), files })
  }
  if (sources.length === 0 && !flags.add)
    throw new AppError('invalid', 'Name the files to read, or --source mapping.yaml=files.')
  const stop = new AbortController()
  const onStop = () => stop.abort()
  const tell = telling(flags.json ?? false)
  process.once('SIGINT', onStop)
  process.once('SIGTERM', onStop)
  try {
    const options: RunOptions = {
      ...{
        sources,
        folder: flags.out,
        signal: stop.signal,
        onProgress: tell,
      },
      ...{ add: flags.add ?? false, memory: flags.memory, sample: flags.sample, mostRejected: flags.mostRejected },
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      ...(flags.engine === undefined ? {} : { engine: flags.engine }),
      ...(flags.window === undefined ? {} : { windowMs: flags.window }),
      ...(flags.zone === undefined ? {} : { zone: flags.zone }),
      ...(flags.asOf === undefined ? {} : { asOf: flags.asOf }),
      ...(flags.minConfidence === undefined ? {} : { minConfidence: flags.minConfidence }),
      ...(flags.links === undefined ? {} : { links: { file: flags.links } }),
      ...(flags.corrections === undefined
        ? {}
        : { corrections: parseCorrections(read(flags.corrections), flags.corrections) }),
    }
    const report = await run(options)
    const phrased = await phrase(
      flags.out,
      flags.phrasing ? phrasing(join(flags.out, 'phrasing')) : undefined,
      stop.signal,
    )
    const written = await handOn(flags, report.tables, { hyperd, signal: stop.signal, tell })
    return flags.json
      ? JSON.stringify({ ...report, ...phrased, written })
      : [inWords(report, flags.out, written), ...Object.values(phrased)].join('\n')
  } finally {
    process.removeListener('SIGINT', onStop)
    process.removeListener('SIGTERM', onStop)
  }
}

/** Has the sentences phrased where a model is configured; the run is done, whatever comes of it. */
async function phrase(
  folder: string,
  setup: PhrasingSetup | undefined,
  signal: AbortSignal,
): Promise<{ phrased?: string }> {
  try {
    const count = await keepPhrases(folder, setup, signal)
    return setup ? { phrased: `A model phrased ${count} ${count === 1 ? 'sentence' : 'sentences'}.` } : {}
  } catch (error) {
    return { phrased: `No sentence was phrased by the model: ${toAppError(error).message}` }
  }
}

/** Writes the result on to files, databases and tools; answers what was written. */
async function handOn(
  flags: RunFlags,
  tables: RunReport['tables'],
  { hyperd, signal, tell }: Pick<Around, 'hyperd'> & { signal: AbortSignal; tell: ReturnType<typeof telling> },
): Promise<string[]> {
  const folder = flags.out
  const result = await openDuck({
    path: join(folder, RESULT),
    readOnly: true,
    memory: flags.memory / 2,
    temp: join(folder, 'spill'),
  })
  try {
    const zone = await zoneOf(result)
    const written: string[] = []
    if (flags.format !== 'none')
      written.push(...(await writeFiles({ result, tables: RESULT_TABLES, folder, format: flags.format, zone })))
    if (flags.format !== 'none') {
      written.push(await writeSentences({ result, folder, zone }))
      written.push(await writeReport({ result, folder, zone, said: await sentencesOf(result, folder, null) }))
    }
    if (flags.tableau) {
      const engine = hyperd()
      written.push(
        ...(await writeTableau({
          result,
          tables: RESULT_TABLES,
          folder,
          zone,
          ...(engine === undefined ? {} : { hyperd: engine }),
        })),
      )
    }
    if (flags.powerBi) written.push(...writePowerBi({ tables: RESULT_TABLES, folder, zone }))
    const all = Object.values(tables).reduce((sum, rows) => sum + rows, 0)
    for (const url of flags.to) {
      const loaded: Record<string, number> = {}
      const onProgress = ({ table, rows }: { table: string; rows: number }) => {
        loaded[table] = rows
        const so = Object.values(loaded).reduce((sum, each) => sum + each, 0)
        tell({ phase: 'load', done: so / all, rows: so })
      }
      await loadInto(url, { result, tables: RESULT_TABLES, signal, onProgress })
      written.push(new URL(url).protocol.slice(0, -1))
    }
    return written
  } catch (error) {
    throw asClearError(error)
  } finally {
    result.close()
  }
}

async function withDuck<T>(work: (duck: Duck) => Promise<T>): Promise<T> {
  const duck = await openDuck({ memory: 512e6 })
  try {
    return await work(duck)
  } catch (error) {
    throw asClearError(error)
  } finally {
    duck.close()
  }
}

async function inspected(file: string, json: boolean): Promise<string> {
  const guess = await withDuck((duck) => inspect(duck, findFiles([file])[0]!))
  return json ? JSON.stringify(guess) : toYaml(guess.mapping, guess).trimEnd()
}

/** The mapping of files nobody has described, guessed from the first. What it cannot tell is asked for by the run itself. */
const guessed = (files: readonly string[]): Promise<Mapping> =>
  withDuck(async (duck) => (await inspect(duck, findFiles(files)[0]!)).mapping)

function inWords({ rows, tables, cleaning, asOf }: RunReport, out: string, written: string[]): string {
  const count = (value: number) => value.toLocaleString('en')
  const lines = Object.entries(cleaning).filter(([, value]) => value > 0)
  return [
    `${count(rows)} rows: ${count(tables.purchases ?? 0)} purchases, ${count(tables.searches ?? 0)} searches of ${count(tables.searches_by_customer ?? 0)} customers${asOf ? `, as of ${asOf}` : ''}.`,
    ...lines.map(([step, value]) => `  ${count(value).padStart(12)}  ${step}`),
    `In ${out}: ${[RESULT, ...written.map((path) => path.replace(`${out}/`, ''))].join(', ')}.`,
  ].join('\n')
}

function read(path: string): string {
  if (!existsSync(path)) throw new AppError('not_found', `${path}: no such file.`)
  return readFileSync(path, 'utf8')
}

function addSource(text: string, sources: Source[]): Source[] {
  const [mapping = '', files = ''] = text.split(/=(.*)/s)
  if (!mapping || !files) throw new InvalidArgumentError('Write mapping.yaml=files.')
  return [...sources, { mapping: loadMapping(mapping), files: [files] }]
}

const oneOf =
  (...words: string[]) =>
  (text: string) => {
    if (!words.includes(text)) throw new InvalidArgumentError(`One of ${words.join(', ')}.`)
    return text
  }

function share(text: string): number {
  const value = Number(text)
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('A number from 0 to 1.')
  return value
}

function someShare(text: string): number {
  const value = share(text)
  if (value === 0) throw new InvalidArgumentError('A number above 0, up to 1.')
  return value
}

function threads(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 999.')
  return Number(text)
}

function timeZone(text: string): string {
  if (!isZone(text)) throw new InvalidArgumentError('An IANA time zone, such as Asia/Kolkata.')
  return text
}

// A clock time without its zone would be that of the machine, and Date.parse takes `1` for a year.
const INSTANT = /^(19|2[0-2])\d\d-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/

function time(text: string): string {
  if (!INSTANT.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('A time such as 2024-01-31T18:00:00+05:30.')
  return text
}

function span(text: string): number {
  const [, figure, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text) ?? []
  const ms = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? '']
  if (!ms) throw new InvalidArgumentError('A span such as 90m, 1h or 2d.')
  return Number(figure) * ms
}

function size(text: string): number {
  const [, figure, unit] = /^(\d+(?:\.\d+)?)\s*(MB|GB)$/i.exec(text) ?? []
  const bytes = Number(figure) * (unit?.toUpperCase() === 'GB' ? 1e9 : 1e6)
  if (!(bytes >= 256e6)) throw new InvalidArgumentError('A size such as 800MB or 2GB, at least 256MB.')
  return bytes
}
