import { defineFault } from '../injection/fault.ts'
import { traffic } from '../injection/traffic-args.ts'

export default defineFault({
  title: 'A server with a short queue never accepts the connections that clients open.',
  needs: ['namespaces'],
  domain: 'network',
  cause: 'listen-overflow',
  target: 'follower',
  strength: { unit: 'connections/s', default: 60, min: 1, max: 500 },
  moves: [{ signal: 'listen_overflows', on: 'target', above: 10 }],
  stays: [{ signal: 'listen_overflows', on: 'others', below: 1 }],
  inject: async ({ members, strength, state, namespaceOf, runWorker }) => {
    for (const member of members) {
      await runWorker('traffic', traffic('tcp-deaf', { port: 7_000, backlog: 4 }), namespaceOf(member))
      const clients = traffic('tcp-connect', { host: member.address, port: 7_000, rate: strength })
      await runWorker('traffic', clients, state().monitorNamespace)
    }
  },
})
