import { defineFault } from '../injection/fault.ts'

export default defineFault({
  title: 'One member loses a share of the frames that it sends to and receives from the others.',
  needs: ['packet-filter'],
  cause: 'network-loss',
  target: 'leader',
  leavesTraces: true,
  strength: { unit: '%', default: 10, min: 0.1, max: 90 },
  moves: [
    { signal: 'retransmitted', on: 'target', above: 3 },
    { signal: 'timeouts', on: 'target', above: 0.3 },
  ],
  inject: async ({ members, strength, impairLink }) => {
    for (const member of members) await impairLink(member, undefined, { lossPercent: strength })
  },
})
