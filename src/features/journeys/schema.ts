import { z } from 'zod'
import { journeyTables, tracedTables } from './rules.ts'

const id = z.number().int().positive()
export const idParams = z.object({ id: z.coerce.number().int().positive() })

/** Body of POST /api/journeys/uploads: a file that is to come in pieces. */
export const newUpload = z.object({
  key: z.string().min(8).max(64),
  name: z.string().min(1).max(1000),
  bytes: z.number().int().min(1, 'The file is empty. Choose another.').max(Number.MAX_SAFE_INTEGER),
})
/** Where the next piece begins, bytes; the whole file is there when it equals `bytes`. */
export const uploadAt = z.object({ id, at: z.number(), bytes: z.number() })
export type UploadAt = z.output<typeof uploadAt>
export const pieceQuery = z.object({ at: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) })
const uploadRow = uploadAt.extend({ name: z.string(), createdAt: z.number() })
export type UploadRow = z.output<typeof uploadRow>
export const uploadList = z.object({
  rows: z.array(uploadRow),
  /** Bytes that may be kept all together. */
  most: z.number(),
})
export type UploadList = z.output<typeof uploadList>

/** A file of a run: uploaded, or by its path in one of the configured folders (by their place in the configuration). */
export const fileRef = z.union([
  z.strictObject({ upload: id }),
  z.strictObject({ folder: z.number().int().min(0).max(99), path: z.string().min(1).max(2000) }),
])
export type FileRef = z.output<typeof fileRef>

export const folderQuery = z.object({
  folder: z.coerce.number().int().min(0).max(99).optional(),
  path: z.string().max(2000).default(''),
})
/** What is in a folder; without one asked for, the folders themselves. */
export const folderAnswer = z.object({
  rows: z.array(z.object({ name: z.string(), folder: z.number(), path: z.string(), bytes: z.number().nullable() })),
  /** There are more than are shown. */
  cut: z.boolean(),
})
export type FolderAnswer = z.output<typeof folderAnswer>

const mappingText = z.string().max(50_000)
const question = z.object({
  about: z.enum(['column', 'time', 'zone', 'price', 'scale', 'action', 'application']),
  text: z.string().max(1000),
  /** What an answer changes in the mapping; read again as a mapping. */
  answers: z.array(z.object({ text: z.string().max(1000), patch: z.record(z.string(), z.unknown()) })).max(50),
  blocks: z.boolean(),
})
export type Question = z.output<typeof question>
export const lookBody = z.object({
  file: fileRef,
  mapping: mappingText.optional(),
  /** To a question of an earlier look, by the answer's place. */
  answer: z.object({ question, at: z.number().int().min(0).max(49) }).optional(),
})
export const lookAnswer = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.string().nullable())),
  mapping: z.string(),
  questions: z.array(question),
  /** The rows as the mapping reads them; `faults` name the field a row would be rejected for. */
  read: z.object({
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string().nullable())),
    faults: z.array(z.string().nullable()),
  }),
})
export type LookAsked = z.output<typeof lookBody>
export type LookAnswer = z.output<typeof lookAnswer>

const linksChoice = z.union([fileRef, z.literal('PROPOSED'), z.null()])
/** Body of POST /api/journeys/runs. */
export const newRun = z.object({
  key: z.string().min(8).max(64),
  /** None with `add`: the last result is made anew, by the corrections there are now. */
  sources: z
    .array(
      z.object({
        files: z.array(fileRef).min(1, 'Choose a file.').max(100, 'At most 100 files a source.'),
        mapping: mappingText,
      }),
    )
    .max(20, 'At most 20 sources.'),
  /** To what the last run made; otherwise the result is of these files alone. */
  add: z.boolean().default(false),
  /** Which identifiers are which customer: a file, or proposed of the sources; null merges nobody (with `add`: as the last run did). */
  links: linksChoice.default(null),
})
export type NewRun = z.input<typeof newRun>
export const idAnswer = z.object({ id })

const progress = z.object({ phase: z.enum(['read', 'clean', 'derive']), done: z.number(), rows: z.number() })
const report = z.object({
  rows: z.number(),
  tables: z.record(z.string(), z.number()),
  cleaning: z.record(z.string(), z.number()),
  asOf: z.string().nullable(),
})
export const runRow = z.object({
  id,
  state: z.enum(['QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED']),
  files: z.array(z.string()),
  add: z.boolean(),
  /** Name of the file customers were merged by, or that it was proposed of the sources. */
  links: z.string().nullable(),
  progress: progress.nullable(),
  report: report.nullable(),
  fault: z.string().nullable(),
  cancelling: z.boolean(),
  by: z.string().nullable(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
})
export type RunRow = z.output<typeof runRow>
const fileNamed = z.object({ ref: fileRef, name: z.string() })
/** What a run was asked to do, to ask for it again. */
export const runAsked = z.object({
  sources: z.array(z.object({ files: z.array(fileNamed), mapping: z.string() })),
  add: z.boolean(),
  links: z.union([fileNamed, z.literal('PROPOSED'), z.null()]),
})
export type RunAsked = z.output<typeof runAsked>
export const runQuery = z.object({ page: z.coerce.number().int().min(1).max(9999).default(1) })
export const runPage = z.object({
  rows: z.array(runRow),
  total: z.number(),
  page: z.number(),
  pageSize: z.number(),
  /** Of the server, ms: what times of runs are told by. */
  now: z.number(),
})
export type RunPage = z.output<typeof runPage>

const columnSaid = z.object({ name: z.string(), type: z.string(), what: z.string() })
export const resultAnswer = z.object({
  /** Null before the first run has finished. */
  result: z
    .object({
      zone: z.string(),
      asOf: z.string().nullable(),
      report: z.array(z.object({ step: z.string(), count: z.number() })),
      tables: z.array(
        z.object({
          name: z.enum(journeyTables),
          what: z.string(),
          rows: z.number(),
          columns: z.array(columnSaid),
          /** Values of the filters that only the rows know. */
          choices: z.record(z.string(), z.array(z.string())),
        }),
      ),
    })
    .nullable(),
})
export type ResultAnswer = z.output<typeof resultAnswer>
export type ResultTable = NonNullable<ResultAnswer['result']>['tables'][number]

export const tableParams = z.object({ table: z.enum(journeyTables) })
/** The table's own list says more: `journeyLists`. */
export const tableQuery = z.looseObject({ search: z.string().optional(), sort: z.string().optional() })
export const csvQuery = tableQuery.extend({ columns: z.string().max(2000).default('') })
const cell = z.union([z.string(), z.number(), z.boolean(), z.array(z.string().nullable()), z.null()])
export type Cell = z.output<typeof cell>
export const tableRow = z.object({ id: z.number(), ref: z.string().nullable(), cells: z.record(z.string(), cell) })
export type TableRow = z.output<typeof tableRow>
export const tablePage = z.object({
  rows: z.array(tableRow),
  total: z.number(),
  page: z.number(),
  pageSize: z.number(),
})
export type TablePage = z.output<typeof tablePage>

/** A section of `web/plots`, made by journeys and drawn as it is. */
const section = z.object({ id: z.string(), title: z.string(), plots: z.array(z.unknown()) })
export const insightsAnswer = z.object({
  /** Null before the first run has finished. */
  insights: z
    .object({
      period: z.string(),
      figures: z.array(z.tuple([z.string(), z.string()])),
      said: z.array(z.string()),
      /** Each is drawn from the table its id names. */
      sections: z.array(section),
    })
    .nullable(),
})
export type InsightsAnswer = z.output<typeof insightsAnswer>

export const customerParams = z.object({ ref: z.string().regex(/^[0-9a-f]{1,16}$/) })
const cells = z.array(z.record(z.string(), cell))
export const customerAnswer = z.object({
  customer: z.string(),
  zone: z.string(),
  /** Their row of the table of customers, and what is most telling of them. */
  of: z.record(z.string(), cell),
  said: z.array(z.string()),
  purchases: cells,
  searches: cells,
  touches: cells,
  /** Only the latest rows are here. */
  cut: z.boolean(),
})
export type CustomerAnswer = z.output<typeof customerAnswer>

/** Body of POST /api/journeys/trace: a row as its table shows it. */
export const traceBody = z.object({
  table: z.enum(tracedTables),
  row: z.number().int().min(0),
  ref: customerParams.shape.ref,
})
export type TraceAsked = z.output<typeof traceBody>
const traceCell = z.object({ name: z.string(), written: z.string().nullable(), cleaned: z.string().nullable() })
const tracedEvent = z.object({
  at: z.number(),
  timeWritten: z.string().nullable(),
  action: z.string(),
  source: z.string(),
  file: z.string(),
  /** From 1; null where it cannot be told. */
  line: z.number().nullable(),
  /** A search without a product, counted here for what was opened from it. */
  fromSearch: z.boolean(),
  /** Of the prices. */
  currency: z.string().nullable(),
  cells: z.array(traceCell),
})
export type TracedEvent = z.output<typeof tracedEvent>
export const traceAnswer = z.object({ events: z.array(tracedEvent) })
export type TraceAnswer = z.output<typeof traceAnswer>
const name = z.string().trim().min(1, 'Write a name.').max(300, 'At most 300 letters.')
const correction = z.object({ kind: z.enum(['NAME', 'CATEGORY', 'COLOUR']), name, says: name })
/** Body of POST /api/journeys/corrections: of each, that this is that. A name that is itself belongs to no other product. */
export const newCorrections = z.object({ said: z.array(correction).min(1, 'Change something first.').max(200) })
export type NewCorrections = z.output<typeof newCorrections>
export type CorrectionKind = NewCorrections['said'][number]['kind']
/** Body of POST /api/journeys/corrections/take-back. */
export const takeBack = z.object({ ids: z.array(id).min(1).max(500) })
export const correctionList = z.object({
  rows: z.array(
    correction.extend({
      id,
      at: z.number(),
      by: z.string().nullable(),
      /** The last result goes by it. */
      used: z.boolean(),
    }),
  ),
  /** Said or taken back since the last finished run began. */
  waiting: z.number(),
})
export type CorrectionList = z.output<typeof correctionList>

export const mergedQuery = z.object({
  search: z.string().max(100).default(''),
  page: z.coerce.number().int().min(1).max(9999).default(1),
})
export const mergedPage = z.object({
  rows: z.array(
    z.object({
      product: z.string(),
      category: z.string().nullable(),
      confidence: z.number(),
      names: z.array(z.object({ written: z.string(), colour: z.string().nullable(), confidence: z.number() })),
      more: z.number(),
    }),
  ),
  total: z.number(),
  page: z.number(),
  pageSize: z.number(),
})
export type MergedPage = z.output<typeof mergedPage>
