import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findProgram, startProgram, temporaryFolder } from './program.ts'
import { waitFor } from './wait-for.ts'

const node = (script: string) => startProgram(process.execPath, ['-e', script])

test('a missing program names its package', () => {
  expect(() => findProgram(['no-such-program'], 'some-package')).toThrow(/apt-get install .* some-package/)
})

test('waits for what a program says, and shows it when it ends or stays silent', async () => {
  const program = node('console.log("here"); setInterval(() => {}, 1000)')
  await program.said(/here/)
  await expect(program.said(/never/, 50)).rejects.toThrow(/did not say .* it said:\s+here/s)
  await program.stop()
  await expect(program.said(/never/)).rejects.toThrow(/ended with SIGTERM/)
  await expect(node('console.error("oops"); process.exit(3)').said(/never/)).rejects.toThrow(/code 3.*oops/s)
  await expect(startProgram('/no/such-program', []).said(/x/)).rejects.toThrow(/ENOENT/)
})

test('stop leaves no process behind', async () => {
  const program = node('console.log("on"); setInterval(() => {}, 1000)')
  await program.said(/on/)
  await program.stop()
  expect(() => process.kill(program.pid, 0)).toThrow(/ESRCH/)
})

test('a temporary folder goes with remove', () => {
  const folder = temporaryFolder('x')
  expect(existsSync(folder.path)).toBe(true)
  folder.remove()
  expect(existsSync(folder.path)).toBe(false)
})

test('waitFor gives the answer, or says what was missing and why', async () => {
  let asked = 0
  expect(await waitFor('three', () => ++asked === 3 && asked)).toBe(3)
  const never = waitFor('a bus', () => Promise.reject(new Error('no road')), 30)
  await expect(never).rejects.toThrow(/30 ms for a bus; last: Error: no road/)
})
