import type { App, Context, DomainEvent } from '../context.ts'

/** One open subscription, as a topic sees it. */
export interface Subscriber {
  key: string
  ctx: Context
  /** Names this page load; a reload has another. */
  session: string
}

/**
 * Something a browser can follow. A subscriber gets a snapshot at once and again whenever it has changed;
 * there are no deltas, so nothing can be missed.
 */
export interface Topic<S = unknown> {
  name: string
  /** Which kind of session may ask at all; `open` decides about the key. */
  audience: 'VISITOR' | 'USER' | 'MEMBER' | 'TRIAL'
  /** Authorises; answers the key inside (an id), or throws AppError. */
  open(ctx: Context, key: string): Promise<string>
  /** Snapshots of many keys in few queries. A key without an entry has ended. */
  read(app: App, keys: string[]): Promise<Map<string, S>>
  /** Which of the followed keys an event touches: those who hear at once. */
  touches(event: DomainEvent, followed: Iterable<string>): Iterable<string>
  /** Those it touches in passing (a place in the queue moved): they hear within a second, many in one read. */
  grazes?(event: DomainEvent, followed: Iterable<string>): Iterable<string>
  arrived?(subscriber: Subscriber): Promise<void>
  /** This page load of the subscriber has gone; `others` of theirs are still there. */
  gone?(subscriber: Subscriber, others: number): Promise<void>
  /** The connections whose heartbeat came in since the last call. One write for all. */
  beat?(app: App, present: Subscriber[]): Promise<void>
}

/** What follows from an event in this process besides topics: closing sockets, waking workers. */
export type Reaction = (event: DomainEvent, hub: HubControl) => void

export interface HubControl {
  /** Ends every socket of a room (`user:7`, `session:12`) with a reason the page shows. */
  disconnect(room: string, reason: string): void
  /** Ends the subscriptions to a key, telling why. */
  dismiss(topic: string, key: string, reason: string, except?: string): void
}

/** @see Topic; keeps the snapshot's type while a feature lists its topics. */
export const topic = <S>(it: Topic<S>): Topic => it as Topic
