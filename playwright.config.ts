import { defineConfig } from '@playwright/test'
import { callFlags, chromiumFlags, chromiumPath } from './tests/support/chromium.ts'

// Two at a time: no call is in them (or one at the end), so that each has a core. Calls film and show on two browsers, and have both.
const PAGES = [
  'booking',
  'code',
  'faces-setup',
  'faces-staff',
  'faces-visitor',
  'journeys',
  'keyboard',
  'line',
  'lists',
  'slots',
  'staff',
  'visitor',
]
const files = PAGES.map((name) => `**/${name}.spec.ts`)

/** Browser journeys on the system's Chromium: a core for each of two, no second chances. */
export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results/browser',
  workers: 1,
  projects: [
    { name: 'pages', testMatch: files },
    { name: 'calls', testMatch: '**/*.spec.ts', testIgnore: files },
  ],
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
