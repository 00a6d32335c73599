import { sayCorrections } from '../../src/features/journeys/actions/corrections.ts'
import { performRuns } from '../../src/features/journeys/actions/perform.ts'
import { askRun } from '../../src/features/journeys/actions/runs.ts'
import { addPiece, beginUpload } from '../../src/features/journeys/actions/uploads.ts'
import { corrections } from '../../src/features/journeys/reads/corrections.ts'
import { tableRows } from '../../src/features/journeys/reads/tables.ts'
import { newToken } from '../../src/platform/keys.ts'
import type { Expected, Sample } from './access-shapes.ts'
import type { World } from './access-world.ts'

const CSV = 'customer,time,action,product\nZq1,2026-01-01T10:00:00Z,view,Pan\nZq2,2026-01-02T10:00:00Z,view,Pan\n'
const MAPPING = `source: shop
columns: { customer: customer, time: time, action: action, product: product }
actions: { view: [view] }
time: { formats: [iso], zone: UTC }
`

async function* once(text: string) {
  yield Buffer.from(text)
}

/** An upload of an admin's, whole or with all still to come. */
async function upload(world: World, whole: boolean): Promise<number> {
  const { id } = await beginUpload(world.visits.system, { name: 'shop.csv', bytes: CSV.length }, newToken())
  if (whole) await addPiece(world.visits.system, id, 0, once(CSV))
  return id
}

async function queued(world: World): Promise<number> {
  const sources = [{ files: [{ upload: await upload(world, true) }], mapping: MAPPING }]
  return (await askRun(world.visits.system, { key: newToken(), sources })).id
}

let finished: Promise<string> | undefined
/** The one customer's reference in a finished run. */
function result(world: World): Promise<string> {
  const { system } = world.visits
  finished ??= queued(world)
    .then(() => performRuns(system, new AbortController().signal))
    .then(() => tableRows(system, 'searches', {}))
    .then(({ rows }) => rows[0]!.ref!)
  return finished
}

/** Nobody's but the admins': one sample for all who ask, since one asker alone is let in. */
const ofAdmins = (make: (world: World) => Promise<Sample>): Expected => {
  let made: Promise<Sample> | undefined
  return {
    sample(world) {
      made ??= make(world)
      return made
    },
  }
}
const plain = (url: string) => ofAdmins(async () => ({ url }))

export const journeyExpectations: Record<string, Expected> = {
  'GET /api/journeys/uploads': plain('/api/journeys/uploads'),
  'POST /api/journeys/uploads': ofAdmins(async () => ({
    url: '/api/journeys/uploads',
    json: { key: newToken(), name: '../a.csv', bytes: 3 },
  })),
  'GET /api/journeys/uploads/:id': ofAdmins(async (world) => ({
    url: `/api/journeys/uploads/${await upload(world, false)}`,
  })),
  'POST /api/journeys/uploads/:id': ofAdmins(async (world) => ({
    url: `/api/journeys/uploads/${await upload(world, false)}?at=0`,
    file: Buffer.from(CSV),
  })),
  'POST /api/journeys/uploads/:id/remove': ofAdmins(async (world) => ({
    url: `/api/journeys/uploads/${await upload(world, false)}/remove`,
    json: {},
  })),
  'GET /api/journeys/folders': plain('/api/journeys/folders'),
  'POST /api/journeys/look': ofAdmins(async (world) => ({
    url: '/api/journeys/look',
    json: { file: { upload: await upload(world, true) } },
  })),
  'GET /api/journeys/runs': plain('/api/journeys/runs'),
  'POST /api/journeys/runs': ofAdmins(async (world) => ({
    url: '/api/journeys/runs',
    json: { key: newToken(), sources: [{ files: [{ upload: await upload(world, true) }], mapping: MAPPING }] },
  })),
  'GET /api/journeys/runs/:id': ofAdmins(async (world) => ({ url: `/api/journeys/runs/${await queued(world)}` })),
  'POST /api/journeys/runs/:id/cancel': ofAdmins(async (world) => ({
    url: `/api/journeys/runs/${await queued(world)}/cancel`,
    json: {},
  })),
  'GET /api/journeys/runs/:id/asked': ofAdmins(async (world) => ({
    url: `/api/journeys/runs/${await queued(world)}/asked`,
  })),
  'GET /api/journeys/merged': ofAdmins(async (world) => {
    await result(world)
    return { url: '/api/journeys/merged' }
  }),
  'GET /api/journeys/corrections': plain('/api/journeys/corrections'),
  'POST /api/journeys/corrections': ofAdmins(async () => ({
    url: '/api/journeys/corrections',
    json: { said: [{ kind: 'NAME', name: 'Pan', says: 'Iron pan' }] },
  })),
  'POST /api/journeys/corrections/take-back': ofAdmins(async (world) => {
    const { system } = world.visits
    await sayCorrections(system, { said: [{ kind: 'COLOUR', name: 'Pan', says: 'Black' }] })
    const { id } = (await corrections(system)).rows.find(({ kind }) => kind === 'COLOUR')!
    return { url: '/api/journeys/corrections/take-back', json: { ids: [id] } }
  }),
  'GET /api/journeys/result': plain('/api/journeys/result'),
  'GET /api/journeys/insights': plain('/api/journeys/insights'),
  'POST /api/journeys/trace': ofAdmins(async (world) => ({
    url: '/api/journeys/trace',
    json: { table: 'searches', row: 0, ref: await result(world) },
  })),
  'GET /api/journeys/tables/:table': ofAdmins(async (world) => {
    await result(world)
    return { url: '/api/journeys/tables/searches' }
  }),
  'GET /crm/journeys/tables/:table/csv': ofAdmins(async (world) => {
    await result(world)
    return { url: '/crm/journeys/tables/searches/csv' }
  }),
  'GET /api/journeys/customers/:ref': ofAdmins(async (world) => ({
    url: `/api/journeys/customers/${await result(world)}`,
  })),
}
