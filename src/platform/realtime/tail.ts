import type { App, DomainEvent } from '../context.ts'

/** Longer than a transaction lives that has written its event and waits for a lock. */
const OVERLAP_MS = 10_000
const BATCH = 500

/**
 * Reads events other processes wrote (another node, the command line). Ids are given before commit, so a small id may
 * appear late: the last seconds are read again and what was seen is skipped.
 */
export class EventTail {
  readonly #app: App
  /** When this process saw an event first, by id: other processes' clocks may be wrong. */
  readonly #seen = new Map<number, number>()
  #cursor = 0

  constructor(app: App) {
    this.#app = app
  }

  /** Begins after the events there are. @returns the newest one's id, or 0 */
  async start(): Promise<number> {
    const rows = await this.#app.database.read
      .selectFrom('event')
      .select('id')
      .orderBy('id', 'desc')
      .limit(BATCH)
      .execute()
    for (const { id } of rows) this.#seen.set(id, this.#app.now())
    this.#cursor = (rows.at(-1)?.id ?? 1) - 1
    return rows[0]?.id ?? 0
  }

  /** True the first time an event is shown to this process. */
  isNew(event: Pick<DomainEvent, 'id'>): boolean {
    if (this.#seen.has(event.id)) return false
    this.#seen.set(event.id, this.#app.now())
    return true
  }

  async poll(): Promise<DomainEvent[]> {
    const fresh: DomainEvent[] = []
    const settled = this.#app.now() - OVERLAP_MS
    let from = this.#cursor
    for (let more = true; more; ) {
      const rows = await this.#app.database.read
        .selectFrom('event')
        .select(['id', 'at', 'action', 'subject', 'subject_id', 'data'])
        .where('id', '>', from)
        .orderBy('id')
        .limit(BATCH)
        .execute()
      for (const { subject_id, data, ...row } of rows) {
        if (this.isNew(row)) fresh.push({ ...row, subjectId: subject_id, data: JSON.parse(data) })
        from = row.id
        if (this.#seen.get(row.id)! < settled) this.#cursor = row.id
      }
      more = rows.length === BATCH
    }
    for (const id of this.#seen.keys()) if (id <= this.#cursor) this.#seen.delete(id)
    return fresh
  }
}
