import { defineFault } from '../injection/fault.ts'
import { delaySyscalls } from '../injection/trace.ts'

export default defineFault({
  title: 'Each fsync and fdatasync of every member takes longer, as on shared storage.',
  needs: ['tracing'],
  cause: 'slow-disk-all',
  target: 'all',
  strength: { unit: 'ms', default: 80, min: 1, max: 5_000 },
  moves: [
    { signal: 'fsync_p99', on: 'every', above: 0.07 },
    { signal: 'put_p99', on: 'any', above: 0.1 },
  ],
  inject: async (injector) => {
    for (const member of injector.members) await delaySyscalls(injector, member)
  },
})
