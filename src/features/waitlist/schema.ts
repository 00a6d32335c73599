/** A seat that is held for its own waiter, until an instant (ms), and where it is taken or passed on. */
export interface HeldSeat {
  slotId: number
  startsAt: number
  until: number
  href: string
}
