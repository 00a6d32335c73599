import { id, int, optional, text, time, word } from './columns.ts'

/** Slots and who has them. Days are `YYYY-MM-DD` and clocks `HH:MM` in the product's zone. */
export const schedulingTables = {
  slot_rule: {
    id: id(),
    product_id: int(),
    clock: text(5),
    zone: text(64),
    length_min: int(),
    days: word('DAILY', 'WEEKDAYS', 'CHOSEN'),
    /** The chosen ones, as `mon,thu`. */
    weekdays: text(30),
    first_date: text(10),
    last_date: optional(text(10)),
    capacity: int(),
    status: word('ACTIVE', 'INACTIVE'),
    created_by: optional(int()),
    created_at: time(),
  },
  /** Dated exceptions of a rule; capacity 0 is closed. */
  slot_rule_day: { rule_id: int(), day: text(10), capacity: int() },
  slot_rule_user: { rule_id: int(), user_id: int() },
  slot: {
    id: id(),
    product_id: int(),
    /** Null: added by hand. */
    rule_id: optional(int()),
    day: text(10),
    starts_at: time(),
    ends_at: time(),
    capacity: int(),
    /** Open bookings and offers to the waitlist. */
    taken: int(),
    status: word('OPEN', 'CLOSED'),
    /** Its end has been dealt with: who was missing is known. */
    settled_at: optional(time()),
    created_by: optional(int()),
    created_at: time(),
  },
  slot_user: { slot_id: int(), user_id: int(), starts_at: time(), busy_until: time() },
  booking: {
    id: id(),
    open_key: optional(text(64)),
    slot_id: int(),
    demo_id: int(),
    token_hash: text(44),
    /** The browser that booked is not asked for the PIN. */
    browser_hash: optional(text(44)),
    /** The visitor's zone when booking. */
    zone: text(64),
    pin_version: int(),
    pin_tries: int(),
    pin_locked_until: optional(time()),
    /** RFC 5545 SEQUENCE of its calendar entry. */
    sequence: int(),
    state: word('BOOKED', 'CANCELLED', 'MOVED'),
    moved_to: optional(int()),
    created_by: optional(int()),
    created_at: time(),
    ended_by: optional(int()),
    ended_at: optional(time()),
    reason: optional(text(500)),
  },
  waitlist: {
    id: id(),
    open_key: optional(text(80)),
    customer_id: int(),
    product_id: int(),
    day: text(10),
    name: text(100),
    email: text(254),
    source: word('WEBSITE', 'BRAND_STORE'),
    store_id: optional(int()),
    zone: text(64),
    asked_at: time(),
    state: word('WAITING', 'OFFERED', 'TAKEN', 'LAPSED', 'LEFT'),
    slot_id: optional(int()),
    token_hash: text(44),
    offered_at: optional(time()),
    offer_ends: optional(time()),
  },
  time_off: {
    id: id(),
    user_id: int(),
    starts_at: time(),
    ends_at: time(),
    note: text(200),
    created_by: optional(int()),
    created_at: time(),
  },
}
