import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { race } from '../../tools/race/race.ts'
import { createDatabase } from '../support/mariadb.ts'
import { temporaryFolder } from '../support/program.ts'

const OPERATIONS = 600
const seed = 20_260_115

/** Figures that are not zero. */
const wrong = (broken: Record<string, number>) => Object.entries(broken).filter(([, n]) => n !== 0)

test('two processes race on MariaDB: no seat sold twice, none lost', async () => {
  const raced = await race({ url: await createDatabase(inject('mariadb')), processes: 2, operations: OPERATIONS, seed })
  expect(wrong(raced.broken)).toEqual([])
  expect(raced.operations).toBeGreaterThanOrEqual(OPERATIONS)
  expect(raced.seen).toMatchObject({ 'Book booked': expect.any(Number), 'Move moved': expect.any(Number) })
}, 240_000)

test('one process and the command line race on SQLite: no seat sold twice, none lost', async () => {
  const home = temporaryFolder('race')
  try {
    const url = `sqlite:${join(home.path, 'race.db')}`
    const raced = await race({ url, processes: 1, operations: OPERATIONS, seed, cli: true })
    expect(wrong(raced.broken)).toEqual([])
    expect(raced.broken['stores of the command line lost']).toBe(0)
  } finally {
    home.remove()
  }
}, 240_000)
