import type { TestProject } from 'vitest/node'
import { startMariaDb } from './mariadb.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** mysql:// address of the MariaDB of this run; `createDatabase(inject('mariadb'))` gives a database. */
    mariadb: string
  }
}

/** Vitest's global set-up: one MariaDB for all test files. */
export default async function setup(project: TestProject) {
  const server = await startMariaDb()
  project.provide('mariadb', server.url)
  return server.stop
}
