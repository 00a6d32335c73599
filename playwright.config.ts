import { defineConfig } from '@playwright/test'
import { callFlags, chromiumFlags, chromiumPath } from './tests/support/chromium.ts'

/** Browser journeys on the system's Chromium: a core for each of two, no second chances. */
export default defineConfig({
  testDir: 'tests/browser',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    // A film of every page costs a sixth of the whole run; the trace's own snapshots show what was there.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    launchOptions: { executablePath: chromiumPath(), args: [...chromiumFlags, ...callFlags], timeout: 60_000 },
  },
})
