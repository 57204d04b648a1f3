import { defineFault } from '../injection/fault.ts'
import { steerPackets } from '../injection/packet-steering.ts'
import { traffic } from '../injection/traffic-args.ts'

export default defineFault({
  title: 'Packets are steered to another CPU whose backlog may hold one, machine-wide.',
  needs: ['bridge', 'sysctl'],
  target: 'follower',
  strength: { unit: 'packets/s', default: 45_000, min: 5_000, max: 60_000 },
  // All members share the kernel's queues, so every one of them shows it.
  moves: [{ signal: 'softnet_dropped', on: 'every', above: 50 }],
  inject: async (injector) => {
    const { members, strength, state, setSysctl, namespaceOf, runWorker } = injector
    const floods = 3
    setSysctl('net.core.netdev_max_backlog', '1')
    for (const member of members) {
      await steerPackets(injector, namespaceOf(member), '2')
      await runWorker('traffic', traffic('udp-sink', { port: 5_354, buffer: 4_000_000 }), namespaceOf(member))
      const flood = traffic('udp-flood', { host: member.address, port: 5_354, rate: strength / floods, size: 200 })
      for (let index = 0; index < floods; index += 1) await runWorker('traffic', flood, state().monitorNamespace)
    }
  },
})
