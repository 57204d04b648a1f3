import { defineFault } from '../injection/fault.ts'

export default defineFault({
  title: 'A client keeps writing values of 1 MB.',
  needs: [],
  cause: 'write-storm',
  target: 'cluster',
  leavesTraces: true,
  strength: { unit: 'writes/s', default: 12, min: 0.5, max: 50 },
  moves: [
    { signal: 'client_received', on: 'every', above: 1e6 },
    { signal: 'commit_p99', on: 'any', above: 0.05 },
  ],
  inject: async ({ strength, runLoad }) => {
    await runLoad({ mode: 'big', prefix: 'storm', rate: strength, concurrency: 8 })
  },
})
