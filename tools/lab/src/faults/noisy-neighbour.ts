import { defineFault } from '../injection/fault.ts'

export default defineFault({
  title: "Other writers keep one member's disk busy with large synchronous writes.",
  needs: ['own-disk'],
  cause: 'noisy-neighbour',
  target: 'leader',
  leavesTraces: true,
  strength: { unit: 'writers', default: 4, min: 1, max: 16 },
  moves: [
    { signal: 'disk_busy', on: 'target', above: 0.5 },
    { signal: 'disk_written', on: 'target', above: 20e6 },
  ],
  inject: async ({ members, later, runWorker, strength }) => {
    for (const { dataDirectory } of members) {
      const path = `${dataDirectory}/neighbour`
      later({ kind: 'file', path })
      await runWorker('disk-writer', ['--file', path, '--writers', String(strength)])
    }
  },
})
