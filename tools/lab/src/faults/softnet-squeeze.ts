import { defineFault } from '../injection/fault.ts'
import { traffic } from '../injection/traffic-args.ts'

export default defineFault({
  title: 'The kernel may take only a few packets in one go, machine-wide, while many arrive.',
  needs: ['bridge', 'sysctl'],
  target: 'follower',
  strength: { unit: 'packets/s', default: 10_000, min: 1_000, max: 20_000 },
  // All members share the kernel's queues, so every one of them shows it.
  moves: [{ signal: 'squeezed', on: 'every', above: 500 }],
  inject: async ({ members, strength, state, setSysctl, namespaceOf, runWorker }) => {
    setSysctl('net.core.netdev_budget', '2')
    for (const member of members) {
      await runWorker('traffic', traffic('udp-sink', { port: 5_354, buffer: 4_000_000 }), namespaceOf(member))
      const flood = traffic('udp-flood', { host: member.address, port: 5_354, rate: strength, size: 200 })
      await runWorker('traffic', flood, state().monitorNamespace)
    }
  },
})
