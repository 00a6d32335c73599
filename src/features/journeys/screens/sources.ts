import { newKey } from '../../../web/client/api.ts'
import type { FileRef } from '../schema.ts'

export interface Chosen {
  ref: FileRef
  name: string
  bytes: number | null
}

/** Files that share a mapping, while a run is put together. */
export interface Source {
  id: string
  files: Chosen[]
  /** YAML, as it stands in the field. */
  mapping: string
}

export const emptySource = (): Source => ({ id: newKey(), files: [], mapping: '' })

/** The same file is chosen once. */
export const withFile = (source: Source, file: Chosen): Source => {
  const same = source.files.some(({ ref }) => JSON.stringify(ref) === JSON.stringify(file.ref))
  return same ? source : { ...source, files: [...source.files, file] }
}
