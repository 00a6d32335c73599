// One process of the outbox suite: sends what is due until nothing is left, then prints the texts it handed over.
import { openDatabase } from '../../src/database/database.ts'
import { createCarrier, createProcess } from './outbox-stage.ts'
import { createClock } from './test-app.ts'

const [, , url = ''] = process.argv
const database = openDatabase(url, 4)
const carrier = createCarrier()
const { worker } = createProcess(database, createClock(), carrier)
await worker.runDue()
await worker.stop()
await database.close()
process.stdout.write(JSON.stringify(carrier.handed.map(({ text }) => text)))
