import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../platform/errors.ts'
import { type Mapping, parseMapping } from './mapping.ts'

/** In the source tree beside this file; in a build in the server's folder, above its chunks. */
const folder = (): string =>
  ['ready', '../ready'].map((place) => join(import.meta.dirname, place)).find((path) => existsSync(path))!

/** Names of the mappings that come with the product: `canonical`, `ga4`, `segment`, `session-log`. */
export const readyNames = (): string[] =>
  readdirSync(folder())
    .map((name) => name.replace(/\.yaml$/, ''))
    .sort()

/** The text of a ready mapping, comments and all, to be shown or changed. Throws `not_found` with the names there are. */
export function readyYaml(name: string): string {
  if (!readyNames().includes(name)) {
    throw new AppError(
      'not_found',
      `There is no ready mapping «${name}»: ${readyNames().join(', ')}, or a file of yours.`,
    )
  }
  return readFileSync(join(folder(), `${name}.yaml`), 'utf8')
}

/** A mapping by the name of a ready one or the path of a YAML file. Throws `not_found` and what `parseMapping` throws. */
export function loadMapping(nameOrPath: string): Mapping {
  const text = statSync(nameOrPath, { throwIfNoEntry: false })?.isFile()
    ? readFileSync(nameOrPath, 'utf8')
    : readyYaml(nameOrPath)
  return parseMapping(text, nameOrPath)
}
