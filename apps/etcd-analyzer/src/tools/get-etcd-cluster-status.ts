import { clusterInput, tool } from '@ocp-perf/analyzer'
import { z } from 'zod'
import { clusterStatusSchema } from '../status/cluster-status-schema.ts'
import { readClusterStatus } from '../status/read-cluster-status.ts'
import { summarizeStatus } from '../status/summarize-status.ts'

export default tool({
  name: 'get_etcd_cluster_status',
  title: 'etcd status',
  description: 'Members, leader, versions, raft lag, database size, alarms and health of etcd. Call it first for etcd.',
  effect: 'read',
  input: clusterInput.extend({
    time: z.string().max(40).optional().describe('A moment in the past, from metrics: RFC 3339 or now-6h'),
  }),
  output: clusterStatusSchema,
  run: (request, context, signal) => readClusterStatus(context, request, signal),
  summarize: summarizeStatus,
})
