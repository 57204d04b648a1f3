import { defineFault } from '../injection/fault.ts'

export default defineFault({
  title: 'Whoever leads is stopped for a moment, again and again, so that leadership keeps moving.',
  needs: [],
  cause: 'leader-flapping',
  target: 'cluster',
  leavesTraces: true,
  strength: { unit: 's', default: 2.5, min: 1.5, max: 10 },
  moves: [
    { signal: 'leader_changes', on: 'every', above: 1 },
    { signal: 'scrape', on: 'any', above: 0.5 },
  ],
  observeSeconds: 40,
  inject: async ({ members, strength, later, paths, runWorker }) => {
    for (const { name } of members) later({ kind: 'resume', member: name })
    await runWorker('leader-stopper', ['--lab', paths.directory, '--stop', String(strength), '--every', '4'])
  },
})
