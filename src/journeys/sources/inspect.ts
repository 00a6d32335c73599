import { basename } from 'node:path'
import { AppError } from '../../platform/errors.ts'
import type { Duck, Row } from '../engine/duckdb.ts'
import { eventsOf } from '../steps/stage.ts'
import { ACTIONS } from '../tables.ts'
import { type InputFile, lookAt } from './files.ts'
import { type FieldGuesses, guessColumns } from './guess/columns.ts'
import { markOfPrices, orderOfDays, wordsOf } from './guess/columns-in-full.ts'
import { actionOfWord } from './guess/names.ts'
import { asLine, type Question } from './guess/questions.ts'
import { type Sample, takeSample } from './guess/sample.ts'
import { shapeOf, type TimeShape } from './guess/times.ts'
import { FIELDS, type Field, type Mapping, mappingSchema } from './mapping.ts'
import { type Dialect, dialectOf, readerOf } from './read.ts'
import { loadMapping } from './ready.ts'

type ActionKey = Exclude<keyof Mapping['actions'], 'others'>

/** What a file seems to be. */
export interface Guess {
  file: Pick<InputFile, 'type' | 'encoding' | 'compression'> & { delimiter?: string }
  /** Rows looked at, spread over the file. */
  sampled: number
  /** Columns, in JSON their paths. */
  columns: string[]
  mapping: Mapping
  /** The name of the ready mapping it is, when it is one. */
  ready?: string
  fields: FieldGuesses
  words: { word: string; count: number; action: ActionKey | 'unknown' }[]
  times: { format: string; share: number; example: string }[]
  questions: Question[]
  /** The first 20 rows: texts as written beside the cells read of them; `fault` names the field a row would be rejected for. */
  rows: Row[]
}

const KEYS = [...ACTIONS.map((action) => action.toLowerCase()), 'ignore'] as ActionKey[]
const PREVIEW = 20

/**
 * Guesses the mapping of one CSV, NDJSON or Parquet file from its names and a sample of its values, and what it cannot tell as
 * questions. Throws `invalid` for an empty file, one that cannot be read, or one without times or products.
 */
export async function inspect(duck: Duck, path: string): Promise<Guess> {
  const file = await lookAt(path, {})
  if (!file) throw new AppError('invalid', `${path} is empty.`)
  const source = basename(path).replace(/\..*$/, '').slice(0, 100) || 'source'
  const bare = mappingSchema.parse({ source, time: { formats: ['iso'], zone: 'UTC' } })
  const dialect = await dialectOf(duck, file, bare)
  const open = (mapping: Mapping) => readerOf([file], mapping, dialect)
  const { from } = open(bare)
  const sample = await takeSample(duck, file, from)
  const columns = [...sample.columns.keys()]
  const about = {
    file: {
      type: file.type,
      encoding: file.encoding,
      compression: file.compression,
      ...(dialect.marks ? { delimiter: dialect.marks.delimiter } : {}),
    },
    sampled: sample.rows,
    columns: file.type === 'csv' ? dialect.names : columns,
  }
  const preview = (mapping: Mapping) =>
    duck.rows(`select * exclude (row, file) from (${eventsOf(open(mapping), mapping)}) limit ${PREVIEW}`)
  const ready = readyFor(columns)
  if (ready) {
    const mapping = { ...loadMapping(ready), source }
    const fields = Object.fromEntries(
      Object.entries({ ...mapping.columns, ...mapping.items?.columns }).map(([field, column]) => [
        field,
        { column: [column].flat()[0]!, confidence: 0.99, why: `as ${ready} has it` },
      ]),
    )
    return { ...about, mapping, ready, fields, words: [], times: [], questions: [], rows: await preview(mapping) }
  }
  const fields = guessColumns(sample.columns)
  const items = guessItems(sample, fields)
  const said = { ...fields, ...items?.fields }
  if (!fields.time || !(said.product || said.term)) {
    throw new AppError(
      'invalid',
      `${path} has no column that ${fields.time ? 'names a product' : 'tells a time'}. It has: ${about.columns.slice(0, 30).join(', ')}. Write its mapping by hand.`,
    )
  }
  const named = (of: FieldGuesses) =>
    Object.fromEntries(FIELDS.flatMap((field) => (of[field] ? [[field, of[field].column]] : []))) as Mapping['columns']
  const draft: Mapping = {
    ...bare,
    format: { type: file.type, ...(dialect.marks ? { delimiter: dialect.marks.delimiter } : {}) },
    columns: named(fields),
    ...(items ? { items: { column: items.column, columns: named(items.fields) } } : {}),
    empty: [...sample.empty].sort().slice(0, 200),
  }
  const reader = open(draft)
  const questions: Question[] = doubledQuestions(fields, dialect)

  const { shapes, times } = shapesOf(sample.columns.get(fields.time.column)!)
  const order = await orderOfDays(duck, reader, shapes)
  if (order.question) questions.push(order.question)
  draft.time = { formats: order.formats.slice(0, 20), zone: 'UTC' }
  if (shapes.some(({ zoned }) => !zoned)) questions.push(zoneQuestion(times.find(({ zoned }) => !zoned)!.example))

  const amounts = (['unit_price', 'final_price', 'discount'] as const).filter((field) => said[field])
  const { price, questions: ofPrices } = await markOfPrices(duck, reader, amounts)
  draft.price = price
  questions.push(...ofPrices)

  const words: Guess['words'] = []
  if (fields.action) {
    for (const { word, count } of await wordsOf(duck, reader)) {
      const action = actionOfWord(word) ?? 'unknown'
      words.push({ word, count, action })
      if (action === 'unknown') questions.push(wordQuestion(word, count))
      else draft.actions = { ...draft.actions, [action]: [...draft.actions[action], word] }
    }
  } else {
    draft.constants = { action: said.order_id ? 'purchase' : 'view' }
    draft.actions = { ...draft.actions, purchase: ['purchase'], view: ['view'] }
    questions.push({
      about: 'action',
      text: 'No column says what was done. What is every row?',
      answers: ACTIONS.map((action) => ({
        text: action.toLowerCase(),
        patch: {
          constants: { action: action.toLowerCase() },
          actions: { [action.toLowerCase()]: [action.toLowerCase()] },
        },
      })),
      blocks: true,
    })
  }
  if (!fields.application) {
    questions.push({
      about: 'application',
      text: 'No column names the application. In which were these rows made?',
      answers: [
        { text: source, patch: { constants: { application: source } } },
        { text: 'none is known', patch: {} },
      ],
      blocks: false,
    })
  }
  const mapping = {
    ...draft,
    unanswered: questions
      .filter(({ blocks }) => blocks)
      .map(asLine)
      .slice(0, 20),
  }
  return {
    ...about,
    mapping,
    fields: said,
    words,
    times: times.map(({ zoned: _, ...time }) => time),
    questions,
    rows: await preview(mapping),
  }
}

function readyFor(columns: readonly string[]): string | undefined {
  const has = (name: string) =>
    columns.some((column) => column === name || column.startsWith(`${name}.`) || column.startsWith(`${name}[`))
  if (['event_name', 'event_timestamp', 'user_pseudo_id', 'event_params'].every(has)) return 'ga4'
  return ['event', 'properties', 'anonymousId', 'timestamp'].every(has) ? 'segment' : undefined
}

const ITEM_FIELDS: readonly Field[] = [
  'product',
  'product_id',
  'brand',
  'category',
  'sub_category',
  'colour',
  'size',
  'quantity',
  'unit_price',
  'final_price',
  'discount',
]

/** The list whose entries name products, when rows do not name them better themselves. */
function guessItems({ lists }: Sample, rows: FieldGuesses): { column: string; fields: FieldGuesses } | undefined {
  const [best] = [...lists]
    .map(([column, of]) => ({ column, fields: guessColumns(of, ITEM_FIELDS) }))
    .filter(({ fields }) => fields.product)
    .sort((a, b) => b.fields.product!.confidence - a.fields.product!.confidence)
  if (!best) return undefined
  // The column of the list is a text, too, and may be taken for something.
  for (const field of FIELDS) if (rows[field]?.column === best.column) delete rows[field]
  return best
}

function shapesOf(texts: readonly string[]) {
  const found = new Map<string, { shape: TimeShape; count: number; example: string }>()
  for (const text of texts) {
    const shape = shapeOf(text)
    if (!shape) continue
    const key = `${shape.format} ${shape.zoned}`
    const known = found.get(key)
    if (known) known.count++
    else found.set(key, { shape, count: 1, example: text })
  }
  // `iso` takes 29-12-23 for the year 29, so it is tried last.
  const listed = [...found.values()].sort(
    (a, b) => Number(a.shape.format === 'iso') - Number(b.shape.format === 'iso') || b.count - a.count,
  )
  return {
    shapes: listed.map(({ shape }) => shape),
    times: listed.map(({ shape, count, example }) => ({
      format: shape.format,
      zoned: shape.zoned,
      share: count / texts.length,
      example,
    })),
  }
}

/** Of fields whose column has a namesake. */
const doubledQuestions = (fields: FieldGuesses, { marks }: Dialect): Question[] =>
  [...(marks?.doubled ?? [])].flatMap(([name, columns]) =>
    FIELDS.filter((field) => fields[field] && columns.includes(fields[field].column)).map((field) => ({
      about: 'column' as const,
      text: `${columns.length} columns are named «${name}». Which one, from the left, is the ${field}?`,
      answers: columns.map((column) => ({ text: column, patch: { columns: { [field]: column } } })),
      blocks: true,
    })),
  )

const zoneQuestion = (example: string): Question => ({
  about: 'zone',
  text: `${example}: in which time zone is that?`,
  answers: ['UTC', 'Asia/Kolkata', 'Europe/London', 'America/New_York'].map((zone) => ({
    text: zone,
    patch: { time: { zone } },
  })),
  blocks: true,
})

const wordQuestion = (word: string, count: number): Question => ({
  about: 'action',
  text: `«${word}» (${count} rows): what was done?`,
  answers: KEYS.map((key) => ({ text: key, patch: { actions: { [key]: [word] } } })),
  blocks: false,
})
