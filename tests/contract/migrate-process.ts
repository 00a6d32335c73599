// One process of the database suite: brings the schema up and prints what it ran.
import { openDatabase } from '../../src/database/database.ts'

const [, , url = ''] = process.argv
const database = openDatabase(url, 2)
try {
  process.stdout.write(JSON.stringify(await database.migrate()))
} finally {
  await database.close()
}
