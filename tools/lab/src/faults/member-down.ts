import { defineFault } from '../injection/fault.ts'
import { endProcess } from '../machine/processes.ts'

export default defineFault({
  title: "One member's etcd ends; clearing starts it again on its data.",
  needs: [],
  cause: 'member-down',
  target: 'follower',
  leavesTraces: true,
  strength: { unit: 'members', default: 1, min: 1, max: 1 },
  moves: [{ signal: 'up', on: 'target', below: 1 }],
  inject: async ({ members, later, processOf }) => {
    for (const member of members) {
      const process = processOf(member)
      later({ kind: 'member', member: member.name })
      await endProcess(process)
    }
  },
})
