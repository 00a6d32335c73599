import { AppError } from '../../platform/errors.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { done } from '../brand/schema.ts'
import { sayCorrections, takeBackCorrections } from './actions/corrections.ts'
import { tableCsv } from './actions/export-table.ts'
import { askRun, cancelRun } from './actions/runs.ts'
import { traceRow } from './actions/trace-row.ts'
import { addPiece, beginUpload, removeUpload } from './actions/uploads.ts'
import { corrections, merged } from './reads/corrections.ts'
import { browse, uploadState, uploads } from './reads/files.ts'
import { customerRows, insights, resultAbout, tableRows } from './reads/tables.ts'
import { askedOfRun, firstRows, runById, runs } from './reads.ts'
import { PIECE_BYTES } from './rules.ts'
import {
  correctionList,
  csvQuery,
  customerAnswer,
  customerParams,
  folderAnswer,
  folderQuery,
  idAnswer,
  idParams,
  insightsAnswer,
  lookAnswer,
  lookBody,
  mergedPage,
  mergedQuery,
  newCorrections,
  newRun,
  newUpload,
  pieceQuery,
  resultAnswer,
  runAsked,
  runPage,
  runQuery,
  runRow,
  tablePage,
  tableParams,
  tableQuery,
  takeBack,
  traceAnswer,
  traceBody,
  uploadAt,
  uploadList,
} from './schema.ts'

/** The body of a piece as it comes. */
function streamOf(body: unknown): AsyncIterable<Buffer> {
  if (body && typeof body === 'object' && Symbol.asyncIterator in body) return body as AsyncIterable<Buffer>
  throw new AppError('invalid', 'Choose a file.')
}

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/api/journeys/uploads',
    policy: 'admin',
    about: 'Files uploaded for Journeys, and how much of each is here',
    answer: uploadList,
    handler: ({ ctx }) => uploads(ctx),
  }),
  route({
    method: 'POST',
    url: '/api/journeys/uploads',
    policy: 'admin',
    about: 'Begins an upload that comes in pieces',
    limit: { perMinute: 60 },
    body: newUpload,
    answer: uploadAt,
    handler: ({ ctx, body: { key, ...file } }) => beginUpload(ctx, file, key),
  }),
  route({
    method: 'GET',
    url: '/api/journeys/uploads/:id',
    policy: 'admin',
    about: 'Where the next piece of an upload begins',
    params: idParams,
    answer: uploadAt,
    handler: ({ ctx, params }) => uploadState(ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/api/journeys/uploads/:id',
    policy: 'admin',
    about: 'Adds a piece to an upload, at most 8 MB, beginning where the last one ended',
    limit: { perMinute: 1200 },
    upload: true,
    bodyBytes: PIECE_BYTES,
    params: idParams,
    query: pieceQuery,
    answer: uploadAt,
    handler: ({ ctx, params, query, request }) => addPiece(ctx, params.id, query.at, streamOf(request.body)),
  }),
  route({
    method: 'POST',
    url: '/api/journeys/uploads/:id/remove',
    policy: 'admin',
    about: 'Deletes an upload',
    params: idParams,
    answer: done,
    async handler({ ctx, params }) {
      await removeUpload(ctx, params.id)
      return {}
    },
  }),
  route({
    method: 'GET',
    url: '/api/journeys/folders',
    policy: 'admin',
    about: 'The configured folders, or what is in one',
    query: folderQuery,
    answer: folderAnswer,
    handler: ({ ctx, query }) => browse(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/api/journeys/look',
    policy: 'admin',
    about: 'The first rows of a file, and a mapping to begin with',
    limit: { perMinute: 30 },
    bodyBytes: 200_000,
    body: lookBody,
    answer: lookAnswer,
    handler: ({ ctx, body }) => firstRows(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/api/journeys/runs',
    policy: 'admin',
    about: 'Runs, the newest first',
    query: runQuery,
    answer: runPage,
    handler: ({ ctx, query }) => runs(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/api/journeys/runs',
    policy: 'admin',
    about: 'Puts a run in the queue',
    bodyBytes: 1_200_000,
    body: newRun,
    answer: idAnswer,
    handler: ({ ctx, body }) => askRun(ctx, body),
  }),
  route({
    method: 'GET',
    url: '/api/journeys/runs/:id',
    policy: 'admin',
    about: 'One run, how far it is or what it made',
    params: idParams,
    answer: runRow,
    handler: ({ ctx, params }) => runById(ctx, params.id),
  }),
  route({
    method: 'GET',
    url: '/api/journeys/runs/:id/asked',
    policy: 'admin',
    about: 'What a run was asked to do: files, mappings, links',
    params: idParams,
    answer: runAsked,
    handler: ({ ctx, params }) => askedOfRun(ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/api/journeys/runs/:id/cancel',
    policy: 'admin',
    about: 'Cancels a run that waits or is under way',
    params: idParams,
    answer: done,
    async handler({ ctx, params }) {
      await cancelRun(ctx, params.id)
      return {}
    },
  }),
  route({
    method: 'GET',
    url: '/api/journeys/merged',
    policy: 'admin',
    about: 'Products of the last result with the names they were made of, the least sure first',
    query: mergedQuery,
    answer: mergedPage,
    handler: ({ ctx, query }) => merged(ctx, query),
  }),
  route({
    method: 'GET',
    url: '/api/journeys/corrections',
    policy: 'admin',
    about: 'What people said that names are',
    answer: correctionList,
    handler: ({ ctx }) => corrections(ctx),
  }),
  route({
    method: 'POST',
    url: '/api/journeys/corrections',
    policy: 'admin',
    about: 'Says what names are; the next run goes by it',
    bodyBytes: 400_000,
    body: newCorrections,
    answer: done,
    async handler({ ctx, body }) {
      await sayCorrections(ctx, body)
      return {}
    },
  }),
  route({
    method: 'POST',
    url: '/api/journeys/corrections/take-back',
    policy: 'admin',
    about: 'Takes back what was said of names',
    body: takeBack,
    answer: done,
    async handler({ ctx, body }) {
      await takeBackCorrections(ctx, body.ids)
      return {}
    },
  }),
  route({
    method: 'GET',
    url: '/api/journeys/result',
    policy: 'admin',
    about: 'What the last finished run made',
    answer: resultAnswer,
    handler: ({ ctx }) => resultAbout(ctx),
  }),
  route({
    method: 'GET',
    url: '/api/journeys/insights',
    policy: 'admin',
    about: 'What the last finished run tells of all customers, as sentences and plots',
    answer: insightsAnswer,
    handler: ({ ctx }) => insights(ctx),
  }),
  route({
    method: 'GET',
    url: '/api/journeys/tables/:table',
    policy: 'admin',
    about: 'Rows of a table, a page at a time',
    params: tableParams,
    query: tableQuery,
    answer: tablePage,
    handler: ({ ctx, params, query }) => tableRows(ctx, params.table, query),
  }),
  route({
    method: 'GET',
    url: '/crm/journeys/tables/:table/csv',
    policy: 'admin',
    limit: { perMinute: 20 },
    params: tableParams,
    query: csvQuery,
    async handler({ ctx, params, query, reply }) {
      const rows = await tableCsv(ctx, params.table, query)
      reply
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="${params.table.replaceAll('_', '-')}.csv"`)
        .type('text/csv; charset=utf-8')
        .send(rows)
      return undefined
    },
  }),
  route({
    method: 'GET',
    url: '/api/journeys/customers/:ref',
    policy: 'admin',
    about: 'All journeys of one customer',
    params: customerParams,
    answer: customerAnswer,
    handler: ({ ctx, params }) => customerRows(ctx, params.ref),
  }),
  route({
    method: 'POST',
    url: '/api/journeys/trace',
    policy: 'admin',
    about: 'The events a row of a table is made of, as their files have them and as they were cleaned',
    limit: { perMinute: 30 },
    body: traceBody,
    answer: traceAnswer,
    handler: ({ ctx, body }) => traceRow(ctx, body),
  }),
]
