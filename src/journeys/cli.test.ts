import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/support/program.ts'
import { COLUMNS } from '../../tools/journeys/columns.ts'
import { journeysCommand } from './cli.ts'

const folder = temporaryFolder('cli')
afterAll(folder.remove)

const saidOf = (file: string, ...words: string[]) => {
  const journeys = journeysCommand({ hyperd: () => undefined, phrasing: () => undefined, print: () => undefined })
  const run = journeys.commands.find((command) => command.name() === 'run')!
  run.exitOverride().configureOutput({ writeErr: () => undefined })
  return journeys.parseAsync(['run', file, '--mapping', 'canonical', ...words], { from: 'user' }).then(
    () => 'was taken',
    (error: Error) => error.message,
  )
}
const said = (...words: string[]) => saidOf('nowhere.csv', ...words)

test.each([
  ['--as-of', '1'],
  ['--as-of', '2023-01-01T10:00:00'],
  ['--as-of', '+275760-09-13'],
  ['--as-of', '2023-13-01'],
  ['--zone', 'Mars/Base'],
  ['--threads', 'abc'],
  ['--threads', '0'],
  ['--sample', '0'],
  ['--memory', '10MB'],
  ['--window', '-1h'],
])('%s %s is refused before anything is read', async (option, value) => {
  expect(await said(`${option}=${value}`)).toMatch(/is invalid/)
})

test.each([
  ['--as-of', '2023-01-01'],
  ['--as-of', '2023-01-01T10:00:00.5+05:30'],
  ['--zone', 'Asia/Kolkata'],
])('%s %s is taken', async (option, value) => {
  expect(await said(`${option}=${value}`)).toBe('nowhere.csv: no such file. Name files, folders or globs.')
})

test('what cannot be handed on, and too many rows that cannot be read, are told in words', async () => {
  const [file, out] = [join(folder.path, 'in.csv'), join(folder.path, 'out')]
  const line = (time: string) => `Asha,${time},view,Amazon,Pan,,,,,1,,,,,,,\n`
  writeFileSync(file, `${COLUMNS.join(',')}\n${line('2024-01-01T10:00:00Z')}`)
  mkdirSync(join(out, 'journeys.pbip'), { recursive: true })
  expect(await saidOf(file, '--out', out, '--power-bi')).toBe(
    `${join(out, 'journeys.pbip')} is a folder where a file is needed: name the file.`,
  )
  writeFileSync(file, `${COLUMNS.join(',')}\n${line('never')}`)
  expect(await saidOf(file, '--out', out, '--most-rejected', '0.07')).toMatch(/more than 7 %/)
})
