import { defineConfig } from 'vitest/config';

// End-to-end tests start real runners, which take seconds each; nothing asserts how many.
export default defineConfig({
  test: {
    include: ['bench/**/*.test.ts'],
    reporters: ['default', './bench/testing/skip-reporter.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
