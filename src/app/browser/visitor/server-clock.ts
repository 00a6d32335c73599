const page = document.querySelector<HTMLElement>('[data-now]')
const [loaded] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]

/** How long ago the server wrote the page, ms; measured once, before a nap of the phone can stop this clock. */
const age = performance.now() - (loaded?.responseStart ?? 0)

/** How far the server's clock is ahead of this device's, ms: phones are minutes off more often than one thinks. */
const ahead = page ? Number(page.dataset.now) + age - Date.now() : 0

/** The server's time now, ms. */
export const serverNow = (): number => Date.now() + ahead
