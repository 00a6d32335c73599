import { expect, test } from 'vitest'
import { journeysCommand } from './cli.ts'

const said = (...words: string[]) => {
  const journeys = journeysCommand({ hyperd: () => undefined, phrasing: () => undefined, print: () => undefined })
  const run = journeys.commands.find((command) => command.name() === 'run')!
  run.exitOverride().configureOutput({ writeErr: () => undefined })
  return journeys.parseAsync(['run', 'nowhere.csv', '--mapping', 'canonical', ...words], { from: 'user' }).then(
    () => 'was taken',
    (error: Error) => error.message,
  )
}

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
