import { z } from 'zod'

const path = z.string().min(1)

/** Credentials are named by file or by environment variable; a literal secret in the file is possible, not advised. */
const prometheusConfig = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional(),
  token: z.string().optional(),
  token_file: path.optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  password_file: path.optional(),
  ca_file: path.optional(),
  cert_file: path.optional(),
  key_file: path.optional(),
  server_name: z.string().optional(),
  insecure: z.boolean().default(false),
  headers: z.record(z.string(), z.string()).default({}),
})

const kubernetesConfig = z.strictObject({
  kubeconfig: path.optional(),
  context: z.string().optional(),
  in_cluster: z.boolean().optional(),
  ca_file: path.optional(),
  insecure: z.boolean().default(false),
  /** `namespace/name` of a service account whose token (TokenRequest) is used for Prometheus. */
  service_account: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9.-]+$/)
    .optional(),
  /** Allows `etcdctl` in etcd pods through the exec API. */
  exec: z.boolean().default(false),
})

const etcdConfig = z.strictObject({
  /** Client URLs of a bare etcd, for its JSON gateway. */
  endpoints: z.array(z.url({ protocol: /^https?$/ })).min(1),
  ca_file: path.optional(),
  cert_file: path.optional(),
  key_file: path.optional(),
  insecure: z.boolean().default(false),
})

/** One entry of `config/clusters.yaml`. Everything is optional but the name: what is left out is looked for. */
export const clusterConfigSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  prometheus: prometheusConfig.optional(),
  kubernetes: kubernetesConfig.optional(),
  etcd: etcdConfig.optional(),
  /** Forces a platform profile instead of detecting it. */
  profile: z.string().optional(),
  /** Overrides of the profile's selectors: selector name → label → value (a leading `~` makes it a regular expression). */
  selectors: z.record(z.string(), z.record(z.string(), z.string())).default({}),
})
export type ClusterConfig = z.infer<typeof clusterConfigSchema>

export const clustersFileSchema = z.strictObject({
  current: z.string().optional(),
  clusters: z.array(clusterConfigSchema).min(1),
})
export type ClustersFile = z.infer<typeof clustersFileSchema>
