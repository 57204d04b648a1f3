import { defineFault } from '../injection/fault.ts'
import { fillLoad } from '../injection/fill.ts'
import { compact, removeKeys } from '../servers/etcd-gateway.ts'

const prefix = 'fragment'

export default defineFault({
  title: 'Many keys, written before, are deleted and compacted, so that the database file is mostly free space.',
  needs: [],
  cause: 'fragmentation',
  target: 'cluster',
  leavesTraces: true,
  strength: { unit: 'MiB', default: 150, min: 10, max: 1_000 },
  moves: [
    { signal: 'db_free', on: 'every', above: 0.5 },
    { signal: 'db_size', on: 'every', above: 100 * 1024 ** 2 },
  ],
  prepare: async ({ strength, finishLoad }) => await finishLoad(fillLoad(prefix, strength)),
  inject: async ({ state, signal }) => {
    const endpoint = state().members[0]?.endpoint ?? ''
    await removeKeys(endpoint, prefix, { timeoutMs: 60_000, signal })
    await compact(endpoint, { timeoutMs: 60_000, signal })
  },
})
