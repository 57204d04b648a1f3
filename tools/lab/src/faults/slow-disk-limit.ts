import { AppError } from '@ocp-perf/errors'
import { defineFault } from '../injection/fault.ts'

export default defineFault({
  title: "One member's writes to its own disk are limited to a few a second, above the device.",
  needs: ['own-disk', 'disk-limit'],
  cause: 'slow-disk',
  target: 'leader',
  strength: { unit: 'writes/s', default: 15, min: 2, max: 1_000 },
  moves: [
    { signal: 'fsync_p99', on: 'target', above: 0.1 },
    { signal: 'commit_p99', on: 'target', above: 0.2 },
  ],
  inject: async ({ members, limit, strength }) => {
    for (const member of members) {
      if (!member.device) throw new AppError('conflict', `${member.name} has no disk of its own.`)
      const { number } = member.device
      limit('blkio', member, {
        1: [{ file: 'blkio.throttle.write_iops_device', value: `${number} ${strength}` }],
        2: [{ file: 'io.max', value: `${number} wiops=${strength}` }],
      })
    }
  },
})
