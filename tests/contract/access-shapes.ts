import type { Persona, Side, World } from './access-world.ts'

export interface Sample {
  url: string
  /** Of a form. */
  form?: Record<string, string>
  json?: object
  /** Of an upload. */
  file?: Buffer
  /** The address it comes from; else one nobody has used. */
  from?: string
}

export interface Expected {
  /** What who is let in is answered: 200, or 303 to a form, when nothing is said. */
  answer?: number | ((who: Persona) => number)
  /** The row is somebody's: what others are answered, as if there was none. */
  others?: number
  /** Ends the visit (1), a login (2) or the session (3), so it comes last, in this order. */
  last?: 1 | 2 | 3
  /** Something of a side, or for `null` something that is not there. */
  sample(world: World, side: Side | null): Sample | Promise<Sample>
}
