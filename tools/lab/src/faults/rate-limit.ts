import { defineFault } from '../injection/fault.ts'
import { runCommand } from '../machine/command.ts'
import { requireProgram } from '../machine/programs.ts'
import { insideNamespace, memberDevice } from '../network/namespaces.ts'

export default defineFault({
  title: 'What one member may send is limited to a rate that its own metrics do not fit through.',
  needs: ['traffic-control'],
  cause: 'network-latency',
  target: 'follower',
  leavesTraces: true,
  strength: { unit: 'kbit/s', default: 200, min: 50, max: 1_000_000 },
  moves: [{ signal: 'up', on: 'target', below: 1 }],

  inject: async ({ members, strength, later, namespaceOf, signal }) => {
    for (const member of members) {
      const namespace = namespaceOf(member)
      later({ kind: 'qdisc', namespace, device: memberDevice })
      const shape = ['rate', `${strength}kbit`, 'burst', '3kb', 'limit', '10kb']
      const tc = [requireProgram('tc'), 'qdisc', 'add', 'dev', memberDevice, 'root', 'tbf', ...shape]
      await runCommand(insideNamespace(namespace, tc), { signal })
    }
  },
})
