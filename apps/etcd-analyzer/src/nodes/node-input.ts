import { windowInput } from '@ocp-perf/analyzer'
import { z } from 'zod'

/** A window over nodes: those that run etcd, unless all are asked for. */
export const nodeInput = windowInput.extend({
  nodes: z.enum(['etcd', 'all']).default('etcd').describe('Nodes that run etcd, or all'),
})
