import { defineConfig } from 'vitest/config';

// End-to-end tests start real runners, which take seconds each; nothing asserts how many. Much of that is waiting, so that three
// files at a time are faster on two cores as well.
export default defineConfig({
  test: {
    include: ['bench/**/*.test.ts'],
    reporters: ['default', './bench/testing/skip-reporter.ts'],
    maxWorkers: 3,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
