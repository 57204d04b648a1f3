import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { clusterInfoSchema } from '../cluster-info/cluster-info-schema.ts'
import { readClusterInfo } from '../cluster-info/read-cluster-info.ts'
import { summarizeCluster } from '../cluster-info/summarize-cluster.ts'
import { clusterInput } from '../window-input.ts'

export default tool({
  name: 'get_ocp_cluster_info',
  title: 'Cluster',
  description: 'Version, platform, nodes by role with capacity and conditions, object counts, operators, config pools.',
  effect: 'read',
  input: clusterInput.extend({ top: z.int().min(1).max(100).default(10).describe('Nodes shown') }),
  output: clusterInfoSchema,
  run: ({ cluster, top }, context, signal) => readClusterInfo(context, { cluster, top }, signal),
  summarize: summarizeCluster,
})
