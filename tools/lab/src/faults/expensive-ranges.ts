import { defineFault } from '../injection/fault.ts'

const prefix = 'ranges'

export default defineFault({
  title: 'A client keeps reading a prefix of 12 MB.',
  needs: [],
  cause: 'expensive-ranges',
  target: 'cluster',
  leavesTraces: true,
  strength: { unit: 'ranges/s', default: 10, min: 0.5, max: 30 },
  moves: [
    { signal: 'client_sent', on: 'every', above: 5e6 },
    { signal: 'put_p99', on: 'any', above: 0.05 },
  ],
  prepare: async ({ finishLoad }) => {
    await finishLoad({ prefix, seed: 1_500, size: 8_000, rate: 1, seconds: 1, concurrency: 8 })
  },
  inject: async ({ strength, runLoad }) => {
    await runLoad({ mode: 'range', prefix, rate: strength, concurrency: 8 })
  },
})
