import { defineConfig } from 'vitest/config'

const source = { conditions: ['@ocp-perf/source', 'node', 'import', 'default'] }
const shared = { resolve: source, ssr: { resolve: source } }

// A machine that others use as well may stall a test once; .ci/summary.mjs tells which ones needed their second try.
const retry = process.env.CI ? 1 : 0

// CI adds up the suites from these files; people read the default reporter.
const report = process.env.OCP_PERF_TEST_REPORT

export default defineConfig({
  test: {
    // By default one worker fewer than processors, though half of the tests' time is waiting.
    maxWorkers: '100%',
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          retry,
          // Suites share a worker's modules, which halves the time; they keep their state to themselves.
          isolate: false,
          include: ['{apps,packages,tools}/*/src/**/*.test.ts'],
          exclude: ['**/*.real.test.ts', '**/*.whole.test.ts', '**/node_modules/**'],
          testTimeout: 15_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'whole',
          retry,
          isolate: false,
          include: ['{apps,packages,tools}/*/src/**/*.whole.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'real',
          retry,
          include: ['{apps,packages,tools}/*/src/**/*.real.test.ts'],
          globalSetup: ['tools/lab/src/testing/real-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
