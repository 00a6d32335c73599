import { id, int, long, optional, text, time, word } from './columns.ts'

/** Files given to Journeys and the runs over them. What a run makes is a file of its own, not here. */
export const journeyTables = {
  journey_upload: {
    id: id(),
    /** As its owner's computer calls it; on disk it is called by its id. */
    name: text(200),
    bytes: int(),
    /** All of it is here. */
    whole_at: optional(time()),
    /** A piece is being written until then. */
    busy_until: optional(time()),
    created_by: optional(int()),
    created_at: time(),
  },
  /** "This is that", by a person; what runs from now on go by. */
  journey_correction: {
    id: id(),
    kind: word('NAME', 'CATEGORY', 'COLOUR'),
    /** As written or as cleaned. */
    name: text(300),
    /** Digest of the name without its case, spacing and punctuation: one answer to each. */
    name_key: text(64),
    /** What it is; null once that has been taken back. */
    says: optional(text(300)),
    changed_by: optional(int()),
    changed_at: time(),
  },
  journey_run: {
    id: id(),
    state: word('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'),
    /** `RUNNING` while it is: one at a time. */
    running_key: optional(text(16)),
    /** JSON: files and mapping of each source, and whether they are added to what is there. */
    sources: long(),
    /** JSON: phase, share done, rows. */
    progress: optional(long()),
    /** JSON: rows of each table, counts of the cleaning. */
    report: optional(long()),
    /** Why it failed, for people. */
    fault: optional(text(1000)),
    cancel_asked_at: optional(time()),
    created_by: optional(int()),
    created_at: time(),
    started_at: optional(time()),
    ended_at: optional(time()),
  },
}
