import { defineFault } from '../injection/fault.ts'
import { traffic } from '../injection/traffic-args.ts'
import { ip, memberDevice } from '../network/namespaces.ts'

const networkMtu = 1_500

export default defineFault({
  title: 'One member takes smaller frames than the others send, and drops every large one.',
  needs: ['bridge'],
  domain: 'network',
  cause: 'mtu-mismatch',
  target: 'follower',
  leavesTraces: true,
  strength: { unit: 'bytes', default: 1_280, min: 576, max: 1_499 },
  moves: [{ signal: 'receive_dropped', on: 'target', above: 50 }],
  stays: [{ signal: 'receive_dropped', on: 'others', below: 5 }],
  inject: async ({ members, strength, later, state, namespaceOf, runWorker, signal }) => {
    for (const member of members) {
      const namespace = namespaceOf(member)
      later({ kind: 'mtu', namespace, device: memberDevice, value: networkMtu })
      await ip(['-n', namespace, 'link', 'set', memberDevice, 'mtu', String(strength)], signal)
      const large = traffic('udp-flood', { host: member.address, port: 5_353, rate: 300, size: 1_400 })
      await runWorker('traffic', large, state().monitorNamespace)
    }
  },
})
