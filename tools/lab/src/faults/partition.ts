import { defineFault } from '../injection/fault.ts'

export default defineFault({
  title: 'One member is cut off from its peers, but not from its clients.',
  needs: ['packet-filter'],
  cause: 'partition',
  target: 'leader',
  leavesTraces: true,
  strength: { unit: '%', default: 100, min: 100, max: 100 },
  moves: [
    { signal: 'has_leader', on: 'target', below: 1 },
    { signal: 'committed', on: 'target', below: 1 },
  ],
  observeSeconds: 40,
  inject: async ({ members, impairLink }) => {
    for (const member of members) await impairLink(member, undefined, { lossPercent: 100 })
  },
})
