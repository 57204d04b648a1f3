import { defineFault } from '../injection/fault.ts'
import { traffic } from '../injection/traffic-args.ts'
import { memberDevice } from '../network/namespaces.ts'

export default defineFault({
  title:
    "A packet filter drops a share of what one member receives while a peer sends in bulk: the sender's figures tell.",
  needs: ['packet-filter'],
  cause: 'network-loss',
  target: 'pair',
  leavesTraces: true,
  strength: { unit: '%', default: 5, min: 0.1, max: 90 },
  moves: [{ signal: 'retransmitted', on: 'peer', above: 50 }],
  inject: async ({ members, peer, strength, state, filterInput, namespaceOf, runWorker }) => {
    for (const member of members) {
      await runWorker('traffic', traffic('tcp-drain', { port: 7_001 }), namespaceOf(member))
      await filterInput(member, [`iifname ${memberDevice} numgen random mod 1000 < ${Math.round(strength * 10)} drop`])
      const bulk = traffic('tcp-send', { host: member.address, port: 7_001, connections: 2 })
      await runWorker('traffic', bulk, peer?.namespace ?? state().monitorNamespace)
    }
  },
})
