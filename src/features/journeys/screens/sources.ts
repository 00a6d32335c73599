import { newKey } from '../../../web/client/api.ts'
import type { FileRef, RunAsked } from '../schema.ts'

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

/** A run while it is put together. */
export interface NewRunNow {
  sources: Source[]
  add: boolean
  /** How customers are merged; `FILE` with a file, once it is chosen. */
  merge: 'NO' | 'PROPOSED' | 'FILE'
  links: Chosen | null
}

/** A new run as it begins: empty, or as an earlier one was asked for. */
export function runToBegin(asked?: RunAsked): NewRunNow {
  if (!asked) return { sources: [emptySource()], add: false, merge: 'NO', links: null }
  const { add, links, sources } = asked
  const given = sources.map(({ files, mapping }) => ({
    ...{ id: newKey(), mapping },
    files: files.map((file) => ({ ...file, bytes: null })),
  }))
  const file = links === 'PROPOSED' || links === null ? null : { ...links, bytes: null }
  return { sources: given, add, merge: file ? 'FILE' : links === 'PROPOSED' ? 'PROPOSED' : 'NO', links: file }
}

/** The same file is chosen once. */
export const withFile = (source: Source, file: Chosen): Source => {
  const same = source.files.some(({ ref }) => JSON.stringify(ref) === JSON.stringify(file.ref))
  return same ? source : { ...source, files: [...source.files, file] }
}
