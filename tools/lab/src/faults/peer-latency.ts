import { defineFault } from '../injection/fault.ts'

export default defineFault({
  title: 'Frames between two members take longer, each way; `--member all` slows every link.',
  needs: ['wire'],
  cause: 'network-latency',
  target: 'pair',
  leavesTraces: true,
  strength: { unit: 'ms', default: 50, min: 1, max: 2_000 },
  moves: [{ signal: 'peer_rtt', on: 'target', above: 0.08 }],
  stays: [{ signal: 'peer_rtt', on: 'others', below: 0.06 }],
  // A round trip is observed once per peer every 30 s.
  observeSeconds: 75,
  inject: async ({ members, peer, strength, impairLink }) => {
    for (const member of members) await impairLink(member, peer, { delayMs: strength, jitterMs: strength / 5 })
  },
})
