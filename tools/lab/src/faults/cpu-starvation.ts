import { defineFault } from '../injection/fault.ts'

const periodMicroseconds = 100_000

export default defineFault({
  title: "One member's etcd gets a small share of one CPU.",
  needs: ['cpu-limit'],
  cause: 'cpu-starvation',
  target: 'leader',
  strength: { unit: '% of a CPU', default: 5, min: 1, max: 100 },
  moves: [
    { signal: 'scrape', on: 'target', above: 0.25 },
    { signal: 'put_p99', on: 'target', above: 0.1 },
  ],
  inject: async ({ members, limit, strength }) => {
    const quota = Math.round((strength / 100) * periodMicroseconds)
    for (const member of members) {
      limit('cpu', member, {
        1: [
          { file: 'cpu.cfs_period_us', value: String(periodMicroseconds) },
          { file: 'cpu.cfs_quota_us', value: String(quota) },
        ],
        2: [{ file: 'cpu.max', value: `${quota} ${periodMicroseconds}` }],
      })
    }
  },
})
