import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { openDuck } from './duckdb.ts'

test('what does not fit in memory never goes to the folder the program was started in', async () => {
  const duck = await openDuck()
  const [set] = await duck.rows<{ temp: string }>("select current_setting('temp_directory') as temp")
  expect(set!.temp.startsWith(tmpdir())).toBe(true)
  duck.close()
})
