import { openDuck } from '../../src/journeys/engine/duckdb.ts'
import { loadInto } from '../../src/journeys/outputs/targets/load.ts'
import type { Table } from '../../src/journeys/tables.ts'

// A load that dies in its second table, as by kill -9 or a power cut: tests/contract/journeys-targets.test.ts starts it.
const [path = '', address = '', tables = ''] = process.argv.slice(2)
const result = await openDuck({ path, readOnly: true })
const parsed: Record<string, Table> = JSON.parse(tables)
const last = Object.keys(parsed).at(-1)
await loadInto(address, {
  result,
  tables: parsed,
  onProgress: ({ table }) => {
    if (table === last) process.kill(process.pid, 'SIGKILL')
  },
})
