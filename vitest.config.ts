import { defineConfig } from 'vitest/config'

const source = { conditions: ['@ocp-perf/source', 'node', 'import', 'default'] }
const shared = { resolve: source, ssr: { resolve: source } }

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['{apps,packages,tools}/*/src/**/*.test.ts'],
          exclude: ['**/*.real.test.ts', '**/node_modules/**'],
          testTimeout: 15_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'real',
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
