import { defineFault } from '../injection/fault.ts'
import { delaySyscalls } from '../injection/trace.ts'

export default defineFault({
  title: 'Each fsync and fdatasync of one member takes longer.',
  needs: ['tracing'],
  cause: 'slow-disk',
  target: 'leader',
  strength: { unit: 'ms', default: 100, min: 1, max: 5_000 },
  moves: [{ signal: 'fsync_p99', on: 'target', above: 0.09 }],
  inject: async (injector) => {
    for (const member of injector.members) await delaySyscalls(injector, member)
  },
})
