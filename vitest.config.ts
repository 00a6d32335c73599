import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** Unit tests beside the code and the contract suites, on one real MariaDB started for the run. */
export default defineConfig({
  plugins: [react()],
  test: {
    include: [
      'src/**/*.test.{ts,tsx}',
      'tools/**/*.test.ts',
      'tests/contract/**/*.test.ts',
      'tests/support/**/*.test.ts',
      'tests/journeys/**/*.test.ts',
    ],
    globalSetup: ['tests/support/real-parts.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    allowOnly: false,
    passWithNoTests: false,
  },
})
