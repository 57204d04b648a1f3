import { defineFault } from '../injection/fault.ts'
import { traffic } from '../injection/traffic-args.ts'

export default defineFault({
  title: 'New flows fill the connection tracking table, whose limit is lowered for the whole machine.',
  needs: ['packet-filter', 'sysctl'],
  domain: 'network',
  cause: 'conntrack-exhaustion',
  target: 'follower',
  strength: { unit: 'entries', default: 1_000, min: 200, max: 10_000 },
  moves: [
    { signal: 'conntrack_used', on: 'target', above: 0.9 },
    { signal: 'conntrack_drops', on: 'target', above: 10 },
  ],
  inject: async ({ members, strength, state, filterInput, setSysctl, runWorker }) => {
    for (const member of members) {
      await filterInput(member, ['ct state new counter'])
      setSysctl('net.netfilter.nf_conntrack_max', String(strength))
      const flows = traffic('udp-flows', { host: member.address, rate: 400 })
      await runWorker('traffic', flows, state().monitorNamespace)
    }
  },
})
