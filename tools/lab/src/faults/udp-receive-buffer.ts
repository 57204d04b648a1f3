import { defineFault } from '../injection/fault.ts'
import { traffic } from '../injection/traffic-args.ts'

export default defineFault({
  title: 'A program with a small buffer does not read the UDP packets that arrive.',
  needs: ['namespaces'],
  domain: 'network',
  cause: 'udp-buffer',
  target: 'follower',
  strength: { unit: 'packets/s', default: 3_000, min: 10, max: 20_000 },
  moves: [{ signal: 'udp_buffer_errors', on: 'target', above: 100 }],
  stays: [{ signal: 'udp_buffer_errors', on: 'others', below: 1 }],
  inject: async ({ members, strength, state, namespaceOf, runWorker }) => {
    for (const member of members) {
      await runWorker('traffic', traffic('udp-sink', { port: 5353, buffer: 4_096 }), namespaceOf(member))
      const flood = traffic('udp-flood', { host: member.address, port: 5353, rate: strength, size: 400 })
      await runWorker('traffic', flood, state().monitorNamespace)
    }
  },
})
