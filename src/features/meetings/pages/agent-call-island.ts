import type { VisitorCard } from '../schema.ts'

/** What the server tells the expert's call page. */
export interface AgentCallIsland {
  room: string
  me: { id: number; name: string }
  brand: { name: string }
  product: { name: string }
  card: VisitorCard
  /** The queue. */
  next: string
  trial: boolean
  /** IANA zone of the brand, in which the card's times are written; this browser's without. */
  zone?: string
}
