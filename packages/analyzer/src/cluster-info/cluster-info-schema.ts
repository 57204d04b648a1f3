import { verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'

const text = z.string().nullable()
const figure = z.number().nullable()

const nodeSchema = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  cpu_cores: figure,
  memory_bytes: figure,
  kubelet_version: text,
  os_image: text,
  kernel_version: text,
  container_runtime: text,
  architecture: text,
  ready: z.boolean().nullable(),
  schedulable: z.boolean().nullable(),
  /** Conditions other than Ready that hold, such as DiskPressure. */
  problems: z.array(z.string()),
  created: text,
})
export type ClusterNode = z.infer<typeof nodeSchema>

const countSchema = z.object({
  resource: z.string(),
  /** Null when it could not be counted; `reason` says why. */
  count: figure,
  reason: z.string().optional(),
})
export type ObjectCount = z.infer<typeof countSchema>

const operatorsSchema = z.object({
  total: z.number(),
  unavailable: z.array(z.string()),
  degraded: z.array(z.string()),
  progressing: z.array(z.string()),
})
export type ClusterOperators = z.infer<typeof operatorsSchema>

const poolSchema = z.object({
  name: z.string(),
  status: z.enum(['updated', 'updating', 'degraded', 'unknown']),
  machines: figure,
  updated: figure,
  degraded: figure,
})
export type MachineConfigPool = z.infer<typeof poolSchema>

/** What a cluster is made of, and where that was read. */
export const clusterInfoSchema = z.object({
  cluster: z.string(),
  verdict: verdictSchema,
  headline: z.string(),
  source: z.enum(['kubernetes_api', 'metrics']),
  /** The profile that fits what is scraped; absent where Prometheus could not be asked. */
  platform: z.string().optional(),
  version: text,
  infrastructure: text,
  api_url: text,
  roles: z.record(z.string(), z.number()),
  /** Control plane first, then those with a problem. */
  nodes: z.array(nodeSchema),
  omitted_nodes: z.number(),
  counts: z.array(countSchema),
  operators: operatorsSchema.nullable(),
  machine_config_pools: z.array(poolSchema),
  notes: z.array(z.string()),
})
export type ClusterInfo = z.infer<typeof clusterInfoSchema>

/** What a source knows of the cluster, before it is judged and shortened. */
export type ClusterFacts = Omit<
  ClusterInfo,
  'cluster' | 'platform' | 'verdict' | 'headline' | 'roles' | 'omitted_nodes'
>
