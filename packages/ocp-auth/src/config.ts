import { z } from 'zod'
import { namedOnce } from './settings/named-once.ts'

const path = z.string().min(1)

/** The address of a server, without credentials in it. */
export const serverUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .refine((text) => !hasUserInfo(text), 'must not hold a user name or password; put them in username and password')

/** What a cluster or another source may be called. */
export const sourceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must begin with a letter or digit and hold only letters, digits, . _ -')

function hasUserInfo(text: string): boolean {
  if (!URL.canParse(text)) {
    return false
  }
  const { username, password } = new URL(text)
  return username !== '' || password !== ''
}

const onlyOneToken = 'give one of token, token_file, username with password, or kubernetes_token'

/** Credentials are named by file or by environment variable; a literal secret in the file is possible, not advised. */
export const prometheusConfig = z
  .strictObject({
    url: serverUrl.optional(),
    token: z.string().min(1).optional(),
    token_file: path.optional(),
    username: z.string().min(1).optional(),
    password: z.string().optional(),
    password_file: path.optional(),
    /** Sends the Kubernetes login's own bearer token to `url`; without it that token only goes where it was discovered. */
    kubernetes_token: z.boolean().default(false),
    ca_file: path.optional(),
    cert_file: path.optional(),
    key_file: path.optional(),
    server_name: z.string().min(1).optional(),
    insecure: z.boolean().default(false),
    headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[^\r\n]*$/)).default({}),
  })
  .refine((c) => [c.token, c.token_file, c.username, c.kubernetes_token || undefined].filter(isGiven).length <= 1, {
    error: onlyOneToken,
  })
  .refine((c) => isGiven(c.username) === (isGiven(c.password) || isGiven(c.password_file)), {
    error: 'username needs password or password_file, and the other way round',
  })
  .refine((c) => !(isGiven(c.password) && isGiven(c.password_file)), { error: 'give password or password_file' })
  .refine(certificateHasKey, { error: 'cert_file and key_file go together' })

const kubernetesConfig = z.strictObject({
  kubeconfig: path.optional(),
  context: z.string().min(1).optional(),
  in_cluster: z.boolean().optional(),
  ca_file: path.optional(),
  insecure: z.boolean().default(false),
  /** `namespace/name` of a service account whose token (TokenRequest) is used for Prometheus. */
  service_account: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9.-]+$/, 'must be namespace/name of a service account')
    .optional(),
  /** `namespace/name` or `namespace/name:port` of the Prometheus service, where looking for it finds none or several. */
  prometheus_service: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+(:[a-z0-9-]+)?$/, 'must be namespace/name or namespace/name:port of a service')
    .optional(),
  /** Allows `etcdctl` in etcd pods through the exec API. */
  exec: z.boolean().default(false),
})

const etcdConfig = z
  .strictObject({
    /** Client URLs of a bare etcd, for its JSON gateway. */
    endpoints: z.array(serverUrl).min(1),
    ca_file: path.optional(),
    cert_file: path.optional(),
    key_file: path.optional(),
    insecure: z.boolean().default(false),
  })
  .refine(certificateHasKey, { error: 'cert_file and key_file go together' })

function isGiven(value: unknown): boolean {
  return value !== undefined
}

function certificateHasKey(config: { cert_file?: string | undefined; key_file?: string | undefined }): boolean {
  return isGiven(config.cert_file) === isGiven(config.key_file)
}

const liveSections = ['prometheus', 'kubernetes', 'etcd'] as const

/** One entry of `config/clusters.yaml`. Everything is optional but the name: what is left out is looked for. */
export const clusterConfigSchema = z
  .strictObject({
    name: sourceName,
    /** A metrics dump (a file, an archive or a folder that holds one) in place of a live cluster. */
    file: path.optional(),
    prometheus: prometheusConfig.optional(),
    kubernetes: kubernetesConfig.optional(),
    etcd: etcdConfig.optional(),
    /** How long a query may take, where 20 s are too few for what a large cluster keeps. */
    query_timeout_seconds: z.number().positive().max(600).optional(),
    /** Forces a platform profile instead of detecting it. */
    profile: z.string().min(1).optional(),
    /** Overrides of the profile's selectors: selector name → label → value (a leading `~` makes it a regular expression). */
    selectors: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  })
  .superRefine((cluster, context) => {
    if (cluster.file === undefined) return
    for (const section of liveSections) {
      if (cluster[section] === undefined) continue
      context.addIssue({
        code: 'custom',
        path: [section],
        message: 'cannot stand beside file: a dump takes the place of the live cluster, so keep one of the two',
      })
    }
  })
export type ClusterConfig = z.infer<typeof clusterConfigSchema>

export const clustersFileSchema = z
  .strictObject({
    current: z.string().optional(),
    clusters: z.array(clusterConfigSchema).min(1),
  })
  .superRefine(({ clusters, current }, context) => namedOnce({ key: 'clusters', entries: clusters, current }, context))
export type ClustersFile = z.infer<typeof clustersFileSchema>
