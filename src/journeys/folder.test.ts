import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/support/program.ts'
import { holdFolder } from './folder.ts'

const folder = temporaryFolder('hold')
afterAll(folder.remove)

test('a folder is held once at a time, and not by a process that has the id of one that died', async () => {
  const release = await holdFolder(folder.path)
  await expect(holdFolder(folder.path)).rejects.toMatchObject({ code: 'conflict' })
  // As a process with our id wrote it that was started at another time.
  const path = join(folder.path, '.running')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/ \d+$/, ' 1'))
  const again = await holdFolder(folder.path)
  await again()
  await release()
  expect(readdirSync(folder.path)).toEqual([])
})

test('of processes that ask again and again never two hold it', async () => {
  const program = join(folder.path, 'holder.ts')
  writeFileSync(
    program,
    `import { mkdirSync, rmdirSync } from 'node:fs'
import { holdFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder.ts'))}
const inside = ${JSON.stringify(join(folder.path, 'inside'))}
for (const end = Date.now() + 3000; Date.now() < end; ) {
  const release = await holdFolder(${JSON.stringify(folder.path)}).catch(() => undefined)
  if (!release) continue
  // Throws while another one is inside.
  mkdirSync(inside)
  rmdirSync(inside)
  await release()
}`,
  )
  const holders = [1, 2, 3].map(() => fork(program, [], { execArgv: [], silent: true }))
  const ends = await Promise.all(holders.map((holder) => once(holder, 'exit')))
  expect(ends.map(([code]) => code)).toEqual([0, 0, 0])
}, 60_000)
