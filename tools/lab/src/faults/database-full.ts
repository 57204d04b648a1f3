import { defineFault } from '../injection/fault.ts'
import { restartWithQuota } from '../injection/undo.ts'

export default defineFault({
  title: 'Writes fill a small quota, set by restarting the members before, until etcd raises its NOSPACE alarm.',
  needs: [],
  cause: 'database-full',
  target: 'cluster',
  leavesTraces: true,
  strength: { unit: 'MiB', default: 64, min: 16, max: 1_024 },
  moves: [
    { signal: 'quota_used', on: 'every', above: 0.95 },
    { signal: 'exhausted', on: 'any', above: 1 },
  ],
  observeSeconds: 60,
  prepare: async ({ strength, later, paths, state }) => {
    later({ kind: 'quota', bytes: state().quotaBytes })
    await restartWithQuota(paths, strength * 1024 ** 2)
  },
  inject: async ({ runLoad }) => {
    await runLoad({ prefix: 'full', rate: 300, size: 16_000, keys: 100_000, concurrency: 64 })
  },
})
