import { inDays, list, ofValue, oneOf } from '../lists/rules.ts'

const YES_NO = oneOf('yes', 'no')
const SEGMENTS = ['best', 'loyal', 'new', 'promising', 'slipping', 'passing', 'gone', 'looking'] as const
const attributes = { category: ofValue } as const

/** What each table of a result offers: the columns it is sorted by, the usual order, its filters. Names are the columns'. */
export const journeyLists = {
  purchases: list({
    sorts: [
      'customer',
      'product',
      'category',
      'application_used',
      'timestamp',
      'quantity',
      'final_price',
      'unit_price',
      'events',
      'sessions',
      'days',
      'first_seen',
      'price_first_seen',
      'returned_at',
    ],
    sort: '-timestamp',
    filters: {
      application_used: ofValue,
      applications_checked: ofValue,
      ...attributes,
      timestamp: inDays,
      returned: YES_NO,
    },
  }),
  searches: list({
    sorts: ['customer', 'product', 'category', 'last_application', 'last_seen', 'first_seen', 'price', 'events'],
    sort: '-last_seen',
    filters: {
      last_application: ofValue,
      applications: ofValue,
      ...attributes,
      last_seen: inDays,
      left_in_bag: YES_NO,
      bought_before: YES_NO,
      furthest_step: oneOf('SEARCH', 'VIEW', 'BAG', 'CHECKOUT'),
    },
  }),
  searches_by_customer: list({
    sorts: ['customer', 'last_seen', 'first_seen'],
    sort: '-last_seen',
    filters: { applications: ofValue, last_seen: inDays },
  }),
  touches: list({
    sorts: ['customer', 'product', 'application', 'first_seen', 'last_seen', 'viewed', 'put_in_bag', 'bought_at'],
    sort: '-last_seen',
    filters: { application: ofValue, bought_at: ofValue, last_seen: inDays },
  }),
  unassigned: list({
    sorts: ['source', 'timestamp', 'action', 'application', 'product'],
    sort: '-timestamp',
    filters: { application: ofValue, timestamp: inDays },
  }),
  rejected: list({
    sorts: ['source', 'file', 'line', 'column', 'reason'],
    sort: 'file',
    filters: { reason: ofValue, source: ofValue },
  }),
  customers: list({
    sorts: [
      'customer',
      'last_seen',
      'first_seen',
      'last_bought',
      'spent',
      'orders',
      'purchases',
      'journeys',
      'searches_open',
      'left_in_bag',
      'favourite_application',
      'repeat_days',
    ],
    sort: '-last_seen',
    filters: {
      segment: oneOf(...SEGMENTS),
      favourite_application: ofValue,
      bought_at: ofValue,
      looked_at: ofValue,
      currency: ofValue,
      last_bought: inDays,
    },
  }),
  looked_bought: list({
    sorts: ['looked_at', 'bought_at', 'journeys', 'amount'],
    sort: '-journeys',
    filters: { how: oneOf('first', 'any', 'none'), looked_at: ofValue, bought_at: ofValue, currency: ofValue },
  }),
  price_gaps: list({
    sorts: ['product', 'difference', 'price', 'price_cheapest', 'journeys'],
    sort: '-difference',
    filters: { cheapest: ofValue, application: ofValue, currency: ofValue },
  }),
  time_to_purchase: list({
    sorts: ['category', 'journeys', 'hours_median', 'steps_median', 'sessions_median'],
    sort: '-journeys',
    filters: { whole: YES_NO },
  }),
  bags: list({
    sorts: ['product', 'application', 'customers', 'quantity', 'amount'],
    sort: '-customers',
    filters: { application: ofValue, currency: ofValue },
  }),
  repeats: list({
    sorts: ['product', 'customers', 'customers_again', 'orders_again', 'median_days'],
    sort: '-customers_again',
    filters: {},
  }),
  segments: list({
    sorts: ['segment', 'customers', 'purchases', 'amount'],
    sort: '-customers',
    filters: { segment: oneOf(...SEGMENTS), currency: ofValue },
  }),
} as const
export type JourneyTable = keyof typeof journeyLists
export const journeyTables = Object.keys(journeyLists) as JourneyTable[]
/** Tables each row of which is of one journey, whose events can be shown. */
export const tracedTables = ['purchases', 'searches', 'touches'] as const
export type TracedTable = (typeof tracedTables)[number]
export const isTraced = (table: JourneyTable): table is TracedTable =>
  (tracedTables as readonly JourneyTable[]).includes(table)

/** Largest piece of an upload, bytes; a request has 15 s. */
export const PIECE_BYTES = 8_000_000
/** Files that are kept, and runs that wait, at most. */
export const MOST_UPLOADS = 20
export const MOST_WAITING = 5

const WITHOUT_PATH = /^.*[/\\]/
// Unseen letters, and those that turn the direction of what follows, so that a name shows as what it is.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu

/** A file's name as it is shown; it never becomes a path. Whatever was given, something is left. */
export function shownName(given: string): string {
  const name = given.replace(WITHOUT_PATH, '').replace(UNSEEN, '').trim()
  return [...name].slice(0, 120).join('') || 'unnamed'
}

/** How long the rest takes, ms, as the rate so far says; undefined before it says anything. */
export function timeLeft(done: number, sinceMs: number): number | undefined {
  return done < 0.02 || sinceMs < 1000 ? undefined : (sinceMs / done) * (1 - done)
}

/** Of a whole run, 0 to 1: reading takes about half of it. */
export const shareDone = ({ phase, done }: { phase: 'read' | 'clean' | 'derive'; done: number }): number =>
  ({ read: 0, clean: 0.5, derive: 0.6 })[phase] + done * { read: 0.5, clean: 0.1, derive: 0.4 }[phase]
