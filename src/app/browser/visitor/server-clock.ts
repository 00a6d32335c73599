const page = document.querySelector<HTMLElement>('[data-now]')
const [loaded] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]

/** How far the server's clock is ahead of this device's, ms: phones are minutes off more often than one thinks. */
const ahead = page ? Number(page.dataset.now) - performance.timeOrigin - (loaded?.responseStart ?? 0) : 0

/** The server's time now, ms. */
export const serverNow = (): number => Date.now() + ahead
