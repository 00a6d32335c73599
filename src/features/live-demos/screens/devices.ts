const KEY = 'phygital-devices-checked'
const GOOD_FOR_MS = 12 * 60 * 60_000

/** Whether the device check was passed in this browser in the last 12 hours; its page writes when (ms). */
export function devicesChecked(now: number): boolean {
  try {
    const at = Number(localStorage.getItem(KEY))
    return at > 0 && now - at < GOOD_FOR_MS
  } catch {
    return false
  }
}

/** The device check, a document of its own: only there and in calls may a page use the camera. */
export const checkAddress = (products: readonly number[]): string => `/crm/devices?products=${products.join(',')}`
