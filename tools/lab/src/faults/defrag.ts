import { defineFault } from '../injection/fault.ts'
import { fillLoad } from '../injection/fill.ts'

export default defineFault({
  title: 'One member with a large database in use is defragmented again and again, and answers nothing meanwhile.',
  needs: [],
  cause: 'defrag',
  target: 'leader',
  leavesTraces: true,
  strength: { unit: 'MiB', default: 150, min: 10, max: 1_000 },
  moves: [
    { signal: 'defrags', on: 'target', above: 0.5 },
    { signal: 'put_p99', on: 'target', above: 0.1 },
  ],
  prepare: async ({ strength, finishLoad }) => await finishLoad(fillLoad('defrag', strength)),
  inject: async ({ members, runWorker }) => {
    for (const { endpoint } of members) await runWorker('defragment', ['--endpoint', endpoint, '--every', '4'])
  },
})
