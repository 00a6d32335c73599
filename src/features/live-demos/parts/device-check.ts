const KEY = 'phygital-devices-checked'
const GOOD_FOR_MS = 12 * 60 * 60_000

/** Whether the device check was passed in this browser in the last 12 hours. `now` in ms. */
export function devicesChecked(now: number): boolean {
  try {
    const at = Number(localStorage.getItem(KEY))
    return at > 0 && now - at < GOOD_FOR_MS
  } catch {
    return false
  }
}

/** Keeps that the check was passed. */
export function keepDevicesChecked(now: number): void {
  try {
    localStorage.setItem(KEY, String(now))
  } catch {
    // Storage is refused: the check comes again with the next Go live.
  }
}

/** The device check, a document of its own: only there and in calls may a page use the camera. */
export const checkAddress = (products: readonly number[]): string => `/crm/devices?products=${products.join(',')}`

/** The products a check was opened for; empty when its address names none. */
export const checkedProducts = (search: string): number[] =>
  (new URLSearchParams(search).get('products') ?? '').split(',').filter(Boolean).map(Number)
