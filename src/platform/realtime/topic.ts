import type { Actor, App, Context, DomainEvent } from '../context.ts'

/** Somebody who follows a key, on whatever process: their page load, and whether its page is hidden. */
export interface Present {
  session: string
  hidden: boolean
}

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
  /** Authorises; answers the key inside (an id), or throws AppError. */
  open(ctx: Context, key: string): Promise<string>
  /** Snapshots of all these keys at once, so that a topic can share queries. A key without an entry has ended. */
  read(app: App, keys: string[]): Promise<Map<string, S>>
  /** Which of the followed keys an event touches: those who hear at once. */
  touches(event: DomainEvent, followed: Iterable<string>): Iterable<string>
  /** Those it touches in passing (a place in the queue moved): they hear within a second, many in one read. */
  grazes?(event: DomainEvent, followed: Iterable<string>): Iterable<string>
  arrived?(subscriber: Subscriber): Promise<void>
  /** The subscriber's connection has gone, last heard `at` (ms); `others` follow the key still. */
  gone?(subscriber: Subscriber, others: Present[], at: number): Promise<void>
  /** The connections whose heartbeat came in since the last call. One write for all. */
  beat?(app: App, present: Subscriber[]): Promise<void>
}

/**
 * What follows from an event in this process besides topics: closing sockets, waking workers. Every process hears every
 * event and does its part, so nothing is passed on to others from here.
 */
export type Reaction = (event: DomainEvent, hub: HubControl) => void

/** Names a person over connections and processes. */
export const personOf = (actor: Actor): string =>
  actor.kind === 'VISITOR' ? `c${actor.customerId}` : actor.kind === 'USER' ? `u${actor.id}` : actor.kind

export interface HubControl {
  /** Ends this process's sockets of a room (`user:7`, `session:12`) with a reason the page shows. */
  disconnect(room: string, reason: string): void
  /** Ends one person's subscriptions to a key in this process, telling why; the page load `except` keeps its own. */
  dismissHere(topic: string, key: string, reason: string, who: { person: string; except?: string }): void
}

/** @see Topic; keeps the snapshot's type while a feature lists its topics. */
export const topic = <S>(it: Topic<S>): Topic => it as Topic
