import { setTimeout as sleep } from 'node:timers/promises'
import { defineFault } from '../injection/fault.ts'
import { endProcess } from '../machine/processes.ts'
import { startMember, waitForMembers } from '../servers/etcd.ts'

/** How long a member stays away, as a node that reboots does. */
const awaySeconds = 8

export default defineFault({
  title: 'The members are restarted one after another, each once all others are well, as an update does.',
  needs: [],
  cause: 'planned-disruption',
  target: 'cluster',
  strength: { unit: 's apart', default: 15, min: 1, max: 120 },
  moves: [
    { signal: 'restarts', on: 'every', above: 0.5 },
    { signal: 'up', on: 'any', below: 1 },
  ],
  leavesTraces: true,
  inject: async ({ members, strength, later, paths, state, processOf, signal }) => {
    for (const [index, member] of members.entries()) {
      if (index > 0) await sleep(strength * 1000, undefined, { signal })
      later({ kind: 'member', member: member.name })
      await endProcess(processOf(member), 10_000)
      await sleep(awaySeconds * 1000, undefined, { signal })
      await startMember(paths, state(), member)
      await waitForMembers(state(), 60_000, signal)
    }
  },
})
