import type { LoadVisitor } from '../../../tests/load/people.ts'

/** One route of the bare server, learnt from one request to the product. */
export interface BareCase {
  name: string
  method: 'GET' | 'POST'
  /** Of the request that is learnt from. */
  path: string
  headers: Record<string, string>
  payload?: object
  /** Fastify's pattern. */
  pattern: string
  serve: 'page' | 'demos' | 'knock'
  /** The request changes what a second one would do. */
  onlyOnce?: boolean
}

export interface BarePlan {
  cases: BareCase[]
  /** Folder of the product's built browser files. */
  browserFiles: string
  /** Key of the staff cookie's signature. */
  secret: string
  /** Who may knock; the first is the one learnt from. */
  visitors: LoadVisitor[]
}
