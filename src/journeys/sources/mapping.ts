import { type Document, parseDocument } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'

/** What a column of a source can be. */
export const FIELDS = [
  'customer',
  'email',
  'phone',
  'device',
  'time',
  'action',
  'application',
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
  'currency',
  'payment_mode',
  'order_id',
  'session',
  'term',
] as const
export type Field = (typeof FIELDS)[number]

const words = z.array(z.string().trim().min(1)).max(200)
/** A column by its name; in JSON a path (`properties.price`, `event_params[ga_session_id]`). Several: the first that says something. */
const columns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(10)])
/** What strptime knows, in both spellings of a number: `%d`, `%-d`. */
const PATTERN = /^(?=.*%)(?:[^%]|%-?[aAbBcdfgGHIjmMnpSuUVwWxXyYzZ]|%%)*$/s
const timeFormat = z
  .string()
  .refine(
    (format) => /^(iso|epoch_(s|ms|us))$/.test(format) || PATTERN.test(format),
    'must be iso, epoch_s, epoch_ms, epoch_us or a pattern such as %d/%m/%Y %H:%M',
  )
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
const zone = z.string().refine(isZone, 'must be an IANA time zone, such as Asia/Kolkata')

export const mappingSchema = z.strictObject({
  /** Name of the source: rows of one source that are the same in every cell are one. */
  source: z.string().trim().min(1).max(100),
  format: z
    .strictObject({
      type: z.enum(['csv', 'ndjson', 'parquet']).optional(),
      delimiter: z.string().min(1).max(4).optional(),
      quote: z.string().max(1).optional(),
      /** What stands before a quote inside quotes: the quote itself or a backslash. */
      escape: z.string().max(1).optional(),
      encoding: z.enum(['utf-8', 'utf-16', 'latin-1']).optional(),
      /** Lines above the line of column names. */
      skip: z.number().int().min(0).max(1000).optional(),
    })
    .default({}),
  columns: z.partialRecord(z.enum(FIELDS), columns).default({}),
  /** A column that holds a JSON array of items; fields of `items` are read from each of them, the rest from the row. */
  items: z.strictObject({ column: z.string().min(1), columns: z.partialRecord(z.enum(FIELDS), columns) }).optional(),
  /** Values that are the same in every row. */
  constants: z
    .partialRecord(z.enum(['application', 'currency', 'action', 'payment_mode']), z.string().min(1))
    .default({}),
  /** The words of the action column, small and capital letters alike. */
  actions: z
    .strictObject({
      search: words.default([]),
      view: words.default([]),
      bag: words.default([]),
      remove: words.default([]),
      checkout: words.default([]),
      purchase: words.default([]),
      return: words.default([]),
      /** Rows that say nothing of a journey. */
      ignore: words.default([]),
      /** What becomes of rows with any other word. */
      others: z.enum(['reject', 'ignore']).default('reject'),
    })
    .prefault({}),
  time: z.strictObject({
    /** Tried in this order: `iso`, `epoch_s`, `epoch_ms`, `epoch_us`, or a pattern as of strftime, `%d/%m/%Y %H:%M`. */
    formats: z.array(timeFormat).min(1).max(20),
    /** Of times that do not name their own. */
    zone,
  }),
  price: z
    .strictObject({
      /** Which mark parts the decimals; `auto`: the last of two kinds, a comma before one or two digits, else the point. */
      decimal: z.enum(['.', ',', 'auto']).default('auto'),
      /** The figure is divided by it: 100 for cents, 1000000 for millionths. */
      scale: z
        .union([z.literal(1), z.literal(10), z.literal(100), z.literal(1000), z.literal(10_000), z.literal(1_000_000)])
        .default(1),
    })
    .default({ decimal: 'auto', scale: 1 }),
  /** Country of phone numbers without one, ISO 3166: IN. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters, such as IN')
    .optional(),
  /** Words that mean nothing is there. */
  empty: words.default([]),
  /** Questions `inspect` left open: what stands here is a guess until they are answered and taken out. */
  unanswered: z.array(z.string()).max(20).default([]),
})
export type Mapping = z.infer<typeof mappingSchema>

/** Reads a mapping; `name` is the file's, for messages. Throws `invalid`, with line or field and what would be right. */
export function parseMapping(text: string, name: string): Mapping {
  const document = parseDocument(text, { prettyErrors: true })
  const [fault] = document.errors
  if (fault) throw new AppError('invalid', `${name} is not YAML: ${fault.message}`)
  const read = mappingSchema.safeParse(plainOf(document, name))
  if (!read.success) {
    const [issue] = read.error.issues
    throw new AppError('invalid', `${name}: ${issue!.path.join('.') || 'the mapping'}: ${issue!.message}`)
  }
  const { data } = read
  const { others: _, ...listed } = data.actions
  const words = Object.values(listed)
    .flatMap((of) => [...new Set(of.map((word) => word.toLowerCase()))])
    .sort()
  const twice = words.find((word, i) => word === words[i + 1])
  if (twice !== undefined)
    throw new AppError('invalid', `${name}: actions: «${twice}» is of two actions: leave it in one.`)
  const has = (field: Field) => data.columns[field] ?? data.items?.columns[field]
  const missing = !has('time')
    ? 'columns.time: which column says when'
    : !has('action') && !data.constants.action
      ? 'columns.action: which column says what was done (or constants.action)'
      : !has('product') && !has('term')
        ? 'columns.product: which column names the product'
        : undefined
  if (missing) throw new AppError('invalid', `${name} does not say ${missing}.`)
  return data
}

function plainOf(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 10 })
  } catch (cause) {
    throw new AppError('invalid', `${name} repeats its parts (&, *) too often: write them out.`, { cause })
  }
}

/** Throws `invalid` while questions of `inspect` are open: an answer that was guessed would be in every row. */
export function assertAnswered({ source, unanswered }: Mapping): void {
  if (unanswered.length === 0) return
  throw new AppError(
    'invalid',
    `The mapping of ${source} has open questions. ${unanswered.join(' ')} Answer in the mapping and take them out of \`unanswered\`.`,
  )
}
