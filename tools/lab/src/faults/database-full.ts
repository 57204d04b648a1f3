import { defineFault } from '../injection/fault.ts'
import { restartWithQuota } from '../injection/undo.ts'

export default defineFault({
  title: 'The members are restarted with a small quota, and writes fill it until etcd raises its NOSPACE alarm.',
  needs: [],
  cause: 'database-full',
  target: 'cluster',
  strength: { unit: 'MiB', default: 64, min: 16, max: 1_024 },
  moves: [
    { signal: 'quota_used', on: 'every', above: 0.95 },
    { signal: 'exhausted', on: 'any', above: 1 },
  ],
  observeSeconds: 60,
  inject: async ({ strength, later, paths, state, runLoad }) => {
    later({ kind: 'quota', bytes: state().quotaBytes })
    await restartWithQuota(paths, strength * 1024 ** 2)
    await runLoad({ prefix: 'full', rate: 300, size: 16_000, keys: 100_000, concurrency: 64 })
  },
})
