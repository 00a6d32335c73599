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

test('of two processes that ask at once never both get it', async () => {
  const program = join(folder.path, 'holder.ts')
  writeFileSync(
    program,
    `import { holdFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder.ts'))}
let release
process.on('message', async (at) => {
  if (at === 0) {
    await release?.()
    return process.send('let go')
  }
  while (Date.now() < at);
  release = await holdFolder(${JSON.stringify(folder.path)}).catch(() => undefined)
  process.send(release !== undefined)
})
process.send('ready')`,
  )
  const holders = [1, 2, 3].map(() => fork(program, [], { execArgv: [] }))
  const answers = (ask?: number) => {
    const all = Promise.all(holders.map((holder) => once(holder, 'message')))
    if (ask !== undefined) for (const holder of holders) holder.send(ask)
    return all
  }
  await answers()
  for (let round = 0; round < 300; round++) {
    const held = (await answers(Date.now() + 2)).filter(([got]) => got)
    expect(held.length).toBe(1)
    await answers(0)
  }
  for (const holder of holders) holder.kill()
}, 60_000)
