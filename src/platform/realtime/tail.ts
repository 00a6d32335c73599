import type { App, DomainEvent } from '../context.ts'

const OVERLAP_MS = 5000
const BATCH = 500

/**
 * Reads events other processes wrote (another node, the command line). Ids are given before commit, so a small id may
 * appear late: the last seconds are read again and what was seen is skipped.
 */
export class EventTail {
  readonly #app: App
  readonly #seen = new Map<number, number>()
  #cursor = 0

  constructor(app: App) {
    this.#app = app
  }

  async start(): Promise<void> {
    const row = await this.#app.database.read
      .selectFrom('event')
      .select((eb) => eb.fn.max('id').as('id'))
      .executeTakeFirst()
    this.#cursor = Number(row?.id ?? 0)
  }

  /** True the first time an event is shown to this process. */
  isNew(event: DomainEvent): boolean {
    if (this.#seen.has(event.id)) return false
    this.#seen.set(event.id, event.at)
    return true
  }

  async poll(): Promise<DomainEvent[]> {
    const rows = await this.#app.database.read
      .selectFrom('event')
      .select(['id', 'at', 'action', 'subject', 'subject_id', 'data'])
      .where('id', '>', this.#cursor)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    const settled = this.#app.now() - OVERLAP_MS
    const fresh: DomainEvent[] = []
    for (const row of rows) {
      const event = { ...row, subjectId: row.subject_id, data: JSON.parse(row.data) as Record<string, unknown> }
      if (this.isNew(event)) fresh.push(event)
      if (row.at < settled || rows.length === BATCH) this.#cursor = row.id
    }
    for (const [id, at] of this.#seen) if (id <= this.#cursor && at < settled) this.#seen.delete(id)
    return fresh
  }
}
